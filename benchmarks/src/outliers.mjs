// `pnpm outliers --digits DIR --fashion DIR`: how well every outlier score of @vaekit/metrics tells articles of Fashion-MNIST from digits by a model of digits, and
// digits from articles by a model of articles; beside the size of each image after DEFLATE and an isolation forest, which need no model. Two models: a dense one of
// bits, drawn once, and a convolutional one of 8-bit gray values; both have a proper likelihood. The folders hold the four IDX files of each set.
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { deflateSync } from 'node:zlib';
import { adam, conv, discretizedLogistic, fit, mlp, randomStream, selectBackend, vae } from '@vaekit/core';
import { binarize, readIdx } from '@vaekit/datasets';
import { aucInterval, averagePrecisionInterval, isolationForest, outlierScores } from '@vaekit/metrics';
import { fastest } from '@vaekit/onnx';

const { values: given } = parseArgs({
  options: {
    digits: { type: 'string' },
    fashion: { type: 'string' },
    epochs: { type: 'string', default: '20' },
    training: { type: 'string', default: '10000' },
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '0' },
  },
});
if (given.digits === undefined || given.fashion === undefined) {
  console.error('outliers: give --digits DIR and --fashion DIR, the folders with the IDX files of MNIST and of Fashion-MNIST');
  process.exit(2);
}
const [epochs, training, count, seed] = [given.epochs, given.training, given.count, given.seed].map(Number);
const SIZE = 784;

/** The first images of a part of a set, bytes. */
async function images(dir, part, rows) {
  const { data } = await readIdx(readFileSync(join(dir, `${part}-images-idx3-ubyte.gz`)));
  return { x: { data: Uint8Array.from(data.subarray(0, rows * SIZE)), shape: [rows, 28, 28, 1] }, binarization: 'none' };
}

const setOf = async (dir) => ({ train: await images(dir, 'train', training), test: await images(dir, 't10k', count) });
const sets = { digits: await setOf(given.digits), fashion: await setOf(given.fashion) };

const models = {
  'dense, bits': {
    prepare: (examples) => binarize(examples, 'static', { seed }),
    build: () => vae({ event: [28, 28, 1], latent: 20, encoder: mlp({ hidden: [400] }), decoder: mlp({ hidden: [400] }), seed }),
    draws: 16,
  },
  'convolutional, gray': {
    prepare: (examples) => examples,
    build() {
      const net = conv({ filters: [8, 16] });
      return vae({ event: [28, 28, 1], latent: 20, encoder: net, decoder: net, likelihood: discretizedLogistic(), seed });
    },
    // Convolutions of many draws take long.
    draws: 4,
  },
};

/** Images with a fifth of their pixels drawn anew, as the background is learned from (Ren et al. 2019, "Likelihood ratios for out-of-distribution detection"). */
function perturbed(examples, isBits) {
  const u = randomStream(seed)
    .fork('perturbed')
    .fillUniform(new Float32Array(2 * examples.x.data.length));
  const any = (at) => (isBits ? 255 * Math.round(u[at]) : Math.floor(256 * u[at]));
  const data = examples.x.data.map((value, i) => (u[2 * i] < 0.2 ? any(2 * i + 1) : value));
  return { ...examples, x: { data, shape: examples.x.shape } };
}

/** Bytes of each image after DEFLATE. */
const compressedSizes = ({ x: { data, shape } }) =>
  Float64Array.from(
    { length: shape[0] },
    (_, row) => deflateSync(data.subarray(row * SIZE, (row + 1) * SIZE), { level: 9 }).length,
  );

const joined = (a, b) => ({
  ...a,
  x: { data: new Uint8Array(Buffer.concat([a.x.data, b.x.data])), shape: [a.x.shape[0] + b.x.shape[0], 28, 28, 1] },
});
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const told = ({ mean: middle, low, high }) => `${middle.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;

await selectBackend();
const engine = await fastest({ threads: 1 });

async function trained(build, examples) {
  const model = build();
  await fit(model, examples, { epochs, batchSize: 128, seed, optimizer: adam(), engine });
  return model;
}

/** Every score of test images of both sets, by a model of the first. */
async function scoresOf({ build, prepare, draws }, own, strange) {
  const train = prepare(own.train);
  const all = prepare(joined(own.test, strange.test));
  const judge = async (examples) => {
    const model = await trained(build, examples);
    // The typical bound and the codes of training are those of so many examples.
    const usual = { ...train, x: { data: train.x.data.subarray(0, count * SIZE), shape: [count, 28, 28, 1] } };
    const found = outlierScores(model, { training: usual, examples: all }, { draws, seed });
    model.dispose();
    return found;
  };
  const found = await judge(train);
  const background = await judge(perturbed(train, train.binarization === 'static'));
  const sizes = compressedSizes(all);
  const values = (examples) => ({ data: Float32Array.from(examples.x.data, (byte) => byte / 255), shape: examples.x.shape });
  return {
    ...found,
    'ratio to the background': found.bound.map((value, row) => value - background.bound[row]),
    'ratio to DEFLATE': found.bound.map((value, row) => value - 8 * Math.LN2 * sizes[row]),
    'compressed size, no model': sizes,
    'isolation forest, no model': isolationForest(values(train), { seed }).scores(values(all)),
  };
}

console.log(
  `${training} training images, ${epochs} epochs, ${count} test images of each set, seed ${seed}; with 95 % intervals (Newcombe; bootstrap)`,
);
const positive = Array.from({ length: 2 * count }, (_, row) => row >= count);
for (const [own, strange] of [
  ['digits', 'fashion'],
  ['fashion', 'digits'],
])
  for (const [name, model] of Object.entries(models)) {
    const start = performance.now();
    const scores = await scoresOf(model, sets[own], sets[strange]);
    const [ours, theirs] = [scores.bound.subarray(0, count), scores.bound.subarray(count)].map(mean);
    console.log(
      `\n${name}, trained on ${own}: -log p(x) at most ${ours.toFixed(0)} nats of ${own}, ${theirs.toFixed(0)} of ${strange}; ${((performance.now() - start) / 1000).toFixed(0)} s\n`,
    );
    console.log(`| Score | ROC AUC | Average precision |\n|---|---|---|`);
    for (const [score, values] of Object.entries(scores))
      console.log(
        `| ${score} | ${told(aucInterval(values, positive))} | ${told(averagePrecisionInterval(values, positive, { seed }))} |`,
      );
  }
