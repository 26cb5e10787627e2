import * as tf from '@tensorflow/tfjs';
import {
  type Batch,
  type BuiltObjective,
  contextFor,
  drawNoise,
  type ExamplesInMemory,
  momentsIfDiagonal,
  type RandomStream,
  type Vae,
} from '@vaekit/core';
import { rectifiedUnits } from './deadUnits.js';
import { overExamples } from './doctorData.js';

const ONE: BuiltObjective = {
  samples: 1,
  evaluate: () => {
    throw new Error('examine: this pass is looked into; it has no loss');
  },
};

/** What {@link losses} are: without a divergence to the prior there is no bound on a likelihood. */
export function lossQuantity({ prior, posterior }: Vae): '-ELBO' | 'reconstruction' {
  const hasDivergence = prior.logDensity !== undefined || prior.kl !== undefined;
  const { family, logDensity, drawsHaveDensity } = posterior;
  const hasDensity = family !== undefined || logDensity !== undefined || drawsHaveDensity === true;
  return hasDivergence && hasDensity ? '-ELBO' : 'reconstruction';
}

/** −ELBO of each example, or −log p(x|z) where there is no divergence to the prior. */
export function losses(model: Vae, examples: ExamplesInMemory, stream: RandomStream): Float64Array {
  const spec = model.noise('evaluate', ONE);
  const { loss } = overExamples(model, examples, (batch, rows) => {
    const noise = drawNoise(spec, rows, stream);
    const pass = model.pass({ batch, noise, schedule: {}, mode: 'evaluate', dataSize: rows }, ONE);
    const reconstruction = tf.reshape(pass.reconstruction(), [rows]);
    return { loss: lossQuantity(model) === '-ELBO' ? tf.add(reconstruction, pass.kl()) : reconstruction };
  });
  return loss;
}

/**
 * What is encoded, decoded and drawn for held-out examples, one row each. Samples are drawn from p(x|z) where `drawn`, since examples have its noise too: a mean
 * is nearer to every example than examples are to each other, though nothing was copied.
 */
export function rowFigures(
  model: Vae,
  batch: Batch,
  rows: number,
  stream: RandomStream,
  drawn: boolean,
): Record<string, tf.Tensor> {
  const context = model.context(batch.y, rows);
  const { condition } = context;
  const moments = (x: tf.Tensor) => {
    const family = model.posterior.family?.(model.encodeParameters(x, condition), context);
    return family && momentsIfDiagonal(family);
  };
  const of = moments(batch.x);
  const noise = drawNoise(model.noise('evaluate', ONE), rows, stream);
  const pass = model.pass({ batch, noise, schedule: {}, mode: 'evaluate', dataSize: rows }, ONE);
  const z = pass.z();
  const parameters = pass.likelihoodParameters();
  const mean = model.likelihood.mean(parameters);
  const claim = model.likelihood.draw(parameters, drawNoise(model.likelihood.noise(), rows, stream));
  const prior = model.prior.draw(drawNoise(model.prior.noise(model), rows, stream), contextFor('prior', context), 1);
  const decoded = model.decodeParameters(prior, condition);
  const made = model.likelihood.draw(decoded, drawNoise(model.likelihood.noise(), rows, stream));
  const back = moments(made);
  const keep = batch.mask ?? tf.onesLike(batch.x);
  const squares = (of: tf.Tensor): tf.Tensor =>
    tf.sum(tf.reshape(tf.where(tf.cast(keep, 'bool'), tf.square(tf.sub(of, mean)), 0), [rows, -1]), 1);
  const inputs = (net: Vae['decoder'], first: tf.Tensor): tf.Tensor[] =>
    net.inputShapes.length > 1 ? [first, condition!] : [first];
  return {
    z: tf.reshape(z, [rows, -1]),
    prior: tf.reshape(prior, [rows, -1]),
    sample: tf.reshape(drawn ? made : model.likelihood.mean(decoded), [rows, -1]),
    residual: squares(batch.x),
    claimed: squares(claim),
    observed: tf.sum(tf.reshape(keep, [rows, -1]), 1),
    ...(of === undefined ? {} : { mean: tf.reshape(of.mean, [rows, -1]), logVar: tf.reshape(of.logVar, [rows, -1]) }),
    ...(back === undefined
      ? {}
      : { score: tf.mean(tf.reshape(tf.div(tf.square(tf.sub(prior, back.mean)), tf.exp(back.logVar)), [rows, -1]), 1) }),
    ...rectifiedUnits(model.encoder, inputs(model.encoder, model.show(batch.x))),
    ...rectifiedUnits(model.decoder, inputs(model.decoder, z)),
  };
}
