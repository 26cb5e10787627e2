import * as tf from '@tensorflow/tfjs';
import {
  adam,
  decode,
  encode,
  fit,
  interpolate,
  mlpDecoder,
  mlpEncoder,
  reconstruct,
  sample,
  selectBackend,
  vae,
} from '@vaekit/core';
import { digits, take } from '@vaekit/datasets';
import { lossChart } from './lossChart.js';

const element = (id) => document.getElementById(id);
const [button, progress, status] = ['train', 'progress', 'status'].map(element);
const given = new URLSearchParams(location.search); // ?epochs=5&examples=2000
const epochs = Number(given.get('epochs') ?? 20);

// WASM with the training kernels of @vaekit/wasm; a page on a machine without it falls back to plain JavaScript.
const backend = await selectBackend({
  order: ['wasm', 'cpu'],
  wasm: () => import('@vaekit/wasm'),
  wasmPaths: '/node_modules/@tensorflow/tfjs-backend-wasm/dist/',
});
const data = await digits();
const train = take(data.train, Number(given.get('examples') ?? data.train.x.shape[0]));
const test = take(data.test, Math.min(500, data.test.x.shape[0]));

// The first test digit of each class, as numbers from 0 to 1.
const rows = Array.from({ length: 10 }, (_, digit) => test.y.data.indexOf(digit));
const ten = tf.tensor4d(
  Float32Array.from(
    rows.flatMap((row) => [...test.x.data.subarray(row * 784, (row + 1) * 784)]),
    (v) => v / 255,
  ),
  [10, 28, 28, 1],
);

let running; // the AbortController of a training
let walking; // the timer of the walk
ready(`Ready: ${train.x.shape[0].toLocaleString('en')} digits, backend ${backend}.`);
button.addEventListener('click', () => (running === undefined ? start() : running.abort()));

function ready(text) {
  status.value = text;
  button.disabled = false;
  button.textContent = 'Train';
  document.body.dataset.state = 'ready';
}

async function start() {
  clearInterval(walking);
  running = new AbortController();
  button.textContent = 'Stop';
  document.body.dataset.state = 'training';
  const model = vae({
    encoder: mlpEncoder({ input: [28, 28, 1], hidden: [300], latent: 8 }),
    decoder: mlpDecoder({ latent: 8, hidden: [300], output: [28, 28, 1] }),
  });
  const losses = { train: [], test: [] };
  let steps = 1;
  await show(model);
  const { history, stopped } = await fit(model, train, {
    epochs,
    batchSize: Math.min(64, train.x.shape[0]),
    optimizer: adam({ learningRate: 2e-3 }),
    validationData: test,
    signal: running.signal,
    callbacks: {
      onTrainBegin: ({ stepsPerEpoch }) => {
        steps = epochs * stepsPerEpoch;
      },
      onBatchEnd: (_, { step }) => {
        progress.value = step / steps;
      },
      onEpochEnd: async (epoch, { loss, val_loss }) => {
        losses.train.push(loss);
        losses.test.push(val_loss);
        lossChart(element('chart'), losses, epochs);
        status.value = `Epoch ${epoch + 1} of ${epochs}: ${loss.toFixed(1)} nats, on test digits ${val_loss.toFixed(1)}.`;
        await show(model);
      },
    },
  });
  const done = history.loss?.length ?? 0;
  if (done > 0) await walk(model);
  model.dispose();
  running = undefined;
  const fell = done > 1 ? ` The loss went from ${history.loss[0].toFixed(1)} to ${history.loss.at(-1).toFixed(1)} nats.` : '';
  ready(`${stopped === 'completed' ? 'Done' : 'Stopped'} after ${done} epochs.${fell}`);
  document.body.dataset.state = 'done';
}

/** What the model draws now: samples of fixed codes, and the ten digits with their reconstructions. */
async function show(model) {
  const [samples, rebuilt] = [sample(model, { count: 64, seed: 3 }), reconstruct(model, ten)];
  paint(element('samples'), await samples.data(), 8);
  paint(element('reconstructions'), Float32Array.of(...(await ten.data()), ...(await rebuilt.data())), 10);
  tf.dispose([samples, rebuilt]);
}

/** Decodes the way from each of the ten digits' codes to the next, and shows it for ever. */
async function walk(model) {
  const frames = tf.tidy(() => {
    const codes = tf.unstack(encode(model, ten));
    const ways = codes.map((code, i) => tf.slice(interpolate(code, codes[(i + 1) % 10], { steps: 17 }), 0, 16));
    return decode(model, tf.concat(ways));
  });
  const pixels = await frames.data();
  frames.dispose();
  let frame = 0;
  const draw = () => paint(element('walk'), pixels.subarray(frame * 784, (frame + 1) * 784), 1);
  draw();
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  walking = setInterval(() => {
    frame = (frame + 1) % (pixels.length / 784);
    draw();
  }, 60);
}

/** Gray pictures of 28 by 28 pixels, row by row, so many in a row. */
function paint(canvas, pixels, columns) {
  const context = canvas.getContext('2d');
  for (let i = 0; i < pixels.length / 784; i++) {
    const image = new ImageData(28, 28);
    for (let p = 0; p < 784; p++) image.data.fill(255 * pixels[i * 784 + p], 4 * p, 4 * p + 3).fill(255, 4 * p + 3, 4 * p + 4);
    context.putImageData(image, 28 * (i % columns), 28 * Math.floor(i / columns));
  }
}
