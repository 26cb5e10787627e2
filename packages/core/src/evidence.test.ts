import * as tf from '@tensorflow/tfjs';
import { importanceWeightedBound } from '@vaekit/losses';
import { beforeAll, describe, expect, it } from 'vitest';
import { withGradientMends } from './gradients/withGradientMends.js';
import { mlp } from './networks/mlp.js';
import { iwae } from './objectives/iwae.js';
import { contextFor } from './ownScalars.js';
import type { Posterior, Prior } from './parts.js';
import { diagonalNormal } from './posteriors/diagonalNormal.js';
import { hierarchical } from './posteriors/hierarchical.js';
import { householder } from './posteriors/householder.js';
import { inverseAutoregressive } from './posteriors/inverseAutoregressive.js';
import { ladder } from './posteriors/ladder.js';
import { planarRadial } from './posteriors/planarRadial.js';
import { classMeans } from './priors/classMeans.js';
import { hierarchicalPrior } from './priors/hierarchicalPrior.js';
import { inverseAutoregressivePrior } from './priors/inverseAutoregressivePrior.js';
import { maskedAutoregressive } from './priors/maskedAutoregressive.js';
import { standardNormal } from './priors/standardNormal.js';
import { drawNoise } from './random/drawNoise.js';
import { randomStream } from './random/randomStream.js';
import { tinyData } from './tiny.test-helper.js';
import { vae, type Vae } from './vae.js';

// Compositions of posteriors and priors of codes of two numbers: what must hold of each, whatever it is made of.

beforeAll(() => tf.setBackend('cpu'));

const two = { top: 1, hidden: [4] };
const posteriors: Readonly<Record<string, Posterior>> = {
  'diagonal normal': diagonalNormal(),
  householder: householder({ steps: 2 }),
  planar: planarRadial({ flows: ['planar', 'radial'] }),
  'shared flows': planarRadial({ flows: ['radial', 'planar'], shared: true }),
  'inverse autoregressive': inverseAutoregressive({ hidden: [5], context: 3 }),
  hierarchical: hierarchical(two),
  ladder: ladder({ top: 1 }),
};
const priors: Readonly<Record<string, Prior>> = {
  'standard normal': standardNormal(),
  'masked autoregressive': maskedAutoregressive({ hidden: [5] }),
  'inverse autoregressive': inverseAutoregressivePrior({ hidden: [5] }),
  hierarchical: hierarchicalPrior(two),
};
// Each part with the plainest other, and some with each other.
const pairs = [
  ...Object.keys(posteriors).map((q) => [q, q === 'ladder' ? 'hierarchical' : 'standard normal'] as const),
  ...Object.keys(priors).map((p) => ['diagonal normal', p] as const),
  ['householder', 'masked autoregressive'] as const,
  ['planar', 'hierarchical'] as const,
  ['inverse autoregressive', 'inverse autoregressive'] as const,
  ['hierarchical', 'hierarchical'] as const,
]
  .slice(1)
  .map(([q, p]) => [q, p, posteriors[q]!, priors[p]!] as const);

/** A model whose weights do something. */
function stirred(posterior: Posterior, prior: Prior, classes?: 2): Vae {
  const conditional = classes !== undefined;
  const model = vae({
    event: [4],
    latent: 2,
    ...(conditional ? { condition: { classes } } : {}),
    encoder: mlp({ hidden: [4], activation: 'tanh', conditional }),
    decoder: mlp({ hidden: [4], activation: 'tanh', conditional }),
    posterior,
    prior,
  });
  Object.values(model.variables).forEach((variable, i) =>
    tf.tidy(() => {
      const moves = randomStream(i).fillNormal(new Float32Array(variable.size));
      variable.assign(tf.add(variable, tf.mul(tf.tensor(moves, variable.shape), 0.3)));
    }),
  );
  // Wide posteriors: draws reach all of p(z|x), so that no weight is far above the others.
  for (const [name, variable] of Object.entries(model.variables))
    if (/^(?:encoder|posterior)\/.*logVar\/bias$/i.test(name)) tf.tidy(() => variable.assign(tf.fill(variable.shape, 1.3)));
  return model;
}

