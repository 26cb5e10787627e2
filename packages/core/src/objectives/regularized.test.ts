import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import oracles from '../../oracles/raeOracles.json' with { type: 'json' };
import { withGradientMends } from '../gradients/withGradientMends.js';
import { gaussian } from '../likelihoods/gaussian.js';
import { decode } from '../latent/decode.js';
import { encode } from '../latent/encode.js';
import { mlp } from '../networks/mlp.js';
import type { Objective } from '../pass.js';
import { independent } from '../posteriors/independent.js';
import { point } from '../posteriors/point.js';
import { vonMisesFisher } from '../posteriors/vonMisesFisher.js';
import { classMeans } from '../priors/classMeans.js';
import { uniformSphere } from '../priors/uniformSphere.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation } from '../tiny.test-helper.js';
import { writeWeights } from '../training/modelWeights.js';
import { vae, type Vae, type VaeOptions } from '../vae.js';
import { expectPaddingFree, expectPaddingUnseen, passOf } from './objectives.test-helper.js';
import { raeGp } from './raeGp.js';
import { raeL2 } from './raeL2.js';

beforeAll(() => tf.setBackend('cpu'));

const rows = 4;
const model = (objective: Objective, parts: Partial<VaeOptions> = {}): Vae =>
  vae({
    encoder: mlp({ hidden: [] }),
    decoder: mlp({ hidden: [3], activation: 'tanh' }),
    event: [5],
    latent: 2,
    posterior: point(),
    likelihood: gaussian(),
    objective,
    ...parts,
  });
const batch = () => ({ x: tf.tensor(oracles.x, [rows, 5]), weight: tf.tensor1d(oracles.weight) });

