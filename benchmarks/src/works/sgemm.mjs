import { fileURLToPath } from 'node:url';
import { availableParallelism } from 'node:os';
import { writeInputs } from '../inputs.mjs';
import { loadAverage } from '../machine.mjs';
import { median } from '../median.mjs';
import { MLP, modelSpec } from '../modelSpec.mjs';
import { inPython, missingModule } from '../peers/inPython.mjs';
import { startPeer } from '../peerProcess.mjs';

const SIZE = 2048;
const WIDE = modelSpec({ batch: 512, hidden: [1000], latent: 20 });

/** Processes that multiply two matrices of 2048 × 2048, on one thread and on all. */
function productProcesses() {
  const threads = [...new Set([1, availableParallelism()])];
  const ort = fileURLToPath(new URL('../sgemmProcess.mjs', import.meta.url));
  const inOnnx = threads.map((count) => ({
    who: 'onnxruntime',
    label: `${count} threads`,
    command: process.execPath,
    args: [ort, String(SIZE), String(count)],
  }));
  const inTorch =
    missingModule('torch') === undefined
      ? threads.map((count) => ({
          who: 'pytorch',
          ...inPython('sgemm.py', `${count} threads`, { size: SIZE, threads: count }, { OMP_NUM_THREADS: String(count) }),
        }))
      : [];
  return [...inOnnx, ...inTorch];
}

/** Bytes that Adam moves for a weight: weight, gradient and two slots in, weight and slots out. */
const ADAM_BYTES = 7 * 4;

/** Bytes a second that one thread copies, in as much memory as the optimizer of a spec works on. */
function bandwidth(weights) {
  const [from, to] = [new Float32Array(2 * weights).fill(1), new Float32Array(2 * weights)];
  const times = Array.from({ length: 20 }, () => {
    const start = performance.now();
    to.set(from);
    return performance.now() - start;
  });
  return (2 * from.byteLength * 1000) / median(times);
}

const weightsOf = ({ weights }) => weights.reduce((sum, { shape }) => sum + shape.reduce((size, extent) => size * extent, 1), 0);

export const work = {
  title: `Share of the machine's limits: the compiled step of an MLP of width 1000 at batch 512 against a product ${SIZE}³, and that of mlp-step against product and memory`,
  async run(context) {
    const inputs = await Promise.all([WIDE, MLP].map(writeInputs));
    const ours = await context.peer('vaekit-compiled');
    const step = (spec, i, label) => ({
      who: 'vaekit-compiled',
      operations: spec.operations,
      folder: inputs[i].folder,
      ...ours.variants(spec).variants[0],
      label,
    });
    const contenders = [
      step(WIDE, 0, 'step of width 1000, batch 512'),
      step(MLP, 1, 'mlp-step'),
      ...productProcesses().map((variant) => ({ operations: 2 * SIZE ** 3, folder: inputs[0].folder, ...variant })),
    ];
    const running = [];
    const copies = [];
    try {
      for (const contender of contenders) {
        const process = startPeer(contender);
        running.push({ ...contender, process, times: [] });
        await process.ask('prepare', { folder: contender.folder });
        await process.ask('block', { warm: 0, steps: 5 });
        await process.rest();
      }
      for (let round = 0; round < context.rounds; round++) {
        copies.push(bandwidth(weightsOf(MLP)));
        for (const { process, times, operations } of round % 2 === 0 ? running : running.toReversed()) {
          process.wake();
          times.push((await process.ask('block', { warm: 1, steps: operations < 1e9 ? 100 : 5 })).ms);
          await process.rest();
        }
      }
    } finally {
      running.forEach(({ process }) => process.kill());
      await Promise.all(inputs.map(({ remove }) => remove()));
    }
    const load = loadAverage();
    const rows = running.map(({ who, label, operations, times }) => {
      const ms = median(times);
      return { work: 'sgemm', who, variant: label, ms, gflops: operations / ms / 1e6, load };
    });
    const peak = Math.max(...rows.slice(2).map(({ gflops }) => gflops));
    const copying = median(copies);
    const limit = MLP.operations / peak / 1e6 + (1000 * ADAM_BYTES * weightsOf(MLP)) / copying;
    context.note(`limit of mlp-step: ${limit.toFixed(2)} ms (${peak.toFixed(0)} GFLOP/s, ${(copying / 1e9).toFixed(1)} GB/s)`);
    const bar = (what, value, least) => ({ work: 'sgemm', what, value, target: least, limit: least, atLeast: true });
    return {
      rows: rows.map((row) => ({ ...row, shareOfPeak: row.gflops / peak })),
      columns: { who: 'who', variant: 'what', ms: 'ms', gflops: 'GFLOP/s', shareOfPeak: 'of peak' },
      bars: [
        bar('share of the sgemm peak', rows[0].gflops / peak, 0.5),
        bar('mlp-step, share of its limit', limit / rows[1].ms, 0.75),
      ],
    };
  },
};
