// Digits of which some quadrants are given: how well are the others predicted by a net, and by a conditional VAE?
import * as tf from '@tensorflow/tfjs';
import { adam, contextFor, evaluate, independent, mlp, passThrough, vae } from '@vaekit/core';
import { conditionalVae } from '@vaekit/cvae';
import { subset } from '@vaekit/datasets';
import { logLikelihood, pairedInterval } from '@vaekit/metrics';
import { mnistBits } from '../parts/mnist.mjs';
import { quadrants } from '../parts/quadrants.mjs';
import { trained } from '../parts/trained.mjs';

const GIVEN = [['lower-left'], ['lower-left', 'upper-left'], ['lower-left', 'upper-left', 'upper-right']];
const HIDDEN = [500, 500];
const LATENT = 50;
const DRAWS = 100;
// Epochs at most, of the net and of the CVAE, by the number of quadrants that are given: the weights of the best are kept.
const EPOCHS = { net: [6, 6, 6], cvae: [10, 8, 6] };

const range = (from, to) => Int32Array.from({ length: to - from }, (_, i) => from + i);

/** Training, validation and test bits, cut: the last sixth of the training digits is for validation. */
async function cut(context, given) {
  const { train, test } = await mnistBits(context, 'static');
  const [count] = train.x.shape;
  const kept = count - Math.floor(count / 6);
  const of = (examples) => ({ ...quadrants(examples, given), binarization: 'static' });
  return { training: of(subset(train, range(0, kept))), validation: of(subset(train, range(kept, count))), test: of(test) };
}

/** A dense network of the condition alone: no layer has the code as an input. */
const ofCondition =
  (hidden) =>
  ({ input, conditionWidth, ...request }) => {
    const net = mlp({ hidden })({ ...request, input: [conditionWidth] });
    return tf.model({
      inputs: [tf.input({ shape: input, name: 'code' }), net.inputs[0]],
      outputs: net.outputs,
      name: request.name,
    });
  };

/** A feed-forward net from the given pixels to the logits of the others: its −ELBO is −log p(x|c), and there is no code to say more. */
const feedForward = (event, numbers, seed) =>
  vae({
    event,
    latent: 1,
    condition: { numbers },
    encoder: passThrough(),
    decoder: ofCondition(HIDDEN),
    posterior: independent(),
    seed,
  });

/** A model of the same weights whose codes are drawn from p(z|c), not q(z|x, c): the weight of a draw is p(x|z, c). */
const fromPrior = (model) =>
  vae({
    event: model.event,
    condition: model.config.condition,
    encoder: passThrough(),
    decoder: model.decoder.model,
    prior: { config: model.config.prior, build: () => model.prior },
    posterior: {
      config: { kind: 'prior' },
      build: ({ event }) => ({
        parameters: [{ name: 'ignored', shape: event }],
        noise: () => model.prior.noise(model),
        draw: (_, noise, context) => ({ z: model.prior.draw(noise, contextFor('prior', context), 1) }),
        logDensity: (_, z, context) => model.prior.logDensity(z, contextFor('prior', context)),
      }),
    },
  });

const MODELS = {
  net: { make: feedForward, judged: { net: { of: (model) => model, draws: 1 } } },
  cvae: {
    make: (input, numbers, seed) => conditionalVae({ input, numbers, latent: LATENT, hidden: HIDDEN, seed }),
    judged: { 'prior draws': { of: fromPrior, draws: DRAWS }, 'importance sampling': { of: (model) => model, draws: DRAWS } },
  },
};

/** A trained model, or one that is trained now, and the test digits. */
async function opened(context, kind, count, seed) {
  const { training, validation, test } = await cut(context, GIVEN[count]);
  const model = MODELS[kind].make(training.x.shape.slice(1), training.y.shape[1], seed);
  await trained(context, model, training, {
    name: `${kind}-${count + 1}-seed-${seed}`,
    epochs: context.quick ? 2 : EPOCHS[kind][count],
    batchSize: 100,
    optimizer: adam(),
    seed,
    validationData: validation,
    earlyStopping: { patience: 3 },
  });
  return { model, test };
}

