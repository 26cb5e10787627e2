import * as tf from '@tensorflow/tfjs';
import {
  contractive,
  eager,
  type Engine,
  fit,
  mlp,
  point,
  randomStream,
  restrictedBoltzmannMachine,
  type Trainable,
  vae,
} from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { compiled } from './compiled.js';

// What `everyPart` does not reach: a machine that is no part of a model, and the other way to a penalty on a Jacobian.

beforeAll(() => tf.setBackend('cpu'));

const rows = 12;
const x = { data: randomStream(5).fillUniform(new Float32Array(rows * 6)), shape: [rows, 6] };

interface Made {
  readonly model: Trainable;
  dispose(): void;
}

const machine = (visible: 'bernoulli' | 'gaussian', hidden: 'bernoulli' | 'gaussian') => (): Made => {
  const variables = tf.tidy(() => ({
    kernel: tf.variable(tf.tensor2d(randomStream(1).fillNormal(new Float32Array(24)), [6, 4])),
    visibleBias: tf.variable(tf.zeros([6])),
    hiddenBias: tf.variable(tf.zeros([4])),
  }));
  const model = restrictedBoltzmannMachine({ variables, visible, hidden, steps: 2 });
  return { model, dispose: () => tf.dispose({ ...variables }) };
};

function exact(): Made {
  const network = mlp({ hidden: [8], activation: 'sigmoid' });
  const objective = contractive({ jacobian: 'exact' });
  const model = vae({ encoder: network, decoder: network, event: [6], latent: 3, posterior: point(), objective });
  return { model, dispose: () => model.dispose() };
}

it.each([
  ['a Boltzmann machine of binary units', machine('bernoulli', 'bernoulli')],
  ['a Boltzmann machine with normal hidden units', machine('bernoulli', 'gaussian')],
  ['a Boltzmann machine with normal visible units', machine('gaussian', 'bernoulli')],
  ['the exact contraction', exact],
])('%s trains alike in both engines', async (_, make) => {
  const before = tf.memory().numTensors;
  const train = async (engine: Engine) => {
    const { model, dispose } = make();
    const { history, state } = await fit(model, x, { epochs: 10, batchSize: rows, seed: 3, engine });
    dispose();
    return { history, weights: state.weights };
  };
  const [one, other] = [await train(eager()), await train(compiled({ threads: 1 }))];
  for (const kind of ['history', 'weights'] as const)
    for (const [name, values] of Object.entries(one[kind]))
      for (const [i, value] of values.entries())
        expect(Math.abs(value - other[kind][name]![i]!), name).toBeLessThan(1e-3 * (1 + Math.abs(value)));
  expect(tf.memory().numTensors).toBe(before);
});
