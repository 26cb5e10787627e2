// How long -log p(x) by importance sampling takes: 784-400-20, 10,000 digits, 1,000 draws each, on ONNX Runtime and, for a share of them, on tfjs.
// `node src/likelihood.mjs [DIGITS [DRAWS]]`; the values of the weights do not matter for the time.
import * as tf from '@tensorflow/tfjs';
import { mlp, randomStream, selectBackend, vae } from '@vaekit/core';
import { logLikelihood } from '@vaekit/metrics';
import { compileFunction } from '@vaekit/onnx';
import { availableParallelism } from 'node:os';

const [digits = 10_000, draws = 1000] = process.argv.slice(2).map(Number);
await selectBackend({ backend: 'wasm' }).catch(() => tf.setBackend('cpu'));
const net = mlp({ hidden: [400] });
const model = vae({ event: [28, 28, 1], latent: 20, encoder: net, decoder: net });
const data = randomStream(1)
  .fillUniform(new Float32Array(digits * 784))
  .map((u) => (u < 0.19 ? 1 : 0));
const x = { data, shape: [digits, 28, 28, 1] };
const threads = availableParallelism();
const compile = (fn, spec) => compileFunction(fn, spec, { threads });
const before = process.cpuUsage();
const start = performance.now();
const { mean, monteCarloError } = await logLikelihood(model, { x, binarization: 'static' }, { draws, compile });
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(
  `784-400-20, ${digits} digits, ${draws} draws, ${threads} threads: ${seconds.toFixed(0)} s, ${((user + system) / 1e6).toFixed(0)} s of processors; -log p(x) ${mean.toFixed(2)} ± ${monteCarloError.toFixed(3)} over draws`,
);
