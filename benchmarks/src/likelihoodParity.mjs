// -log p(x) of a trained model, for another program to repeat: `vaekit export RUN --format safetensors --out EXPORT`, then
// `node src/likelihoodParity.mjs EXPORT/model.safetensors DIR [DIGITS [DRAWS]]` writes binarized test digits, the noise of every draw and the estimate of each digit to DIR, and
// `python src/peers/python/likelihood_parity.py EXPORT/model.safetensors DIR` (PyTorch) estimates the same with that noise, and again with noise of its own.
import { randomStream, selectBackend } from '@vaekit/core';
import { loadModel } from '@vaekit/core/node';
import { binarize, digits, take, writeNpy } from '@vaekit/datasets';
import { logLikelihood } from '@vaekit/metrics';
import { compileFunction } from '@vaekit/onnx';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [path, folder, count = '100', draws = '1000'] = process.argv.slice(2);
const seed = 0;
await selectBackend({ backend: 'wasm' });
const model = await loadModel(path);
const { test } = binarize(await digits(), 'static', { seed });
const { x, binarization } = take(test, Number(count));
const compile = (fn, spec) => compileFunction(fn, spec, {});
const { values, errors, mean, monteCarloError } = await logLikelihood(
  model,
  { x, binarization },
  { draws: Number(draws), seed, compile },
);
// Draw d of example i is made of the words (i · draws + d) · width … of this stream.
const shape = [Number(count), Number(draws), ...model.latent];
const eps = new Float32Array(shape.reduce((product, extent) => product * extent, 1));
randomStream(seed).fork('likelihood').fork('posterior/eps').fillNormal(eps);
mkdirSync(folder, { recursive: true });
const write = (name, data, of) => writeFileSync(join(folder, `${name}.npy`), writeNpy({ data, shape: of }));
// Bytes are intensities: 255 is 1.
const unit = x.data instanceof Uint8Array ? 255 : 1;
write(
  'x',
  Float32Array.from(x.data, (value) => value / unit),
  x.shape,
);
write('eps', eps, shape);
write('values', values, [values.length]);
write('errors', errors, [errors.length]);
console.log(
  `vaekit: -log p(x) ${mean.toFixed(5)}, ${count} digits, ${draws} draws, error over draws ${monteCarloError.toFixed(5)}`,
);
