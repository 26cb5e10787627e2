// A variational autoencoder written out: q(z|x), p(z), p(x|z) and the ELBO are the lines below; `trainable` and `fit` do the rest.
import { adam, evaluate, fit, selectBackend, trainable } from '@vaekit/core';
import { binarize, digits, take } from '@vaekit/datasets';
import { bernoulliNll, klStandardNormal } from '@vaekit/losses';
import { fastest } from '@vaekit/onnx';
import * as tf from '@tensorflow/tfjs';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { epochs: { type: 'string', default: '20' }, examples: { type: 'string', default: '8000' } },
});
await selectBackend();
const data = binarize(await digits(), 'static'); // bits, so that the ELBO is a bound of their likelihood
const [pixels, hidden, latent] = [28 * 28, 256, 16];

/** @type {Record<string, tf.Variable>} */
const variables = {};
/** A dense layer, whose weights and bias go among the variables. */
function dense(name, inputs, outputs, seed) {
  const weights = tf.variable(tf.initializers.glorotUniform({ seed }).apply([inputs, outputs]));
  const bias = tf.variable(tf.zeros([outputs]));
  Object.assign(variables, { [`${name}/weights`]: weights, [`${name}/bias`]: bias });
  return (x) => tf.add(tf.matMul(x, weights), bias);
}

// q(z|x) = N(mean(x), diag(sigma(x)²))
const [encoder, mean, logVar] = [
  dense('x', pixels, hidden, 1),
  dense('mean', hidden, latent, 2),
  dense('logVar', hidden, latent, 3),
];
// p(x|z) = ∏ Bernoulli(x_i; sigmoid(logits_i(z)))
const [decoder, logits] = [dense('z', latent, hidden, 4), dense('logits', hidden, pixels, 5)];

// ELBO(x) = E_q[log p(x|z)] − KL(q(z|x) ‖ p(z)) with p(z) = N(0, I) and one draw of z, in nats; the sum of the terms is −ELBO.
const model = trainable({
  variables,
  noise: { eps: { shape: [latent], distribution: 'normal', per: 'example' } },
  terms({ batch, noise }) {
    const x = tf.reshape(batch.x, [-1, pixels]);
    const h = tf.relu(encoder(x));
    const q = { mean: mean(h), logVar: logVar(h) };
    const sigma = tf.exp(tf.mul(q.logVar, 0.5));
    const z = tf.add(q.mean, tf.mul(sigma, noise.eps)); // a draw from q that gradients pass through
    return {
      reconstruction: bernoulliNll(logits(tf.relu(decoder(z))), x), // −log p(x|z)
      kl: klStandardNormal(q.mean, q.logVar), // KL(q(z|x) ‖ p(z))
    };
  },
});

await fit(model, take(data.train, Number(options.examples)), {
  epochs: Number(options.epochs),
  batchSize: 100,
  optimizer: adam({ learningRate: 2e-3 }),
  engine: await fastest(),
  callbacks: {
    onEpochEnd: (epoch, { loss }) => console.log(`epoch ${String(epoch + 1).padStart(2)}  ELBO ${(-loss).toFixed(2)}`),
  },
});
const { loss, terms } = await evaluate(model, data.test);
console.log(`test digits: ELBO ${(-loss).toFixed(2)} = ${(-terms.reconstruction).toFixed(2)} - ${terms.kl.toFixed(2)} nats`);
