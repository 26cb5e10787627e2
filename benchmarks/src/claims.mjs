// `pnpm --filter @vaekit-internal/benchmarks claims [--seeds 5] [--only SYSTEM,…] [--epochs N] [--out FILE]`: what models of the catalog are said to be good for, measured over seeds. Each
// system of each seed is trained once and its figures kept in the file, so that a run that was stopped goes on where it was. Then the table of `claimsTable.mjs`.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { adam, batches, encode, evaluate, fitPrior, mixtureOfNormals, randomStream, sample } from '@vaekit/core';
import { digits, sprites } from '@vaekit/datasets';
import { digitFeatures, logLikelihood, sampleDistance, unsupervisedScores } from '@vaekit/metrics';
import { buildModel, findModel, fitPhases, phasesOf, valuesOf } from '@vaekit/models';
import { compileFunction, fastest } from '@vaekit/onnx';
import { useWasm } from '@vaekit/wasm/node';
import { claimsTable } from './claimsTable.mjs';

const { values: given } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    only: { type: 'string' },
    epochs: { type: 'string' },
    out: { type: 'string', default: fileURLToPath(new URL('../results/claims.json', import.meta.url)) },
  },
});
await useWasm();
const engine = await fastest();
const TRAINED = 4000;
const HELD = 1000;

/** So many images from the beginning of a part of a set, in [0, 1]. */
function images(part, count) {
  const shape = [Math.min(count, part.x.shape[0]), ...part.x.shape.slice(1)];
  const full = shape.length === 3 ? [...shape, 1] : shape;
  const size = full.reduce((product, extent) => product * extent, 1);
  return { data: Float32Array.from(part.x.data.subarray(0, size), (value) => value / 255), shape: full };
}

const loaded = {};
const sets = {
  async digits() {
    const set = await digits();
    return { training: images(set.train, TRAINED), held: images(set.test, HELD), binarization: 'none' };
  },
  async bits() {
    const { training, held } = await (loaded.digits ??= sets.digits());
    const bits = ({ data, shape }) => ({ data: data.map((value) => (value > 0.5 ? 1 : 0)), shape });
    return { training: bits(training), held: bits(held), binarization: 'static' };
  },
  async sprites() {
    const set = sprites({ imageSize: 16, scales: 3, rotations: 10, positions: 8, size: TRAINED + HELD, seed: 0 });
    return { training: images(set.train, TRAINED), held: images(set.test, HELD), binarization: 'none' };
  },
};

/** A trained model of the catalog. */
async function fitted(name, seed, { training, binarization }, options, epochs) {
  const entry = findModel(name);
  const own = { hidden: [200], seed, ...options };
  const model = await buildModel(name, own, { event: training.shape.slice(1), binarization, size: training.shape[0] });
  const data = { training: batches({ x: training }, { batchSize: 100, seed, reuse: true }) };
  const phases = await phasesOf(entry, model, data, valuesOf(entry, own));
  await fitPhases(model, phases, data, { epochs, seed, engine, optimizer: adam() });
  return model;
}

/** The held-out reconstruction, nats, and the total correlation of the means of its codes, as that of a normal of their covariance. */
async function dependence(model, { held }) {
  const { terms } = await evaluate(model, { x: held }, { batchSize: 100 });
  const codes = tf.tidy(() => encode(model, tf.tensor(held.data, held.shape)));
  const { gaussianTotalCorrelation } = unsupervisedScores({ data: await codes.data(), shape: codes.shape });
  codes.dispose();
  return { reconstruction: terms.reconstruction, totalCorrelation: gaussianTotalCorrelation };
}

/** MMD² of held-out codes and N(0, I) by Gaussian kernels, which no training here has seen, at one, two and four times the mean distance. */
async function discrepancy(model, { held }, seed) {
  const codes = tf.tidy(() => encode(model, tf.tensor(held.data, held.shape)));
  const [rows, size] = codes.shape;
  const drawn = tf.tensor2d(
    randomStream(seed)
      .fork('claims')
      .fillNormal(new Float32Array(rows * size)),
    codes.shape,
  );
  const value = tf.tidy(() => {
    const kernel = (a, b) => {
      const squares = tf.add(tf.sum(tf.square(a), 1, true), tf.reshape(tf.sum(tf.square(b), 1), [1, -1]));
      const t = tf.div(tf.sub(squares, tf.mul(tf.matMul(a, b, false, true), 2)), 2 * size);
      return tf.addN([1, 2, 4].map((scale) => tf.exp(tf.mul(t, -1 / scale))));
    };
    const others = tf.sub(1, tf.eye(rows));
    const within = (a) => tf.div(tf.sum(tf.mul(kernel(a, a), others)), rows * (rows - 1));
    return tf.sub(tf.add(within(codes), within(drawn)), tf.mul(tf.mean(kernel(codes, drawn)), 2)).dataSync()[0];
  });
  tf.dispose([codes, drawn]);
  return { mmd: value };
}

