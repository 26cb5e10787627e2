import * as tf from '@tensorflow/tfjs';
import { contextFor, type Vae } from '@vaekit/core';

/** Examples whose codes are judged, a row each. */
export type CodeRows = {
  readonly x: tf.Tensor;
  readonly mask?: tf.Tensor;
  readonly y?: tf.Tensor1D | tf.Tensor2D;
};

/** log p(z) and log p(x|z) of one code for each example, `[rows]` each. */
export function codeDensities(
  model: Vae,
  { x, y, mask }: CodeRows,
): (z: tf.Tensor) => { prior: tf.Tensor; likelihood: tf.Tensor } {
  return (z) => {
    const context = model.context(y, x.shape[0]!);
    const nll = model.likelihood.negativeLogDensity(model.decodeParameters(z, context.condition), x, mask);
    return { prior: model.prior.logDensity!(z, contextFor('prior', context)), likelihood: tf.neg(nll) };
  };
}

/** @throws Error when the prior has no density over all numbers of the code */
export function requireDensity(caller: string, model: Vae): void {
  if (model.prior.logDensity === undefined || model.posterior.space !== undefined)
    throw new Error(
      `${caller}: the prior (${model.config.prior.kind}) has no density over all of the code's numbers; take a model whose prior has one, such as a plain vae (standardNormal())`,
    );
}

/** @throws Error when the density of the prior is none that its draws have: chains weigh the ones by the other */
export function requireDrawnDensity(caller: string, model: Vae): void {
  requireDensity(caller, model);
  if (model.prior.densityIsBound === true)
    throw new Error(
      `${caller}: of the prior (${model.config.prior.kind}) a bound of the density alone is known, which its draws do not follow; take importance sampling, or a model whose prior has a density, such as a plain vae (standardNormal())`,
    );
}

/** Each row as many times as said, copies next to each other. */
export const repeated = <T extends tf.Tensor>(tensor: T, times: number): T =>
  tf.reshape(tf.tile(tf.expandDims(tensor, 1), [1, times, ...tensor.shape.slice(1).map(() => 1)]), [
    tensor.shape[0]! * times,
    ...tensor.shape.slice(1),
  ]) as T;

/** Each example as many times as said. */
export const repeatedRows = ({ x, mask, y }: CodeRows, times: number): CodeRows => ({
  x: repeated(x, times),
  ...(mask === undefined ? {} : { mask: repeated(mask, times) }),
  ...(y === undefined ? {} : { y: repeated(y, times) }),
});
