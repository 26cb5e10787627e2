// Trains a class-mean conditional VAE on 8,000 handwritten digits, draws new ones of each class into a PNG, and reads digits it has not seen.
import { adam, fit, sample, selectBackend } from '@vaekit/core';
import { classify, classMeanCvae } from '@vaekit/cvae';
import { digits, take } from '@vaekit/datasets';
import { cosineSchedule } from '@vaekit/losses';
import { fastest } from '@vaekit/onnx';
import { encodePng, samplesByClassGrid } from '@vaekit/viz';
import * as tf from '@tensorflow/tfjs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    epochs: { type: 'string', default: '20' },
    examples: { type: 'string', default: '8000' },
    out: { type: 'string', default: join(fileURLToPath(new URL('out/', import.meta.url)), 'digits-by-class.png') },
  },
});
const [epochs, examples, batchSize] = [Number(options.epochs), Number(options.examples), 64];

await selectBackend();
const data = await digits();
const train = take(data.train, examples);
const test = tf.tensor(
  Float32Array.from(data.test.x.data, (byte) => byte / 255),
  [...data.test.x.shape],
);

// p(z|y) = N(μ^y, I): the label enters through the mean of the prior alone, so that the encoder, which never sees one, also classifies.
const model = classMeanCvae({ input: [28, 28, 1], classes: 10, latent: 16, hidden: [256], separation: 100, margin: 6 });
const engine = await fastest(); // compiled where onnxruntime-node is installed
console.log(`${examples} digits, ${epochs} epochs, engine ${engine.name}`);
const start = performance.now();
await fit(model, train, {
  epochs,
  batchSize,
  optimizer: adam({ learningRate: cosineSchedule({ steps: epochs * Math.ceil(examples / batchSize), from: 3e-3, to: 1e-4 }) }),
  validationData: data.test,
  engine,
  callbacks: {
    onEpochEnd: (epoch, { loss, val_loss }) => {
      console.log(`epoch ${String(epoch + 1).padStart(2)}  loss ${loss.toFixed(2)}  on test digits ${val_loss.toFixed(2)} nats`);
    },
  },
});
console.log(`trained in ${((performance.now() - start) / 1000).toFixed(0)} s`);

const { labels: read, probabilities } = classify(model, test);
const right = [...read].filter((label, row) => label === data.test.y?.data[row]).length;
console.log(`${right} of ${read.length} test digits read right`);

// Twelve of each class, a little nearer to the class means than the prior has them.
const perClass = 12;
const labels = Int32Array.from({ length: 10 * perClass }, (_, i) => Math.floor(i / perClass));
const pictures = sample(model, { labels, temperature: 0.8, seed: 1 });
const grid = samplesByClassGrid({ data: await pictures.data(), shape: pictures.shape }, { perClass, classes: 10 });
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, encodePng(grid));
console.log(`wrote ${options.out}`);
tf.dispose([pictures, test, probabilities]);
model.dispose();
