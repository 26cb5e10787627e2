// `pnpm samples`: how far 10,000 samples of each system are from held-out digits, by the Fréchet and the kernel distance of their features under vaekit's digit
// classifier, beside the distances of training digits (the floor); their precision and recall; and how well a code out of a codebook of vectors is decoded,
// beside k-means of patches with as many numbers to a digit. `--out DIR` writes a sheet of samples of each.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { adam, batches, decode, encode, fitPrior, mixtureOfNormals, sample } from '@vaekit/core';
import { autoregressiveCodes, codesByPosition, diffusion } from '@vaekit/core';
import { digits } from '@vaekit/datasets';
import { digitFeatures, pairedInterval, sampleDistance } from '@vaekit/metrics';
import { buildModel, findModel, fitPhases, phasesOf, valuesOf } from '@vaekit/models';
import { fastest } from '@vaekit/onnx';
import { encodePng, imageGrid } from '@vaekit/viz';
import { useWasm } from '@vaekit/wasm/node';
import { patchMeansError } from './patchMeans.mjs';
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
const COUNT = 10_000;
const PART = 1000;

await useWasm();
const engine = await fastest();
const set = await digits();
const scaled = ({ x, y }) => ({
  x: { data: Float32Array.from(x.data, (value) => value / 255), shape: [x.shape[0], 28, 28, 1] },
  y: { data: y.data, shape: y.shape },
});
const [training, held] = [scaled(set.train), scaled(set.test)];
const clean = tf.tensor(held.x.data, held.x.shape);
const classifier = await digitFeatures();

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

const REFERENCE = 'vae, fitted normal';
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

/** Samples, `[COUNT, 28, 28, 1]`, part by part, so that memory stays flat. */
function drawn(model, seed) {
  const data = new Float32Array(COUNT * 784);
  for (let from = 0; from < COUNT; from += PART) {
    const part = sample(model, { count: PART, seed: 1000 * (seed + 1) + from / PART });
    data.set(part.dataSync(), from * 784);
    part.dispose();
  }
  return { data, shape: [COUNT, 28, 28, 1] };
}

function sheet(name, { data }) {
  if (given.out === undefined) return;
  mkdirSync(given.out, { recursive: true });
  const grid = imageGrid({ data: data.subarray(0, 64 * 784), shape: [64, 28, 28, 1] }, { columns: 16, scale: 2 });
  writeFileSync(join(given.out, `${name.replaceAll(/[^a-z0-9]+/gi, '-')}.png`), encodePng(grid));
}

const rows = shown.map((system) => ({ system, figures: [], seconds: 0 }));
const errors = [];
for (const seed of seeds) {
  const known = {};
  for (const row of rows) {
    const start = performance.now();
    const model = await systems[row.system].model(seed, known);
    row.seconds += (performance.now() - start) / 1000 / seeds.length;
    const images = drawn(model, seed);
    if (seed === seeds[0]) sheet(row.system, images);
    row.figures.push(sampleDistance(held.x, images, classifier, { training: training.x }));
    const { frechet, kernel } = row.figures.at(-1);
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.error(`seed ${seed} ${row.system}: Fréchet ${frechet.toFixed(4)}, kernel ${kernel.toFixed(4)} in ${seconds} s`);
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
const kernels = ({ figures }) => figures.map(({ kernel }) => kernel);
const reference = rows.find(({ system }) => system === REFERENCE);

/** The kernel distance less that of the reference on the same seeds, with a 95 % interval. */
function lessReference(row) {
  if (reference === undefined || row === reference || seeds.length < 2) return '';
  const { mean, low, high } = pairedInterval(kernels(row), kernels(reference));
  return `${mean.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
}

const { floor } = rows[0].figures[0];
console.log(`${COUNT} samples, ${held.x.shape[0]} held-out digits; ${epochs} epochs, ${seeds.length} seeds, ${engine.name}\n`);
const table = [
  { system: `the ${training.x.shape[0]} training digits`, ...floor, less: '', seconds: 0 },
  ...rows.map((row) => ({
    system: row.system,
    ...Object.fromEntries(
      ['frechet', 'kernel', 'precision', 'recall'].map((name) => [name, mean(row.figures.map((figure) => figure[name]))]),
    ),
    less: lessReference(row),
    seconds: row.seconds,
  })),
];
console.log(
  formatTable(table, {
    system: 'Samples of',
    frechet: 'Fréchet distance',
    kernel: 'Kernel distance',
    precision: 'Precision',
    recall: 'Recall',
    less: `Kernel, less ${REFERENCE}`,
    seconds: 'Seconds',
  }),
);
if (errors.length > 0)
  console.log(
    `\n${formatTable(errors, { seed: 'Seed', quantized: 'VQ-VAE, squared error', patches: 'k-means of patches, as many numbers' })}`,
  );
