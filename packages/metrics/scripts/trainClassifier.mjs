// Trains the classifier of digits and writes `assets/digitClassifier.js`; then says how many of the held-out digits are right, as they are and at 14 × 14.
//
//     pnpm build && pnpm --filter @vaekit/metrics train
//
// Trained on the 8,000 training digits, each shown in COPIES versions: turned, sized and shifted a little, every other one halved to 14 × 14 and enlarged again.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { adam, fit, randomStream, selectBackend, trainable } from '@vaekit/core';
import { digits } from '@vaekit/datasets';

const COPIES = 6;
const SEED = 0;
const asset = fileURLToPath(new URL('../assets/digitClassifier.js', import.meta.url));
const { atFullSize, digitNetwork, digitShapes } = await import('../dist/digitNetwork.js');

const stream = randomStream(SEED).fork('digit classifier');
const uniform = (length, from, to) => stream.fillUniform(new Float32Array(length)).map((u) => from + (to - from) * u);

/** Digits `[rows, 28, 28, 1]` in [0, 1], turned by up to 10°, sized by up to 10 % and shifted by up to 2 pixels: bilinear, black outside. */
function moved({ data, shape }) {
  const rows = shape[0];
  const [turn, size, right, down] = [
    uniform(rows, -0.175, 0.175),
    uniform(rows, 0.9, 1.1),
    uniform(rows, -2, 2),
    uniform(rows, -2, 2),
  ];
  const result = new Float32Array(data.length);
  const at = (row, y, x) => (y < 0 || x < 0 || y > 27 || x > 27 ? 0 : data[row * 784 + y * 28 + x] / 255);
  for (let i = 0; i < result.length; i++) {
    const [row, y, x] = [Math.floor(i / 784), (Math.floor(i / 28) % 28) - 13.5, (i % 28) - 13.5];
    const [cosine, sine] = [Math.cos(turn[row]) / size[row], Math.sin(turn[row]) / size[row]];
    const [v, u] = [cosine * y - sine * x + 13.5 + down[row], sine * y + cosine * x + 13.5 + right[row]];
    const [top, left] = [Math.floor(v), Math.floor(u)];
    const [lower, later] = [v - top, u - left];
    result[i] =
      (1 - lower) * ((1 - later) * at(row, top, left) + later * at(row, top, left + 1)) +
      lower * ((1 - later) * at(row, top + 1, left) + later * at(row, top + 1, left + 1));
  }
  return result;
}

const halved = (images) => tf.avgPool(images, 2, 2, 'valid');

/** Versions of the training digits, with their labels. */
function versions({ x, y }) {
  const [rows] = x.shape;
  const all = new Float32Array(COPIES * x.data.length);
  const labels = new Int32Array(COPIES * rows);
  for (let copy = 0; copy < COPIES; copy++) {
    const images = moved(x);
    const shown = copy % 2 === 0 ? images : tf.tidy(() => atFullSize(halved(tf.tensor4d(images, [rows, 28, 28, 1]))).dataSync());
    all.set(shown, copy * images.length);
    labels.set(y.data, copy * rows);
  }
  return { x: { data: all, shape: [COPIES * rows, 28, 28, 1] }, y: { data: labels, shape: [COPIES * rows] } };
}

const variables = Object.fromEntries(
  Object.entries(digitShapes).map(([name, shape]) => {
    const length = shape.reduce((product, extent) => product * extent, 1);
    const inputs = length / shape.at(-1);
    const scale = name.endsWith('bias') ? 0 : Math.sqrt(2 / inputs);
    return [
      name,
      tf.variable(
        tf.tensor(
          stream.fillNormal(new Float32Array(length)).map((e) => e * scale),
          shape,
        ),
      ),
    ];
  }),
);
const model = trainable({
  variables,
  terms({ batch }) {
    const { logits } = digitNetwork(variables, batch.x);
    return { error: tf.neg(tf.sum(tf.mul(tf.oneHot(tf.cast(batch.y, 'int32'), 10), tf.logSoftmax(logits)), 1)) };
  },
});

/** The upper halves of float32 numbers, rounded to nearest, little-endian. */
function packed(values) {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  return Buffer.from(Uint16Array.from(bits, (word) => (word + 0x7fff + ((word >>> 16) & 1)) >>> 16).buffer);
}

console.error(`backend: ${await selectBackend()}`);
const { train, test } = await digits();
const data = versions(train);
for (const [learningRate, epochs] of [
  [1e-3, 6],
  [2e-4, 2],
]) {
  const { history } = await fit(model, data, { epochs, batchSize: 128, seed: SEED, optimizer: adam({ learningRate }) });
  console.error(`learning rate ${learningRate}: cross entropy ${history.loss.map((loss) => loss.toFixed(4)).join(', ')}`);
}

// A rectified layer may be scaled as one likes, as long as the next undoes it: the features of the training digits get a mean square of 1.
const images = tf.tensor4d(
  Float32Array.from(train.x.data, (value) => value / 255),
  [train.x.shape[0], 28, 28, 1],
);
const [scale] = tf.tidy(() => tf.rsqrt(tf.mean(tf.square(digitNetwork(variables, images).features))).dataSync());
const scaleOf = { 'features/kernel': scale, 'features/bias': scale, 'logits/kernel': 1 / scale };
const trained = (name) => variables[name].dataSync().map((value) => value * (scaleOf[name] ?? 1));

const archive = Buffer.concat(Object.keys(digitShapes).map((name) => packed(trained(name)))).toString('base64');
writeFileSync(
  asset,
  `// Generated by scripts/trainClassifier.mjs, from the first 10,000 training digits of MNIST by Yann LeCun, Corinna Cortes and Christopher J. C. Burges.
export const archive =
  '${archive}';
`,
);
console.log(`${archive.length} characters of base64`);

const { digitFeatures } = await import('../dist/index.js');
const net = await digitFeatures();
const whole = { data: Float32Array.from(test.x.data, (value) => value / 255), shape: [test.x.shape[0], 28, 28, 1] };
const small = tf.tidy(() => halved(tf.tensor4d(whole.data, whole.shape)).dataSync());
for (const [name, images] of [
  ['28 × 28', whole],
  ['14 × 14', { data: small, shape: [whole.shape[0], 14, 14, 1] }],
]) {
  const p = net.probabilities(images).data;
  const right = test.y.data.filter((label, row) => {
    const ofRow = p.subarray(row * 10, row * 10 + 10);
    return ofRow.indexOf(Math.max(...ofRow)) === label;
  }).length;
  console.log(`${name}: ${((100 * right) / whole.shape[0]).toFixed(2)} % of ${whole.shape[0]} held-out digits`);
}
net.dispose();
