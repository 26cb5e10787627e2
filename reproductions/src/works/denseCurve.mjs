// The test loss of the usual dense VAE after 1, 5 and 10 epochs.
import { adam } from '@vaekit/core';
import { denseVae } from '../parts/denseVae.mjs';
import { overSeeds } from '../parts/mean.mjs';
import { mnist } from '../parts/mnist.mjs';
import { trained } from '../parts/trained.mjs';

const PUBLISHED = { 1: 128.1, 5: 108.8, 10: 105.7 };

async function curve(context, { train, test }, seed) {
  const model = denseVae({ hidden: [400], latent: 20, seed });
  const history = await trained(context, model, train, {
    name: `seed-${seed}`,
    epochs: context.quick ? 2 : 10,
    batchSize: 128,
    optimizer: adam(),
    seed,
    validationData: test,
  });
  model.dispose();
  return history.map(({ val_loss: loss }) => loss);
}

export const denseCurve = {
  number: 1,
  name: 'dense-curve',
  title: 'Test loss of 784-400-20 after 1, 5 and 10 epochs',
  source: 'PyTorch, three seeds',
  protocol:
    'gray MNIST, 60,000 digits, ReLU, Bernoulli cross-entropy (`pseudoNll`), Glorot weights, Adam 1e-3, batches of 128; −ELBO of the 10,000 test digits, one draw each',
  deviations: 'the last, short batch of an epoch counts with its weight; in PyTorch it was dropped',
  needs: 'MNIST',
  seeds: [0, 1, 2],
  cost: '3 minutes on two idle cores',
  published: Object.entries(PUBLISHED).map(([epoch, value]) => ({ what: `test loss after epoch ${epoch}`, value })),
  async run(context) {
    const set = await mnist(context);
    const curves = [];
    for (const seed of context.seeds) curves.push(await context.part(`curve-${seed}`, () => curve(context, set, seed)));
    const epochs = Object.keys(PUBLISHED)
      .map(Number)
      .filter((epoch) => epoch <= curves[0].length);
    const rows = epochs.map((epoch) => ({
      what: `test loss after epoch ${epoch}`,
      published: PUBLISHED[epoch],
      ...overSeeds(curves.map((losses) => losses[epoch - 1])),
      allowed: 0.5,
      decimals: 2,
    }));
    return { rows, curves };
  },
};
