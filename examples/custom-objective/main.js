// Trains one VAE twice with an objective of our own: step by step on TensorFlow.js, then as one compiled graph on ONNX Runtime.
import { adam, deserialize, eager, evaluate, fit, mlpDecoder, mlpEncoder, selectBackend, serialize, vae } from '@vaekit/core';
import { digits, take } from '@vaekit/datasets';
import { compiled } from '@vaekit/onnx';
import { parseArgs } from 'node:util';
import { capacity } from './capacity.js';

const { values } = parseArgs({
  options: { epochs: { type: 'string', default: '8' }, examples: { type: 'string', default: '4000' } },
});
const [epochs, examples] = [Number(values.epochs), Number(values.examples)];

await selectBackend();
const data = await digits();
const train = take(data.train, examples);
const batchSize = 100;
const steps = Math.ceil(examples / batchSize) * epochs;

async function trained(engine) {
  const model = vae({
    encoder: mlpEncoder({ input: [28, 28, 1], hidden: [256], latent: 10 }),
    decoder: mlpDecoder({ latent: 10, hidden: [256], output: [28, 28, 1] }),
    objective: capacity({ nats: 20, steps: Math.round(steps / 2) }),
  });
  const { history } = await fit(model, train, { epochs, batchSize, optimizer: adam({ learningRate: 2e-3 }), engine });
  return { model, history };
}

const [one, other] = [await trained(eager()), await trained(compiled({ threads: 2 }))];

console.log('         eager: loss    reconstruction  KL      compiled: loss  reconstruction  KL');
for (let epoch = 0; epoch < epochs; epoch++) {
  const row = ({ history }) =>
    ['loss', 'reconstruction', 'kl'].map((name) => history[name][epoch].toFixed(3).padStart(10)).join('');
  console.log(`epoch ${String(epoch + 1).padStart(2)} ${row(one)}  ${row(other)}`);
}
const apart = Math.max(...one.history.loss.map((loss, epoch) => Math.abs(other.history.loss[epoch] / loss - 1)));
console.log(`the two engines differ by at most ${apart.toExponential(1)} of the loss`);

// A saved model names its objective and holds its options, but no code: the function is handed in when it is loaded.
const again = await deserialize(await serialize(other.model), {
  parts: [
    { role: 'objective', kind: 'capacity', from: ({ nats, steps, gamma }) => capacity({ nats, steps, gamma: Number(gamma) }) },
  ],
});
const { terms } = await evaluate(again, take(data.test, 500));
console.log(`saved, loaded, on test digits: reconstruction ${terms.reconstruction.toFixed(2)}, KL ${terms.kl.toFixed(2)} nats`);