/** log p(x) by adding up p(x, z) over a grid of z, nats. */
function evidenceOf(model: Vae, x: tf.Tensor): number {
  const [n, width] = [81, 0.2];
  const at = (i: number): number => (i - (n - 1) / 2) * width;
  const z = tf.tensor2d(
    Float32Array.from({ length: 2 * n * n }, (_, k) => at(k % 2 === 0 ? Math.floor(k / 2 / n) : Math.floor(k / 2) % n)),
    [n * n, 2],
  );
  const context = contextFor('prior', model.context(undefined, n * n));
  const nll = model.likelihood.negativeLogDensity(model.decodeParameters(z), tf.tile(x, [n * n, 1]));
  return tf.logSumExp(tf.sub(model.prior.logDensity!(z, context), nll)).dataSync()[0]! + 2 * Math.log(width);
}

const bits = (): tf.Tensor2D => tf.tensor2d([[1, 0, 1, 1]]);

describe.each(pairs)('%s under %s', (_q, _p, posterior, prior) => {
  it('has bounds from draws that reach log p(x) with many draws, and lie below it with one', () => {
    const samples = 4000;
    const model = stirred(posterior, prior);
    const objective = iwae({ k: samples }).build(model.shapes);
    tf.tidy(() => {
      const x = bits();
      const noise = drawNoise(model.noise('evaluate', objective), 1, randomStream(2));
      const pass = model.pass({ batch: { x }, noise, schedule: {}, mode: 'evaluate', dataSize: 1 }, objective);
      const logW = tf.sub(tf.sub(pass.logPrior(), pass.logPosterior()), pass.reconstruction()) as tf.Tensor2D;
      const expected = evidenceOf(model, x);
      const spread = tf.sqrt(tf.moments(tf.exp(tf.sub(logW, expected))).variance).dataSync()[0]!;
      // The mean weight is p(x): four standard errors of it.
      const tolerance = (4 * spread) / Math.sqrt(samples) + 1e-3;
      expect(Math.abs(Math.exp(importanceWeightedBound(logW).dataSync()[0]! - expected) - 1)).toBeLessThan(tolerance);
      expect(tolerance).toBeLessThan(0.3);
      expect(tf.mean(logW).dataSync()[0]!).toBeLessThan(expected);
    });
    model.dispose();
  });

  it.each(['no classes', 'label concatenation', 'class shift'])('has the gradient of its loss, with %s', (condition) => {
    const shift = condition === 'class shift';
    if (shift && posterior.config.kind === 'ladder') return;
    const model = stirred(posterior, shift ? classMeans(2, { base: prior }) : prior, condition === 'no classes' ? undefined : 2);
    const x = tf.tensor2d(tinyData(6).data, [6, 4]);
    const y = tf.tensor1d([0, 1, 0, 1, 1, 0], 'int32');
    const noise = drawNoise(model.noise('train'), 6, randomStream(3));
    const schedule = { beta: tf.scalar(0.5) };
    const batch = condition === 'no classes' ? { x } : { x, y };
    const loss = (): tf.Scalar => model.forward({ batch, noise, schedule, mode: 'train', dataSize: 6 }).losses!['model']!;
    const variables = Object.values(model.variables);
    const directions = variables.map((variable, i) =>
      tf.tensor(randomStream(70 + i).fillNormal(new Float32Array(variable.size)), variable.shape),
    );
    const slope = tf.tidy(() => {
      const { grads } = withGradientMends(() => tf.variableGrads(loss, variables));
      return Object.values(model.variables).reduce(
        (sum, variable, i) => sum + tf.sum(tf.mul(grads[variable.name]!, directions[i]!)).dataSync()[0]!,
        0,
      );
    });
    const step = 3e-3;
    const at = (by: number): number =>
      tf.tidy(() => {
        const starts = variables.map((variable) => tf.clone(variable));
        variables.forEach((variable, i) => variable.assign(tf.add(variable, tf.mul(directions[i]!, by))));
        const value = loss().dataSync()[0]!;
        variables.forEach((variable, i) => variable.assign(starts[i]!));
        return value;
      });
    // Two central differences, whose combination has an error of the fourth order, and float32's rounding over the step.
    const [coarse, fine] = [2 * step, step].map((by) => (at(by) - at(-by)) / (2 * by)) as [number, number];
    const expected = (4 * fine - coarse) / 3;
    expect(Math.abs(slope - expected)).toBeLessThan(5e-3 * (1 + Math.abs(expected)));
    tf.dispose([x, y, noise as unknown as tf.TensorContainer, schedule.beta, directions] as tf.TensorContainer);
    model.dispose();
  });
});
