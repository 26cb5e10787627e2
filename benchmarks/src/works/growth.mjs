import { writeInputs } from '../inputs.mjs';
import { loadAverage } from '../machine.mjs';
import { median } from '../median.mjs';
import { iwaeSpec, modelSpec } from '../modelSpec.mjs';
import { startPeer } from '../peerProcess.mjs';

const SWEEPS = {
  batch: {
    values: [32, 64, 128, 256, 512, 1024, 2048, 4096],
    spec: (batch) => modelSpec({ batch, hidden: [400], latent: 20 }),
  },
  width: {
    values: [100, 200, 400, 1000, 2000, 4000],
    spec: (width) => modelSpec({ batch: 128, hidden: [width], latent: 20 }),
  },
  k: { values: [1, 2, 4, 8, 16, 32, 64], spec: (k) => iwaeSpec(k) },
};

/** The least-squares slope of log y over log x. */
function slope(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (i) => logs.reduce((sum, point) => sum + point[i], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const product = (i, j) => logs.reduce((sum, point) => sum + (point[i] - [x, y][i]) * (point[j] - [x, y][j]), 0);
  return product(0, 1) / product(0, 0);
}

async function timeOf(spec, context) {
  const inputs = await writeInputs(spec);
  const peer = await context.peer('vaekit-compiled');
  const process = startPeer(peer.variants(spec).variants[0]);
  try {
    await process.ask('prepare', { folder: inputs.folder });
    const { ms } = await process.ask('block', { warm: 2, steps: 3 });
    const steps = Math.max(1, Math.min(100, Math.round(200 / ms)));
    const times = [];
    for (let i = 0; i < (context.quick ? 3 : 7); i++) {
      times.push((await process.ask('block', { warm: 0, steps })).ms);
    }
    return median(times);
  } finally {
    process.kill();
    await inputs.remove();
  }
}

export const work = {
  title: 'Growth of the compiled step: the slope of log time against log floating-point operations',
  async run(context) {
    const rows = [];
    const bars = [];
    for (const [sweep, { values, spec }] of Object.entries(SWEEPS)) {
      const points = [];
      for (const value of context.quick ? values.filter((_, i) => i % 2 === 1) : values) {
        const made = spec(value);
        const ms = await timeOf(made, context);
        points.push([made.operations, ms]);
        const gflops = made.operations / ms / 1e6;
        rows.push({ work: 'growth', who: 'vaekit-compiled', variant: `${sweep} ${value}`, ms, gflops, load: loadAverage() });
      }
      bars.push({ work: 'growth', what: `slope over ${sweep}`, value: slope(points), target: 1.05, limit: 1.05 });
    }
    return { rows, columns: { variant: 'what', ms: 'ms a step', gflops: 'GFLOP/s' }, bars };
  },
};
