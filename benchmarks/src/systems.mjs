// `pnpm systems [DIR]`: every way of this project to a code of thirty numbers, side by side: the squared error of held-out digits, summed over the
// pixels, against principal components of the same width that are shown the same (for denoising and masked autoencoders the corrupted digit; what counts
// is the distance from the clean one). DIR holds MNIST's four files; without it, the 10,000 digits that come with the data sets.
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { adam, batches, decode, drawNoise, encode, randomStream } from '@vaekit/core';
import { digits } from '@vaekit/datasets';
import { readExamples } from '@vaekit/datasets/node';
import { buildModel, findModel, fitPhases, phasesOf, valuesOf } from '@vaekit/models';
import { fastest } from '@vaekit/onnx';
import { useWasm } from '@vaekit/wasm/node';
import { formatTable } from './table.mjs';

const DEEP = [1000, 500, 250];
const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    epochs: { type: 'string', default: '40' },
    pretrain: { type: 'string', default: '10' },
    latent: { type: 'string', default: '30' },
    seed: { type: 'string', default: '0' },
    only: { type: 'string' },
  },
});
const [dir] = positionals;
const [epochs, latent, seed] = [given.epochs, given.latent, given.seed].map(Number);

/** Systems by the name that they have in the table: a model of the catalog and its options. */
const systems = {
  'shallow with a linear output': ['autoencoder', { hidden: [], likelihood: 'gaussian', sigma: 1 }],
  'shallow with logits': ['autoencoder', { hidden: [] }],
  deep: ['autoencoder', { hidden: DEEP }],
  'stacked from autoencoders': ['stacked-autoencoder', { hidden: DEEP }],
  'stacked from machines': ['stacked-autoencoder', { hidden: DEEP, pretrain: 'rbm' }],
  'noisy code': ['noisy-code-autoencoder', {}],
  contractive: ['contractive-autoencoder', {}],
  'denoising gaussian': ['denoising-autoencoder', { corruption: 'gaussian' }],
  'denoising masking': ['denoising-autoencoder', { corruption: 'masking' }],
  'denoising salt and pepper': ['denoising-autoencoder', { corruption: 'salt-and-pepper' }],
  'masked patches': ['masked-autoencoder', {}],
};

await useWasm();
const asImages = ({ x: { data, shape } }) => ({ x: { data, shape: [shape[0], 28, 28, 1] } });
const { train, test } = dir === undefined ? await digits() : await readExamples(dir);
const [training, held] = [asImages(train), asImages(test)];
const rows = held.x.shape[0];
const clean = tf.div(tf.tensor(held.x.data, held.x.shape, 'float32'), held.x.data instanceof Uint8Array ? 255 : 1);
const engine = await fastest();

async function fitted(name, options) {
  const entry = findModel(name);
  const own = Object.fromEntries(
    Object.entries({ latent, seed, 'pretrain-epochs': Number(given.pretrain), ...options }).filter(
      ([option]) => option in entry.options,
    ),
  );
  const shape = { event: [28, 28, 1], binarization: 'none', size: training.x.shape[0] };
  const model = await buildModel(name, own, shape);
  const data = { training: batches(training, { batchSize: 128, seed, reuse: true }) };
  await fitPhases(model, phasesOf(entry, model, data, valuesOf(entry, own)), data, {
    epochs,
    seed,
    engine,
    optimizer: adam(),
  });
  return model;
}

/** What a model's encoder is shown of the held-out digits as it was trained: the clean ones, or those that its corruption makes of them. */
function shownBy({ corruption }) {
  if (corruption === undefined) return clean;
  const noise = drawNoise(corruption.noise('train'), rows, randomStream(seed).fork('corruption'));
  const { input } = corruption.apply(clean, noise, { mode: 'train', schedule: {} });
  tf.dispose(noise);
  return input;
}

/** Mean over the digits of the summed squared distance of their reconstructions from the clean ones. */
const errorOf = (model, shown) =>
  tf.tidy(() => {
    const part = 1000;
    let sum = 0;
    for (let from = 0; from < rows; from += part) {
      const count = Math.min(part, rows - from);
      const at = (x) => tf.slice(x, [from, 0, 0, 0], [count, -1, -1, -1]);
      sum += tf.sum(tf.squaredDifference(decode(model, encode(model, at(shown))), at(clean))).dataSync()[0];
    }
    return sum / rows;
  });

const pca = await fitted('pca', {});
const known = errorOf(pca, clean);
console.log(
  `${training.x.shape[0]} training and ${rows} test digits, codes of ${latent}, ${epochs} epochs, seed ${seed}; ${engine.name}`,
);
console.log(`principal components: ${known.toFixed(3)} a digit\n`);
const chosen = given.only?.split(',');
const table = [];
for (const [system, [name, options]] of Object.entries(systems)) {
  if (chosen !== undefined && !chosen.includes(system)) continue;
  const start = performance.now();
  const model = await fitted(name, options);
  const shown = shownBy(model);
  const [error, components] = [errorOf(model, shown), errorOf(pca, shown)];
  const row = { system, error, components, ratio: error / components, seconds: (performance.now() - start) / 1000 };
  console.log(
    formatTable([row], { system: 'System', error: 'error', components: 'PCA, same input', ratio: 'ratio', seconds: 's' }),
  );
  table.push(row);
  model.dispose();
  if (shown !== clean) shown.dispose();
}
console.log(
  `\n${formatTable(table, { system: 'System', error: 'Squared error', components: 'PCA, same input', ratio: 'Ratio', seconds: 'Seconds' })}`,
);
