import type { TrainingData, Vae } from '@vaekit/core';
import { type Interval, meanInterval } from '../meanInterval.js';
import { fittedPosteriors, type FittingOptions, openFitting } from './fittedPosteriors.js';

/** How far the ELBO is from log p(x), and why; nats per example. */
export interface InferenceGaps {
  /** log p(x) by importance sampling from the fitted posteriors: on average from below. */
  readonly logLikelihood: number;
  /** Its error over draws; NaN of one or two draws, which are a single pair of opposite ones and show no spread. */
  readonly monteCarloError: number;
  /** The ELBO at the best mean and variance of each example. */
  readonly bestElbo: number;
  /** The ELBO at those of the encoder. */
  readonly elbo: number;
  /** log p(x) less the best ELBO: what a diagonal normal cannot be; with its 95 % interval over examples. */
  readonly approximation: Interval;
  /** The best ELBO less the encoder's: what one network for all examples costs. */
  readonly amortization: Interval;
  readonly examples: number;
}

/**
 * Takes the gap between log p(x) and the ELBO apart: `log p(x) − ELBO = (log p(x) − best ELBO) + (best ELBO − ELBO)`, the approximation gap of the family of posteriors and the
 * amortization gap of the encoder. The best ELBO is found by fitting a mean and a variance to every example by itself.
 *
 * @param data examples as `fit` and `evaluate` take them, at least two; weights of examples are left aside
 * @throws Error when the data do not fit the model, there are fewer than two examples, the posterior is no diagonal normal, or the prior has no density; RangeError when an option makes no sense
 * @see Cremer, Li and Duvenaud 2018, "Inference suboptimality in variational autoencoders"
 */
export async function inferenceGaps(model: Vae, data: TrainingData, options: FittingOptions = {}): Promise<InferenceGaps> {
  const source = await openFitting('inferenceGaps', model, data, options);
  if (source.size < 2)
    throw new Error(`inferenceGaps: intervals need at least 2 examples, got ${source.size}; give more examples`);
  const { encoder, fitted } = await fittedPosteriors('inferenceGaps', model, source, [1], options);
  const best = fitted[0]!;
  const elboOf = ({ rate, distortion }: typeof best): number[] => Array.from(rate, (value, row) => -value - distortion[row]!);
  const [elbos, bests] = [elboOf(encoder), elboOf(best)];
  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  return {
    logLikelihood: mean(best.logLikelihood),
    monteCarloError: Math.sqrt(best.errors.reduce((sum, error) => sum + error * error, 0)) / bests.length,
    bestElbo: mean(bests),
    elbo: mean(elbos),
    approximation: meanInterval(bests.map((value, row) => best.logLikelihood[row]! - value)),
    amortization: meanInterval(bests.map((value, row) => value - elbos[row]!)),
    examples: bests.length,
  };
}