it.each([
  ['code', 'code', () => raeL2({ code: 1, decoder: 0 })],
  ['decoderPenalty', 'decoderPenalty', () => raeL2({ code: 0, decoder: 1 })],
  ['hutchinson', 'slope', () => raeGp({ code: 0, slope: 1 })],
  ['sum', 'slope', () => raeGp({ code: 0, slope: 1, jacobian: 'sum' })],
] as const)('%s: value and gradients of all weights are those of NumPy', (name, term, objective) => {
  const before = tf.memory().numTensors;
  const one = model(objective());
  writeWeights(one, oracles.weights);
  tf.tidy(() => {
    const noise = name === 'hutchinson' ? { 'objective/u': tf.tensor(oracles.u, [rows, 5]) } : {};
    if (name === 'hutchinson' || name === 'sum') expect(Object.keys(one.noise('train'))).toEqual(Object.keys(noise));
    const given = { batch: batch(), noise: drawn(one, noise), schedule: {}, mode: 'train', dataSize: rows } as const;
    const { values, gradients } = oracles.terms[name];
    expect(deviation(one.forward(given).terms[term]!.dataSync(), values)).toBeLessThan(1e-5);
    // The term alone: the loss less the reconstruction.
    const { grads } = withGradientMends(() =>
      tf.variableGrads(() => {
        const each = one.forward(given).terms[term]!;
        return tf.div(tf.sum(tf.mul(each, given.batch.weight)), tf.sum(given.batch.weight)) as tf.Scalar;
      }, Object.values(one.variables)),
    );
    for (const [variable, gradient] of Object.entries(gradients)) {
      const found = grads[one.variables[variable]!.name]?.dataSync() ?? new Float32Array(gradient.length);
      expect(deviation(found, gradient), variable).toBeLessThan(1e-4);
    }
  });
  one.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

/** The noise that a case fixes, or none where the objective takes none; other noise at random. */
function drawn(one: Vae, fixed: Readonly<Record<string, tf.Tensor>>): Readonly<Record<string, tf.Tensor>> {
  return { ...drawNoise(one.noise('train'), rows, randomStream(1)), ...fixed };
}

it('the estimated slope has the squared Jacobian for its mean', () => {
  const one = model(raeGp({ code: 0, slope: 1 }));
  writeWeights(one, oracles.weights);
  const draws = 2000;
  tf.tidy(() => {
    const x = tf.tile(tf.tensor(oracles.x, [rows, 5]), [draws, 1]);
    const noise = drawNoise(one.noise('train'), rows * draws, randomStream(3));
    const { terms } = one.forward({ batch: { x }, noise, schedule: {}, mode: 'train', dataSize: rows });
    const { mean, variance } = tf.moments(tf.reshape(terms['slope']!, [draws, rows]), 0);
    const error = variance.dataSync().map((value) => 5 * Math.sqrt(value / draws));
    for (const [i, value] of mean.dataSync().entries())
      expect(Math.abs(value - oracles.squaredJacobian[i]!)).toBeLessThan(error[i]!);
  });
  one.dispose();
});

it('a weight of no axes is squared too', () => {
  const found = tf.tidy(() => {
    const pass = passOf({ z: tf.zeros([2, 2]) });
    const decoderVariables = [tf.variable(tf.scalar(3)), tf.variable(tf.tensor1d([1, -2]))];
    const given = { ...pass, model: { ...pass.model, decoderVariables } };
    const { terms } = raeL2({ decoder: 0.5 })
      .build({ event: [4], latent: [2] })
      .evaluate(given);
    const values = [...terms['decoderPenalty']!.dataSync()];
    tf.dispose(decoderVariables);
    return values;
  });
  expect(found).toEqual([7, 7]);
});

it('with class means the distance from the mean of the class is kept small', () => {
  const one = model(raeL2({ code: 2, decoder: 0 }), { prior: classMeans(2) });
  const codes = tf.tidy(() => {
    one.prior.variables!['means']!.assign(tf.tensor2d([1, 2, 3, 4], [2, 2]));
    const labels = tf.tensor1d([0, 1, 1, 0], 'int32');
    const given = { batch: { ...batch(), y: labels }, noise: {}, schedule: {}, mode: 'train', dataSize: rows } as const;
    const z = one.posterior.center(one.encodeParameters(given.batch.x), one.context(labels, rows));
    const away = tf.sub(z, tf.tensor2d([1, 2, 3, 4, 3, 4, 1, 2], [4, 2]));
    return [one.forward(given).terms['code']!.dataSync(), tf.sum(tf.square(away), 1).dataSync()];
  });
  expect(deviation(codes[0]!, codes[1]!)).toBeLessThan(1e-6);
  one.dispose();
});

it.each([
  ['raeL2', () => raeL2()],
  ['raeGp', () => raeGp()],
])('%s: rows of weight 0 are not seen, and nothing leaks', async (_, objective) => {
  await expectPaddingUnseen(objective, { prior: classMeans(2) });
  expectPaddingFree(objective, { prior: classMeans(2) });
});

it('the slope over x is that of the code, whatever the encoder gives for it', () => {
  const one = model(raeGp({ code: 0, slope: 1, zoo: true }), {
    latent: 3,
    posterior: vonMisesFisher(),
    prior: uniformSphere(),
  });
  const { x } = batch();
  const noise = drawNoise(one.noise('train'), rows, randomStream(1));
  const found = tf.tidy(() => {
    const { terms } = one.forward({ batch: { x }, noise, schedule: {}, mode: 'train', dataSize: rows });
    return terms['slope']!.dataSync();
  });
  const sums = (moved: tf.Tensor): tf.Tensor => tf.sum(decode(one, encode(one, moved)), 1);
  const slopes = tf.tidy(() => {
    const step = 0.01;
    const ofColumn = (i: number): tf.Tensor => {
      const by = tf.mul(tf.oneHot(i, 5), step);
      return tf.square(tf.div(tf.sub(sums(tf.add(x, by)), sums(tf.sub(x, by))), 2 * step));
    };
    return tf.addN(Array.from({ length: 5 }, (_, i) => ofColumn(i))).dataSync();
  });
  expect(deviation(found, slopes)).toBeLessThan(2e-3);
  one.dispose();
});

it('options that make no sense are refused', () => {
  expect(() => raeL2({ code: -1 })).toThrow('raeL2: `code` is -1; expected a number of at least 0');
  expect(() => raeGp({ slope: Number.NaN })).toThrow('raeGp: `slope` is NaN; expected a number of at least 0');
  expect(() => raeGp({ jacobian: 'whole' as 'sum' })).toThrow("raeGp: `jacobian` is 'whole'; expected 'hutchinson' or 'sum'");
  expect(() => raeGp({ jacobian: 'whole' as 'sum', zoo: true })).toThrow("raeGp: `jacobian` is 'whole'");
  expect(() => raeGp({ jacobian: 'hutchinson', zoo: true })).toThrow(
    "raeGp: `jacobian` is 'hutchinson', but the slope of `zoo` is that of the sum of all values; leave one of them out",
  );
  expect(() => model(raeGp({ zoo: true }), { posterior: independent() })).toThrow(
    'raeGp: what is penalized is the slope of the code over x, but the codes of this posterior do not depend on what the encoder gives',
  );
});
