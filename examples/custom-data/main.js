// Two data sets of our own: batches from a generator, new in every epoch, and a tf.data.Dataset with its pipeline.
import { adam, evaluate, fit, gaussian, mlpDecoder, mlpEncoder, randomStream, sample, selectBackend, vae } from '@vaekit/core';
import * as tf from '@tensorflow/tfjs';
import { parseArgs } from 'node:util';
import { curve, freshCurves, length } from './curves.js';
import { terminalCurve } from './terminalCurve.js';

const { values } = parseArgs({
  options: { epochs: { type: 'string', default: '15' }, size: { type: 'string', default: '3000' } },
});
const [epochs, size, batchSize] = [Number(values.epochs), Number(values.size), 64];

await selectBackend();
const makeModel = () =>
  vae({
    encoder: mlpEncoder({ input: [length], hidden: [128], latent: 6 }),
    decoder: mlpDecoder({ latent: 6, hidden: [128], output: [length] }),
    likelihood: gaussian({ sigma: 0.1 }),
  });
const options = { epochs, optimizer: adam({ learningRate: 2e-3 }) };

// 1. Batches by epoch. Another seed gives curves that were never trained on.
const model = makeModel();
const fresh = await fit(model, freshCurves({ size, batchSize, seed: 0 }), options);
report('generator', fresh.history.loss);
const test = await evaluate(model, freshCurves({ size: 500, batchSize: 100, seed: 1 }));
console.log(`on new curves: ${test.loss.toFixed(2)} nats, of which KL ${test.terms.kl.toFixed(2)}`);

// 2. A tf.data.Dataset: here a generator, mirrored and shuffled on the way. It is read again in every epoch.
const dataset = tf.data
  .generator(function* () {
    const stream = randomStream(2);
    for (let i = 0; i < size; i++) yield curve(stream);
  })
  .map((values) => tf.reverse(tf.tensor1d(values), 0))
  .shuffle(256, 'curves', false)
  .batch(batchSize);
const other = makeModel();
const mirrored = await fit(other, dataset, options);
report('tf.data  ', mirrored.history.loss);

const drawn = sample(model, { count: 2, seed: 4 });
const pixels = await drawn.data();
for (const row of [0, 1])
  console.log(`a curve drawn from the prior:\n${terminalCurve([...pixels.subarray(row * length, (row + 1) * length)])}`);
drawn.dispose();

function report(name, losses) {
  const shown = losses.filter((_, epoch) => epoch === 0 || epoch === losses.length - 1 || (epoch + 1) % 5 === 0);
  console.log(`${name}: loss ${shown.map((loss) => loss.toFixed(2)).join(' -> ')} nats a curve`);
}
