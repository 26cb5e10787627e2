import { contendersFor } from '../compareSteps.mjs';
import { writeInputs } from '../inputs.mjs';
import { loadAverage } from '../machine.mjs';
import { median } from '../median.mjs';
import { CONV, MLP } from '../modelSpec.mjs';
import { startPeer } from '../peerProcess.mjs';

const CONTENDERS = ['vaekit-compiled', 'vaekit-wasm', 'tfjs-wasm', 'pytorch', 'jax'];
const MODELS = { MLP: { spec: MLP, limit: 300 }, 'convolutional net': { spec: CONV, limit: 1000 } };

/** One fresh process: from its start to the end of its first step, and what it says it spent between the built model and that step. */
async function once(variant, folder) {
  const start = performance.now();
  const process = startPeer(variant);
  try {
    const { readyMs } = await process.ask('prepare', { folder });
    await process.ask('block', { warm: 0, steps: 1 });
    return { ms: performance.now() - start, readyMs };
  } finally {
    process.kill();
  }
}

export const work = {
  title: 'Process start to the end of the first step; and of that, trace to ready',
  async run(context) {
    const rows = [];
    const bars = [];
    const who = context.who.filter((name) => CONTENDERS.includes(name));
    for (const [model, { spec, limit }] of Object.entries(MODELS)) {
      const inputs = await writeInputs(spec);
      // The tfjs backends cannot train convolutions everywhere; what is compared is the MLP.
      const names = spec === MLP ? who : who.filter((name) => !name.endsWith('-wasm'));
      const contenders = (await contendersFor(spec, { ...context, who: names })).filter(
        ({ peer, variant }) => !peer.optional?.(variant),
      );
      const samples = contenders.map(() => []);
      try {
        for (let round = 0; round < (context.quick ? 2 : 5); round++) {
          for (const [i, { variant }] of contenders.entries()) {
            samples[i].push(await once(variant, inputs.folder));
          }
        }
      } finally {
        await inputs.remove();
      }
      for (const [i, { who: name, variant }] of contenders.entries()) {
        const ready = samples[i].map(({ readyMs }) => readyMs).filter((value) => typeof value === 'number');
        const row = {
          work: 'start',
          who: name,
          variant: variant.label,
          model,
          ms: median(samples[i].map(({ ms }) => ms)),
          load: loadAverage(),
        };
        rows.push(ready.length === 0 ? row : { ...row, readyMs: median(ready) });
        if (name === 'vaekit-compiled') {
          bars.push({ work: 'start', what: `trace to ready, ${model}, ms`, value: median(ready), target: limit, limit });
        }
      }
    }
    const best = (row) =>
      row.ms === Math.min(...rows.filter((other) => other.who === row.who && other.model === row.model).map(({ ms }) => ms));
    return {
      rows: rows.map((row) => ({ ...row, best: best(row) })),
      columns: { model: 'model', who: 'who', variant: 'how', ms: 'ms to first step', readyMs: 'ms trace to ready' },
      bars,
    };
  },
};
