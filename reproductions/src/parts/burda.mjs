// What the works with the networks and the schedule of Burda, Grosse and Salakhutdinov 2016 have in common.
import * as tf from '@tensorflow/tfjs';
import { adam, iwae } from '@vaekit/core';
import { piecewiseConstant } from '@vaekit/losses';
import { logLikelihood, pairedInterval } from '@vaekit/metrics';
import { denseVae } from './denseVae.mjs';
import { mnistBits } from './mnist.mjs';
import { trained } from './trained.mjs';

const BATCH = 20;

/** Stage i, from 0, has 3^i epochs at the learning rate 1e-3 · 10^(−i/7); the paper has eight stages, 3,280 epochs. */
function staged(stages, stepsPerEpoch) {
  const lengths = Array.from({ length: stages }, (_, i) => 3 ** i);
  const ends = lengths.map((_, i) => lengths.slice(0, i + 1).reduce((sum, length) => sum + length, 0));
  const schedule = piecewiseConstant({
    boundaries: ends.slice(0, -1).map((end) => end * stepsPerEpoch),
    values: lengths.map((_, i) => 1e-3 * 10 ** (-i / 7)),
  });
  return { epochs: ends.at(-1), learningRate: schedule };
}

/** The bias of the output starts at the logits of the mean digit, as in the paper's code. */
function startAtMean(model, { data, shape: [rows] }) {
  const mean = new Float64Array(784);
  data.forEach((value, i) => (mean[i % 784] += value / 255 / rows));
  const logits = Float32Array.from(mean, (p) =>
    Math.log(Math.min(Math.max(p, 1e-3), 0.999) / (1 - Math.min(Math.max(p, 1e-3), 0.999))),
  );
  const [, bias] = Object.entries(model.variables).find(([, { shape }]) => shape.join() === '784');
  tf.tidy(() => bias.assign(tf.tensor(logits, bias.shape)));
}

/** Trains with k draws and estimates −log p of the test digits; `parts` are those of `denseVae`. */
async function estimated(context, { k, stages, labels = false, parts }, seed) {
  const { train, test } = await mnistBits(context, 'dynamic');
  const model = denseVae({ hidden: [200, 200], latent: 50, activation: 'tanh', objective: iwae({ k }), seed, ...parts });
  startAtMean(model, train.x);
  const { epochs, learningRate } = staged(context.quick ? 1 : stages, Math.ceil(train.x.shape[0] / BATCH));
  const given = ({ x, y }, binarization) => ({ x, binarization, ...(labels ? { y } : {}) });
  await trained(context, model, given(train, 'dynamic'), {
    name: `k${k}-seed-${seed}`,
    epochs,
    batchSize: BATCH,
    optimizer: adam({ learningRate, epsilon: 1e-4 }),
    seed,
  });
  const draws = context.quick ? 50 : 5000;
  const { mean, standardError, monteCarloError, values } = await logLikelihood(model, given(test, 'static'), {
    draws,
    seed,
    compile: context.compile,
  });
  model.dispose();
  return { k, mean, standardError, monteCarloError, values: Array.from(values, (value) => Number(value.toFixed(4))) };
}

/** A work of several k: the estimates, and the differences from k = 1 over the test digits. */
export const burdaWork = ({ published, quantity, stages, labels, parts, ...about }) => ({
  needs: 'MNIST',
  seeds: [0],
  ...about,
  published: Object.entries(published).map(([k, value]) => ({ what: `${quantity}, k = ${k}`, value })),
  async run(context) {
    const [seed] = context.seeds;
    const found = [];
    for (const k of Object.keys(published).map(Number))
      found.push(
        await context.part(`k${k}-seed-${seed}`, () => estimated(context, { k, stages, labels, parts: parts?.() }, seed)),
      );
    const [first, ...others] = found;
    const rows = found.map(({ k, mean, standardError }) => ({
      what: `${quantity}, k = ${k}`,
      published: published[k],
      ours: mean,
      low: mean - 1.96 * standardError,
      high: mean + 1.96 * standardError,
      decimals: 2,
    }));
    const gains = others.map(({ k, values }) => {
      const { mean, low, high } = pairedInterval(first.values, values);
      return { what: `gain of k = ${k} over k = 1`, published: published[1] - published[k], ours: mean, low, high, decimals: 2 };
    });
    return { rows: [...rows, ...gains], estimates: found.map(({ values: _, ...rest }) => rest) };
  },
});
