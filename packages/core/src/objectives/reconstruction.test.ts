import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import oracles from '../../oracles/autoencoderOracles.json' with { type: 'json' };
import { masking } from '../corruptions/masking.js';
import { saltAndPepper } from '../corruptions/saltAndPepper.js';
import { withGradientMends } from '../gradients/withGradientMends.js';
import { encode } from '../latent/encode.js';
import { mlp } from '../networks/mlp.js';
import { adam } from '../optimizers/adam.js';
import type { Corruption } from '../parts.js';
import { point } from '../posteriors/point.js';
import { randomStream } from '../random/randomStream.js';
import { deviation } from '../tiny.test-helper.js';
import { evaluate } from '../training/evaluate.js';
import { fit } from '../training/fit.js';
import { readWeights, writeWeights } from '../training/modelWeights.js';
import { vae, type VaeOptions } from '../vae.js';
import { elbo } from './elbo.js';
import { iwae } from './iwae.js';
import { reconstruction } from './reconstruction.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const autoencoder = (parts: Partial<VaeOptions> = {}) => {
  const network = mlp({ hidden: [5], activation: 'tanh' });
  const shapes = { encoder: network, decoder: network, event: [6], latent: 3 };
  return vae({ ...shapes, posterior: point(), objective: reconstruction(), ...parts });
};
const corruptions: Record<string, Corruption> = {
  masking: masking({ rate: oracles.rate }),
  saltAndPepper: saltAndPepper({ rate: oracles.rate }),
};

describe.each(oracles.cases)('an autoencoder with sigma $sigma and corruption $corruption', (expected) => {
  test('has the code, the loss and all the gradients of PyTorch; rows of weight 0 count nothing', () => {
    const corruption = corruptions[expected.corruption];
    const model = autoencoder({
      posterior: point({ sigma: expected.sigma }),
      ...(corruption === undefined ? {} : { corruption }),
    });
    writeWeights(model, oracles.weights);
    const x = tf.tensor(oracles.x, [4, 6]);
    const input = {
      batch: { x, weight: tf.tensor1d(oracles.weight) },
      noise: { 'posterior/eps': tf.tensor(oracles.eps, [4, 3]), 'corruption/u': tf.tensor(oracles.u, [4, 6]) },
      schedule: {},
      mode: 'train',
      dataSize: 4,
    } as const;
    expect(Object.keys(model.noise('train'))).toEqual([
      ...(expected.sigma > 0 ? ['posterior/eps'] : []),
      ...(corruption === undefined ? [] : ['corruption/u']),
    ]);
    const noise = Object.fromEntries(Object.entries(input.noise).filter(([name]) => name in model.noise('train')));
    const { value, grads } = withGradientMends(() =>
      tf.variableGrads(
        () => model.forward({ ...input, noise }).losses!['model']!,
        Object.values(model.variables) as tf.Variable[],
      ),
    );
    expect(deviation(value.dataSync(), [expected.loss])).toBeLessThan(1e-6);
    for (const [name, gradient] of Object.entries(expected.gradients))
      expect(deviation(grads[model.variables[name]!.name]!.dataSync(), gradient), name).toBeLessThan(1e-5);
    const outcome = model.forward({ ...input, noise });
    expect(Object.keys(outcome.terms)).toEqual(['reconstruction']);
    expect(deviation(outcome.terms['reconstruction']!.dataSync(), expected.reconstruction)).toBeLessThan(2e-6);
    expect(
      deviation(
        model
          .pass({ ...input, noise })
          .z()
          .dataSync(),
        expected.z,
      ),
    ).toBeLessThan(2e-6);
    // Behind training there is no noise, on the code or in front of the encoder.
    expect(model.noise('evaluate')).toEqual({});
    if (corruption === undefined) expect(deviation(encode(model, x).dataSync(), expected.code)).toBeLessThan(2e-6);
    model.dispose();
  });
});

test('bounds refuse a code without a density, and name what does without one', () => {
  const input = {
    batch: { x: tf.ones([2, 6]) },
    noise: {},
    schedule: { beta: tf.scalar(1) },
    mode: 'train',
    dataSize: 2,
  } as const;
  for (const objective of [elbo(), iwae({ k: 2 })]) {
    expect(() => autoencoder({ objective })).toThrow(
      `${objective.config.kind}: in training the posterior has no density q(z|x) of its draws, and no divergence in closed form from this prior; take a posterior that has one, such as diagonalNormal(), set \`drawsHaveDensity\` on one whose \`draw\` gives \`logDensity\`, or`,
    );
    const model = autoencoder();
    expect(() => model.pass(input, objective.build(model.shapes)).outcome()).toThrow(
      'vae: the objective asks for log q(z|x), but the posterior of this model does not have it; take an objective that does without (reconstruction()), or another posterior',
    );
  }
});

test('a denoising autoencoder trains, scores the clean x, and restores hidden values better than a plain one', async () => {
  // Each of four bits stands there three times, so that a hidden one can be told from the others.
  const bits = Array.from(randomStream(2).fillUniform(new Float32Array(64 * 4)), (value) => (value < 0.5 ? 0 : 1));
  const x = { data: Float32Array.from({ length: 64 * 12 }, (_, i) => bits[Math.floor(i / 12) * 4 + (i % 4)]!), shape: [64, 12] };
  const network = mlp({ hidden: [16] });
  const stripes = (corruption?: Corruption) =>
    autoencoder({
      ...{ encoder: network, decoder: network, event: [12], latent: 4 },
      ...(corruption === undefined ? {} : { corruption }),
    });
  const trained = async (corruption?: Corruption) => {
    const model = stripes(corruption);
    const { history } = await fit(model, x, { epochs: 40, batchSize: 32, seed: 1, optimizer: adam({ learningRate: 3e-2 }) });
    const clean = await evaluate(model, x);
    const judge = stripes(masking({ rate: 0.3, evaluation: true }));
    writeWeights(judge, await readWeights(model));
    return { history, clean: clean.loss, hidden: (await evaluate(judge, x)).loss };
  };
  const [plain, denoising] = [await trained(), await trained(masking({ rate: 0.3 }))];
  // 12 bits that are guessed cost 12 log 2 = 8.3 nats.
  expect(denoising.history['loss']!.at(-1)).toBeLessThan(denoising.history['loss']![0]! / 2);
  expect(denoising.clean).toBeLessThan(1);
  expect(denoising.hidden).toBeLessThan(plain.hidden / 2);
  expect(plain.clean).toBeLessThan(plain.hidden);
});