/** −log p of the missing pixels of each test digit given the others, by each way in which the model is judged. */
async function judged(context, kind, count, seed) {
  const { model, test } = await opened(context, kind, count, seed);
  const found = {};
  for (const [way, { of, draws }] of Object.entries(MODELS[kind].judged)) {
    const options = { draws: context.quick ? Math.min(5, draws) : draws, seed, compile: context.compile };
    const { mean, standardError, monteCarloError, values } = await logLikelihood(of(model), test, options);
    found[way] = { mean, standardError, monteCarloError, values: Array.from(values, (value) => Number(value.toFixed(4))) };
  }
  model.dispose();
  return found;
}

/** −ELBO of the test digits. */
async function bound(context, count, seed) {
  const { model, test } = await opened(context, 'cvae', count, seed);
  const { loss } = await evaluate(model, test, { seed, engine: context.engine });
  model.dispose();
  return { mean: loss };
}

// Of the tutorial of Pyro, whose program computes a −ELBO for the CVAE.
const PUBLISHED = { net: [100.4, 61.9, 25.4], bound: [71.8, 51.0, 24.2] };
const NAMES = {
  net: 'feed-forward net',
  bound: 'CVAE, −ELBO',
  'prior draws': 'CVAE, draws of p(z|c)',
  'importance sampling': 'CVAE, importance sampling',
};
const shown = (count) => `${count + 1} quadrant${count === 0 ? '' : 's'}`;

/** The rows of one number of quadrants: the estimates, and what the code brings. */
function rowsOf(found, count) {
  const rows = Object.keys(NAMES).map((way) => {
    const { mean, standardError } = found[way];
    const interval = standardError === undefined ? {} : { low: mean - 1.96 * standardError, high: mean + 1.96 * standardError };
    return { what: `${shown(count)}: ${NAMES[way]}`, published: PUBLISHED[way]?.[count], ours: mean, ...interval, decimals: 2 };
  });
  const { mean: ours, low, high } = pairedInterval(found.net.values, found['importance sampling'].values);
  return [...rows, { what: `${shown(count)}: gain of the CVAE over the net`, ours, low, high, decimals: 2 }];
}

/** Whether the net is worse than the CVAE by draws of p(z|c), and that than by importance sampling. */
const isOrdered = (found) =>
  found.net.mean > found['prior draws'].mean && found['prior draws'].mean > found['importance sampling'].mean;

export const quadrantCompletion = {
  number: 12,
  name: 'quadrants',
  title: 'The other quadrants of a digit, given one, two or three: a net and a conditional VAE',
  source: 'Sohn, Lee and Yan 2015, table 1; the published figures here are of the repetition in the tutorial of Pyro',
  protocol:
    'MNIST as bits, drawn once, 50,000 training digits, 10,000 for validation; given are the lower left quadrant, the left half, all but the lower right; −log p of the other pixels of the 10,000 test digits. The net has two hidden layers of 500; encoder, decoder and prior network of the CVAE too, and a code of 50 numbers; ReLU, Adam 1e-3, batches of 100, at most 6 epochs (net) and 10, 8, 6 (CVAE), the best on validation; 100 draws a digit. What is looked at is the order: net, CVAE by draws of p(z|c), CVAE by importance sampling. The second is an estimate from above, and far off where few of 100 draws come near the digit',
  deviations:
    "the prior network does not see the net's guess, as it does there; the figures of the tutorial are on gray digits, so they are cited and not judged",
  needs: 'MNIST',
  seeds: [0],
  cost: '30 minutes on one idle core',
  published: GIVEN.flatMap((_, count) =>
    Object.entries(PUBLISHED).map(([way, values]) => ({ what: `${shown(count)}: ${NAMES[way]}`, value: values[count] })),
  ),
  async run(context) {
    const [seed] = context.seeds;
    const found = [];
    for (const count of GIVEN.keys()) {
      const part = (name, compute) => context.part(`${name}-${count + 1}-seed-${seed}`, compute);
      const of = (kind) => part(kind, () => judged(context, kind, count, seed));
      found.push({ ...(await of('net')), ...(await of('cvae')), bound: await part('bound', () => bound(context, count, seed)) });
    }
    const estimates = found.map((ways) =>
      Object.fromEntries(Object.entries(ways).map(([way, { values: _, ...rest }]) => [way, rest])),
    );
    return { rows: found.flatMap(rowsOf), ordered: found.map(isOrdered), estimates };
  },
};
