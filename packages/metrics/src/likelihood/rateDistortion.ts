import type { TrainingData, Vae } from '@vaekit/core';
import { fittedPosteriors, type FittingOptions, openFitting } from './fittedPosteriors.js';

/** A point of a rate–distortion curve: means over the examples, nats. */
export interface RatePoint {
  /** `KL(q(z|x) ‖ p(z))`. */
  readonly rate: number;
  /** `E_q −log p(x|z)`. */
  readonly distortion: number;
}

/** A point, with the weight β of the rate that it is best for: there the curve has the slope −β. */
export interface FittedRatePoint extends RatePoint {
  readonly beta: number;
}

/** Of every example, nats: `[examples]` each. */
export interface RateValues {
  readonly rate: Float64Array;
  readonly distortion: Float64Array;
}

/** The curve of a model. */
export interface RateDistortion {
  /** Where the encoder is. */
  readonly encoder: RatePoint;
  /** What the decoder could do at other rates, the lowest rate first. */
  readonly curve: readonly FittedRatePoint[];
  /** What the points of the curve are means of, in its order. */
  readonly values: readonly RateValues[];
  readonly examples: number;
}

/** Options of {@link rateDistortion}. */
export interface RateDistortionOptions extends FittingOptions {
  /** Weights of the rate. Default 0.1, 0.25, 0.5, 1, 2, 4, 10. */
  readonly betas?: readonly number[];
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The rate–distortion curve of a decoder and a prior: at each weight β of the rate, the posteriors `N(μ, diag σ²)` that make `distortion + β · rate` least, fitted to every example by
 * itself. Two models compare at equal rate, whatever β each was trained with (`compareRates`).
 *
 * @param data examples as `fit` and `evaluate` take them; weights of examples are left aside
 * @throws Error when the data do not fit the model, the posterior is no diagonal normal, or the prior has no density; RangeError when there is no weight, or one is not positive, or another
 *   option makes no sense
 * @see Alemi et al. 2018, "Fixing a broken ELBO"; Huang et al. 2020, "Evaluating lossy compression rates of deep generative models"
 */
export async function rateDistortion(
  model: Vae,
  data: TrainingData,
  options: RateDistortionOptions = {},
): Promise<RateDistortion> {
  const { betas = [0.1, 0.25, 0.5, 1, 2, 4, 10] } = options;
  if (betas.length === 0) throw new RangeError('rateDistortion: `betas` is empty; expected positive numbers');
  const wrong = betas.find((beta) => !(beta > 0 && Number.isFinite(beta)));
  if (wrong !== undefined) throw new RangeError(`rateDistortion: \`betas\` has ${wrong}; expected positive numbers`);
  const order = [...betas].sort((a, b) => a - b);
  const source = await openFitting('rateDistortion', model, data, options);
  const { encoder, fitted } = await fittedPosteriors('rateDistortion', model, source, order, options);
  const curve = fitted.map(({ rate, distortion }, at) => ({ beta: order[at]!, rate: mean(rate), distortion: mean(distortion) }));
  return {
    encoder: { rate: mean(encoder.rate), distortion: mean(encoder.distortion) },
    curve: curve.reverse(),
    values: fitted.map(({ rate, distortion }) => ({ rate, distortion })).reverse(),
    examples: encoder.rate.length,
  };
}

/**
 * The distortion of a curve at a rate, nats; `undefined` outside of the curve. Where a point minimizes `distortion + β · rate`, the curve has the slope −β, and it is convex: between two points runs
 * the convex arc that has both their slopes. The straight line between them lies above the curve, and would take a point that was fitted for better than one that was read off.
 *
 * @param curve points, the lowest rate first
 */
export function distortionAt(curve: readonly FittedRatePoint[], rate: number): number | undefined {
  const at = curve.findIndex((point) => point.rate >= rate);
  const [from, to] = [curve[at - 1], curve[at]];
  if (to === undefined) return undefined;
  if (from === undefined) return to.rate === rate ? to.distortion : undefined;
  const width = to.rate - from.rate;
  const share = (rate - from.rate) / width;
  const slope = (to.distortion - from.distortion) / width;
  const line = from.distortion + share * (to.distortion - from.distortion);
  // How much steeper than the line the curve begins, and how much flatter it ends. With s the share, line − width · s(1 − s) / ((1 − s)/steeper + s/flatter) has these slopes, and the second
  // derivative of a hyperbola, which keeps its sign.
  const [steeper, flatter] = [slope + from.beta, -to.beta - slope];
  // Noise can bend two close points the other way: then nothing is known but the line.
  if (!(steeper > 0 && flatter > 0)) return line;
  return line - (width * share * (1 - share)) / ((1 - share) / steeper + share / flatter);
}