const compile = (fn, spec) => compileFunction(fn, spec, { threads: 1 });

/** −log p(x) of a hundred held-out digits, by 5,000 draws each. */
async function nll(model, { held, binarization }) {
  const x = { data: held.data.slice(0, 100 * 784), shape: [100, 28, 28, 1] };
  const { mean } = await logLikelihood(model, { x, binarization }, { draws: 5000, seed: 0, compile });
  return { nll: mean };
}

/** The kernel distance of samples from held-out digits, in the features of vaekit's classifier. */
async function distance(model, { training, held }, seed) {
  const drawn = sample(model, { count: HELD, seed: seed + 1 });
  const classifier = await (loaded.classifier ??= digitFeatures());
  const { kernel } = sampleDistance(held, { data: await drawn.data(), shape: drawn.shape }, classifier, { training });
  drawn.dispose();
  return { kernel };
}

/** The same behind a mixture of ten normals, fitted to the codes. */
async function mixtureDistance(model, set, seed) {
  const { model: fittedModel } = await fitPrior(
    model,
    mixtureOfNormals({ components: 10, seed }),
    { x: set.training },
    { seed, engine },
  );
  return distance(fittedModel, set, seed);
}

const trained = (set, model, measure, options = {}, epochs = 20) => ({ set, model, measure, options, epochs });
const ofSprites = (model, options) => trained('sprites', model, dependence, { latent: 6, ...options }, 30);
const systems = {
  ...Object.fromEntries([1, 2, 4, 8].map((beta) => [`beta-vae ${beta}`, ofSprites('beta-vae', { beta })])),
  'beta-tc-vae': ofSprites('beta-tc-vae', { 'total-correlation': 6 }),
  'factor-vae': ofSprites('factor-vae', { 'total-correlation': 10 }),
  autoencoder: trained('digits', 'autoencoder', discrepancy, { latent: 8 }),
  'wae-mmd': trained('digits', 'wae-mmd', discrepancy, { latent: 8 }),
  vae: trained('bits', 'vae', nll),
  iwae: trained('bits', 'iwae', nll),
  'vamp-vae': trained('bits', 'vamp-vae', nll, { 'pseudo-inputs': 100 }),
  'iaf-vae': trained('bits', 'iaf-vae', nll),
  'vae, samples': trained('digits', 'vae', distance, { latent: 8 }),
  'rae-l2, mixture': trained('digits', 'rae-l2', mixtureDistance, { latent: 8 }),
  'adversarial-autoencoder': trained('digits', 'adversarial-autoencoder', distance, { latent: 8 }),
  'vae-gan': trained('digits', 'vae-gan', distance, { latent: 8 }),
};

const results = existsSync(given.out) ? JSON.parse(readFileSync(given.out, 'utf8')) : {};
const names = given.only?.split(',') ?? Object.keys(systems);
for (let seed = 0; seed < Number(given.seeds); seed++) {
  for (const name of names) {
    const key = `${name}, seed ${seed}`;
    if (key in results) continue;
    const { set, model, measure, options, epochs: usual } = systems[name];
    const epochs = given.epochs === undefined ? usual : Number(given.epochs);
    const data = await (loaded[set] ??= sets[set]());
    const before = process.cpuUsage();
    const built = await fitted(model, seed, data, options, epochs);
    const figures = await measure(built, data, seed);
    built.dispose();
    const { user, system } = process.cpuUsage(before);
    results[key] = { ...figures, seconds: Math.round((user + system) / 1e6) };
    // A run that is stopped while it writes leaves the file before.
    writeFileSync(`${given.out}.new`, `${JSON.stringify(results, undefined, 1)}\n`);
    renameSync(`${given.out}.new`, given.out);
    console.error(`${key}: ${JSON.stringify(results[key])}`);
  }
}
console.log(claimsTable(results));
