import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { gaussian } from './likelihoods/gaussian.js';
import { mlpEncoder } from './networks/mlp.js';
import { vae, type Vae, type VaeOptions } from './vae.js';

type Activation = NonNullable<Parameters<typeof tf.layers.dense>[0]['activation']>;

/** A decoder to [2, 2] whose last layer is a dense one, an activation of its own, or a reshape behind either. */
function decoderEnding(activation: Activation, form: 'activation' | 'dense' | 'reshaped'): tf.LayersModel {
  const z = tf.input({ shape: [2] });
  const dense = tf.layers.dense({ units: 4, ...(form === 'activation' ? {} : { activation }) }).apply(z) as tf.SymbolicTensor;
  if (form === 'reshaped')
    return tf.model({ inputs: z, outputs: tf.layers.reshape({ targetShape: [2, 2] }).apply(dense) as tf.SymbolicTensor });
  const square = tf.layers.reshape({ targetShape: [2, 2] });
  if (form === 'activation')
    return tf.model({
      inputs: z,
      outputs: tf.layers.activation({ activation }).apply(square.apply(dense)) as tf.SymbolicTensor,
    });
  return tf.model({
    inputs: z,
    outputs: tf.layers.dense({ units: 2, activation }).apply(square.apply(dense)) as tf.SymbolicTensor,
  });
}

const make = (decoder: tf.LayersModel, more: Partial<VaeOptions> = {}): Vae =>
  vae({ encoder: mlpEncoder({ input: [2, 2], latent: 2, hidden: [] }), decoder, ...more });

test.each(
  (['sigmoid', 'hardSigmoid', 'softmax'] as const).flatMap((activation) =>
    (['activation', 'dense', 'reshaped'] as const).map((form) => [activation, form] as const),
  ),
)('a %s under logits is refused by name: %s', (activation, form) => {
  const decoder = decoderEnding(activation, form);
  expect(() => make(decoder)).toThrow(
    /vae: output 0 of the decoder ends in a (sigmoid|hardSigmoid|hard_sigmoid|softmax), but the likelihood \(bernoulli\) takes `logits`, from minus to plus infinity; leave the activation out/,
  );
});

test('what squashes nothing is a decoder of logits, and a mean may be squashed', () => {
  for (const activation of ['linear', 'tanh', 'elu'] as const)
    expect(make(decoderEnding(activation, 'dense')).event).toEqual([2, 2]);
  expect(make(decoderEnding('sigmoid', 'dense'), { likelihood: gaussian() }).event).toEqual([2, 2]);
});
