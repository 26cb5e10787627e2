// The matrix products of the MLP's step on the WASM backend: kernels of @vaekit/wasm against those of tfjs, in turn in one process.
import * as tf from '@tensorflow/tfjs';
import { registerTrainingKernels } from '@vaekit/wasm';
import { useWasm } from '@vaekit/wasm/node';
import { loadAverage } from '../machine.mjs';
import { median } from '../median.mjs';

const [BATCH, INPUT, HIDDEN] = [128, 784, 400];
const ROUNDS = 7;
const OPERATIONS = 2 * BATCH * INPUT * HIDDEN;

/** The forward product of a layer, and its two gradients. */
const PRODUCTS = [
  { what: 'x·W', a: [BATCH, INPUT], b: [INPUT, HIDDEN], transposeA: false, transposeB: false },
  { what: 'xᵀ·δ', a: [BATCH, INPUT], b: [BATCH, HIDDEN], transposeA: true, transposeB: false },
  { what: 'δ·Wᵀ', a: [BATCH, INPUT], b: [HIDDEN, INPUT], transposeA: false, transposeB: true },
];

function time(run, repeats) {
  run();
  const start = performance.now();
  for (let i = 0; i < repeats; i++) {
    run();
  }
  return (performance.now() - start) / repeats;
}

export const work = {
  title: 'Matrix products of 128 × 784 × 400 on the WASM backend: kernels of @vaekit/wasm against those of tfjs',
  async run() {
    await useWasm();
    registerTrainingKernels()();
    const rows = PRODUCTS.flatMap(({ what, a, b, transposeA, transposeB }) => {
      const [left, right] = [tf.randomUniform(a), tf.randomUniform(b)];
      const run = () => tf.dispose(tf.matMul(left, right, transposeA, transposeB));
      const samples = { 'vaekit-wasm': [], 'tfjs-wasm': [] };
      for (let round = 0; round < ROUNDS; round++) {
        samples['tfjs-wasm'].push(time(run, 2));
        const unregister = registerTrainingKernels();
        samples['vaekit-wasm'].push(time(run, 8));
        unregister();
      }
      tf.dispose([left, right]);
      return Object.entries(samples).map(([who, times]) => {
        const ms = median(times);
        const row = { work: 'wasm-products', who, variant: what, ms, gflops: OPERATIONS / ms / 1e6, load: loadAverage() };
        return { ...row, ratioToStockTfjs: ms / median(samples['tfjs-wasm']) };
      });
    });
    return {
      rows,
      columns: { variant: 'product', who: 'who', ms: 'ms', gflops: 'GFLOP/s', ratioToStockTfjs: '/ tfjs-wasm' },
      bars: [],
    };
  },
};
