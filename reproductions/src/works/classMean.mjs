// The conditional VAE whose label enters only through the mean of the prior.
import * as tf from '@tensorflow/tfjs';
import { rmsprop } from '@vaekit/core';
import { classMeanCvae, nearestMean } from '@vaekit/cvae';
import { overSeeds } from '../parts/mean.mjs';
import { mnist } from '../parts/mnist.mjs';
import { parameterNumber } from '../parts/parameterNumber.mjs';
import { trained } from '../parts/trained.mjs';

async function repeated(context, { train, test }, seed) {
  const model = classMeanCvae({ input: [28, 28, 1], classes: 10, latent: 2, hidden: [256], seed });
  const history = await trained(
    context,
    model,
    { x: train.x, y: train.y },
    {
      name: `seed-${seed}`,
      epochs: context.quick ? 2 : 100,
      batchSize: 100,
      optimizer: rmsprop({ learningRate: 1e-3, rho: 0.9, epsilon: 1e-7 }),
      seed,
      validationData: { x: test.x, y: test.y },
    },
  );
  const x = tf.tensor(
    Float32Array.from(test.x.data, (value) => value / 255),
    test.x.shape,
  );
  const found = nearestMean(model, x);
  const right = found.reduce((sum, label, row) => sum + (label === test.y.data[row] ? 1 : 0), 0);
  const parameters = parameterNumber(model);
  x.dispose();
  model.dispose();
  return { parameters, loss: history.at(-1).val_loss, training: history.at(-1).loss, accuracy: right / found.length };
}

export const classMean = {
  number: 6,
  name: 'class-mean',
  title: 'Class-mean conditional VAE',
  source: 'bojone/vae `cvae_keras`; losses of a repetition in PyTorch',
  protocol:
    'gray MNIST, one hidden layer of 256, code of 2 numbers, RMSProp 1e-3 (rho 0.9, epsilon 1e-7), batches of 100, 100 epochs; −ELBO of the test digits under their labels; the class whose mean is nearest to the code',
  needs: 'MNIST',
  seeds: [0, 1, 2],
  cost: '20 minutes on two idle cores',
  published: [
    { what: 'parameters', value: '404,266' },
    { what: 'test loss', value: '148.2 to 149.4' },
    { what: 'nearest-mean accuracy', value: '0.68 to 0.70' },
  ],
  async run(context) {
    const set = await mnist(context);
    const found = [];
    for (const seed of context.seeds) found.push(await context.part(`seed-${seed}`, () => repeated(context, set, seed)));
    const of = (key) => overSeeds(found.map((each) => each[key]));
    return {
      rows: [
        { what: 'parameters', published: 404_266, ours: found[0].parameters, allowed: 0, decimals: 0 },
        { what: 'test loss, nats', range: [148.2, 149.4], ...of('loss'), decimals: 2 },
        { what: 'training loss of the last epoch, nats', ...of('training'), decimals: 2 },
        { what: 'nearest-mean accuracy', range: [0.68, 0.7], ...of('accuracy') },
      ],
      found,
    };
  },
};
