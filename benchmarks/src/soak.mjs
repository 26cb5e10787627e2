// pnpm --filter @vaekit-internal/benchmarks soak [--steps 100000] [--engine compiled|eager] [--average-weights DECAY] [--leak BYTES]:
// trains a small VAE with `fit` for many steps, prints what the process holds at intervals and the share of the time that is garbage collection,
// and ends with code 1 when what is held grows in the second half of the run.

import { constants, PerformanceObserver } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { adam, eager, fit, mlpDecoder, mlpEncoder, randomStream, selectBackend, vae } from '@vaekit/core';
import { compiled } from '@vaekit/onnx';

const LOOKS = 50;
const ROWS = 4096;
const BATCH = 32;
const MIB = 2 ** 20;

/**
 * What the straight line through the looks of the second half may rise from its beginning to its end. The resident set moves by some MiB by
 * itself; the heap is looked at after a collection, and holds one more line of the history for every epoch.
 */
const BOUNDS = { rss: 8 * MIB, heapUsed: 2 * MIB, external: 4 * MIB, numTensors: 0, numBytes: 0 };

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '100000' },
    engine: { type: 'string', default: 'compiled' },
    'average-weights': { type: 'string' },
    // So many bytes are kept at every step, to see that it is found.
    leak: { type: 'string', default: '0' },
  },
});
const steps = Number(values.steps);
const leak = Number(values.leak);
if (!Number.isInteger(steps) || steps < 2 * LOOKS) {
  throw new RangeError(`soak: --steps is ${values.steps}; expected a whole number of at least ${2 * LOOKS}`);
}
if (!Number.isInteger(leak) || leak < 0) {
  throw new RangeError(`soak: --leak is ${values.leak}; expected a whole number of bytes`);
}
const engines = { compiled: () => compiled({ threads: 1 }), eager: () => eager() };
if (!Object.hasOwn(engines, values.engine)) {
  throw new Error(`soak: --engine is ${values.engine}; expected one of ${Object.keys(engines).join(', ')}`);
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** Least squares: how much the line through the points rises between the first and the last. */
function rise(points, name) {
  const x = points.map(({ step }) => step);
  const y = points.map((point) => point[name]);
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [mx, my] = [mean(x), mean(y)];
  const slope =
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0) / x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
  return slope * (x.at(-1) - x[0]);
}

/** Milliseconds of garbage collection that nobody asked for, and of the looks, which are no part of a step. */
let [collecting, looking] = [0, 0];
const collections = new PerformanceObserver((list) => {
  for (const { duration, detail } of list.getEntries())
    if ((detail.flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) === 0) collecting += duration;
});

const backend = await selectBackend();
const data = { data: randomStream(1).fillUniform(new Float32Array(ROWS * 64)), shape: [ROWS, 64] };
const model = vae({
  encoder: mlpEncoder({ input: [64], hidden: [32], latent: 4, dropout: 0.1, batchNorm: true }),
  decoder: mlpDecoder({ latent: 4, hidden: [32], output: [64] }),
});
const tensorsBefore = tf.memory().numTensors;
const kept = [];
const looks = [];
collections.observe({ entryTypes: ['gc'] });
const start = performance.now();
const every = Math.floor(steps / LOOKS);
const mib = (bytes) => (bytes / MIB).toFixed(2).padStart(9);
const averaging = values['average-weights'] === undefined ? {} : { averageWeights: Number(values['average-weights']) };

console.log(`${steps} steps of ${BATCH} examples, ${values.engine} on ${backend}, Node ${process.versions.node}; MiB`);
console.log('    step      rss     heap   external  tensors  tensor bytes  ms/step');
const { history } = await fit(model, data, {
  epochs: Math.ceil(steps / (ROWS / BATCH)),
  batchSize: BATCH,
  optimizer: adam(),
  engine: engines[values.engine](),
  ...averaging,
  callbacks: {
    onBatchEnd(_batch, { step }, control) {
      if (leak > 0) kept.push(new Uint8Array(leak).fill(1));
      if (step % every === 0) {
        const began = performance.now();
        collect();
        const { rss, heapUsed, external } = process.memoryUsage();
        const { numTensors, numBytes } = tf.memory();
        looks.push({ step, rss, heapUsed, external, numTensors, numBytes });
        const pace = ((performance.now() - start) / step).toFixed(2);
        console.log(
          `${String(step).padStart(8)}${mib(rss)}${mib(heapUsed)}${mib(external)}  ${String(numTensors).padStart(8)}  ${String(numBytes).padStart(12)}  ${pace.padStart(7)}`,
        );
        looking += performance.now() - began;
      }
      if (step >= steps) control.stop();
    },
  },
});
const stepping = performance.now() - start - looking;
const left = tf.memory().numTensors - tensorsBefore;
model.dispose();

const half = looks.slice(LOOKS / 2);
let failed = false;
console.log(`\nfrom step ${half[0].step} to step ${half.at(-1).step}, by the line of least squares:`);
for (const [name, bound] of Object.entries(BOUNDS)) {
  const grown = rise(half, name);
  const bad = grown > bound + 1e-6;
  failed ||= bad;
  const counted = name === 'numTensors' || name === 'numBytes';
  const text = (value) => (counted ? value.toFixed(1) : `${(value / MIB).toFixed(2)} MiB`);
  console.log(`  ${name.padEnd(11)}${text(grown).padStart(12)}  at most ${text(bound).padStart(9)}  ${bad ? 'GROWS' : 'flat'}`);
}
console.log(`  garbage collection: ${((100 * collecting) / stepping).toFixed(2)} % of the time`);
console.log(`  tensors left behind by fit: ${left}`);
console.log(`  loss: ${history.loss[0].toFixed(2)} -> ${history.loss.at(-1).toFixed(2)} nats`);
if (left !== 0) failed = true;
process.exitCode = failed ? 1 : 0;
