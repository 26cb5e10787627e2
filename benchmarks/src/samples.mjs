// `pnpm samples`: how far the samples of each system are from held-out digits, by the kernel distance of their features under a small classifier, beside
// the distance of training digits (the floor); and how well a code out of a codebook of vectors is decoded, beside k-means of patches with as many
// numbers to a digit. `--out DIR` writes a sheet of samples of each.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { adam, batches, decode, encode, fitPrior, mixtureOfNormals, sample } from '@vaekit/core';
import { autoregressiveCodes, codesByPosition, diffusion } from '@vaekit/core';
import { digits } from '@vaekit/datasets';
import { buildModel, findModel, fitPhases, phasesOf, valuesOf } from '@vaekit/models';
import { fastest } from '@vaekit/onnx';
import { encodePng, imageGrid } from '@vaekit/viz';
import { useWasm } from '@vaekit/wasm/node';
import { digitFeatures } from './distance/digitFeatures.mjs';
import { kernelDistance } from './distance/kernelDistance.mjs';
import { patchMeansError } from './distance/patchMeans.mjs';
import { formatTable } from './table.mjs';

const { values: given } = parseArgs({
  options: {
    epochs: { type: 'string', default: '40' },
    seeds: { type: 'string', default: '3' },
    only: { type: 'string' },
    out: { type: 'string' },
  },
});
const epochs = Number(given.epochs);
const seeds = Array.from({ length: Number(given.seeds) }, (_, seed) => seed);
const COUNT = 2000;

await useWasm();
const engine = await fastest();
const set = await digits();
const scaled = ({ x, y }) => ({
  x: { data: Float32Array.from(x.data, (value) => value / 255), shape: [x.shape[0], 28, 28, 1] },
  y: { data: y.data, shape: y.shape },
});
const [training, held] = [scaled(set.train), scaled(set.test)];
const clean = tf.tensor(held.x.data, held.x.shape);
const classifier = await digitFeatures(training, { engine });
const wanted = classifier.features(clean);

/** A trained model of the catalog. */
async function fitted(name, seed, options = {}) {
  const entry = findModel(name);
  const own = { seed, ...options };
  const model = await buildModel(name, own, { event: [28, 28, 1], binarization: 'none', size: training.x.shape[0] });
  const data = { training: batches(training, { batchSize: 128, seed, reuse: true }) };
  const phases = phasesOf(entry, model, data, valuesOf(entry, own));
  await fitPhases(model, phases, data, { epochs, seed, engine, optimizer: adam() });
  return model;
}

/** Fits a prior to the codes of a model that was trained before with this seed. */
const under = (name, options, prior, steps = {}) => ({
  async model(seed, known) {
    const base = await (known[name] ??= fitted(name, seed, options));
    const { model } = await fitPrior(base, prior(seed), training, { seed, engine, ...steps });
    return model;
  },
});

const quantized = { places: 16, latent: 8, codes: 64 };

/** Systems by the name that they have in the table. */
const systems = {
  'vae, N(0, I)': { model: (seed, known) => (known['vae'] ??= fitted('vae', seed)) },
  'vae, fitted normal': under('vae', {}, (seed) => mixtureOfNormals({ components: 1, seed })),
  'vae, mixture by BIC': under('vae', {}, (seed) => mixtureOfNormals({ components: 'bic', most: 20, seed })),
  'vae, diffusion': under('vae', {}, (seed) => diffusion({ seed }), { epochs: 2 * epochs }),
  'vae, diffusion, no drawing': under('vae', {}, (seed) => diffusion({ seed, sampler: 'deterministic' }), { epochs: 2 * epochs }),
  'vq-vae, by position': under('vq-vae', quantized, () => codesByPosition({ codes: 64 })),
  'vq-vae, autoregressive': under('vq-vae', quantized, (seed) => autoregressiveCodes({ codes: 64, seed }), { epochs }),
  gan: { model: (seed) => fitted('gan', seed) },
  'vae-gan': { model: (seed) => fitted('vae-gan', seed) },
};

const shown = given.only?.split(';') ?? Object.keys(systems);

function sheet(name, images) {
  if (given.out === undefined) return;
  mkdirSync(given.out, { recursive: true });
  const few = tf.tidy(() => tf.slice(images, [0, 0, 0, 0], [64, 28, 28, 1]));
  const grid = imageGrid({ data: few.dataSync(), shape: few.shape }, { columns: 16, scale: 2 });
  few.dispose();
  writeFileSync(join(given.out, `${name.replaceAll(/[^a-z0-9]+/gi, '-')}.png`), encodePng(grid));
}

const rows = shown.map((system) => ({ system, distances: [], seconds: 0 }));
const errors = [];
for (const seed of seeds) {
  const known = {};
  for (const row of rows) {
    const start = performance.now();
    const model = await systems[row.system].model(seed, known);
    row.seconds += (performance.now() - start) / 1000 / seeds.length;
    const images = sample(model, { count: COUNT, seed: 100 + seed });
    if (seed === seeds[0]) sheet(row.system, images);
    row.distances.push(kernelDistance(classifier.features(images), wanted));
    console.error(
      `seed ${seed} ${row.system}: ${row.distances.at(-1).toFixed(4)} in ${((performance.now() - start) / 1000).toFixed(0)} s`,
    );
    images.dispose();
  }
  if (known['vq-vae'] !== undefined) {
    const model = await known['vq-vae'];
    const error = tf.tidy(() => {
      const again = decode(model, encode(model, clean));
      return tf.sum(tf.squaredDifference(again, clean)).dataSync()[0] / clean.shape[0];
    });
    errors.push({ seed, quantized: error, patches: patchMeansError(training, held, { side: 7, codes: quantized.codes, seed }) });
  }
  for (const model of Object.values(known)) (await model).dispose();
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const part = tf.tensor(training.x.data.subarray(0, COUNT * 784), [COUNT, 28, 28, 1]);
const floor = kernelDistance(classifier.features(part), wanted);
console.log(
  `classifier: ${(100 * classifier.accuracy(clean, held.y.data)).toFixed(1)} % right; ${epochs} epochs, ${seeds.length} seeds, ${engine.name}\n`,
);
console.log(
  formatTable(
    [
      { system: 'training digits', distance: floor, least: floor, most: floor, seconds: 0 },
      ...rows.map(({ system, distances, seconds }) => ({
        system,
        distance: mean(distances),
        least: Math.min(...distances),
        most: Math.max(...distances),
        seconds,
      })),
    ],
    { system: 'Samples of', distance: 'Kernel distance', least: 'least', most: 'most', seconds: 'Seconds' },
  ),
);
if (errors.length > 0)
  console.log(
    `\n${formatTable(errors, { seed: 'Seed', quantized: 'VQ-VAE, squared error', patches: 'k-means of patches, as many numbers' })}`,
  );
