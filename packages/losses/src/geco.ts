import * as tf from '@tensorflow/tfjs';
import { batchMean, checkWeight } from './batchMean.js';
import { checkShapes } from './checkShapes.js';
import { inFloat } from './inFloat.js';

/** What {@link geco} remembers from step to step: three scalars. */
export interface GecoState {
  /** log λ, the logarithm of the multiplier of the constraint. */
  readonly logMultiplier: tf.Tensor;
  /** The moving average of the constraint. */
  readonly average: tf.Tensor;
  /** 0 before the first step, 1 after it. */
  readonly started: tf.Tensor;
}

/** The state before the first step: λ = `multiplier`. */
export function gecoStart(multiplier: number = 1): GecoState {
  if (!(multiplier > 0 && multiplier < Infinity))
    throw new RangeError(`gecoStart: \`multiplier\` is ${multiplier}; it must be positive and finite`);
  return tf.tidy(() => ({ logMultiplier: tf.scalar(Math.log(multiplier)), average: tf.scalar(0), started: tf.scalar(0) }));
}

/** Options of {@link geco}. */
export interface GecoOptions {
  /** The error of each example, `[batch]`: what is to come down to the tolerance. The squared error, the NLL, … */
  readonly error: tf.Tensor;
  /** The divergence of each example, `[batch]`, in nats: what is minimized. */
  readonly kl: tf.Tensor;
  /** κ, the error that is good enough, in the units of `error`. */
  readonly tolerance: number;
  readonly state: GecoState;
  /** α, how much of the moving average stays at each step. Default 0.99. */
  readonly decay?: number;
  /** How fast log λ follows the constraint: it moves by `speed` times its moving average. Default 0.01; the smaller, the larger the error's units. */
  readonly speed?: number;
  /** λ stays within these. Default `[1e-6, 1e6]`. */
  readonly limits?: readonly [lowest: number, highest: number];
  /** How much each example counts in the constraint's mean, `[batch]`; default all alike. */
  readonly weight?: tf.Tensor;
}

/** What {@link geco} returns. */
export interface GecoOutcome {
  /** `kl + λ (error − κ)`, `[batch]`: minimize its mean. */
  readonly loss: tf.Tensor1D;
  /** The batch's constraint, E[error] − κ: below 0 it is met. */
  readonly constraint: tf.Scalar;
  /** The state of the next step. */
  readonly nextState: GecoState;
}

/**
 * One step of GECO: the divergence under the constraint that the error is at most κ, `min KL  subject to  E[error] − κ <= 0`, with a multiplier that
 * grows while the constraint is broken and shrinks while it is met: `C̄ ← α C̄ + (1 − α) C` (C̄ = C at the first step) and
 * `λ ← λ exp(speed · C̄)`.
 *
 * Pure: nothing is assigned. The state comes back as `nextState`, and no gradient flows into it. The paper reports λ C̄ in the place of λ C and lets the
 * gradient through C alone; here the value, too, is λ C, an example's own, and the gradient is the same.
 *
 * @returns `loss` `[batch]`, `constraint` (a scalar) and `nextState`
 * @throws when the shapes differ or are not `[batch]`, or a number is out of its range
 * @see Rezende and Viola 2018, "Taming VAEs", algorithm 1
 */
export function geco(options: GecoOptions): GecoOutcome {
  const { error, kl, tolerance, state, decay = 0.99, speed = 0.01, limits = [1e-6, 1e6], weight } = options;
  checkShapes('geco', { error, kl }, 'both have one value for each example');
  if (kl.rank !== 1) throw new Error(`geco: \`kl\` has shape [${kl.shape}]; expected [batch], summed over the latent`);
  if (!Number.isFinite(tolerance)) throw new RangeError(`geco: \`tolerance\` is ${tolerance}; it must be finite`);
  if (!(decay >= 0 && decay < 1)) throw new RangeError(`geco: \`decay\` is ${decay}; it must be at least 0 and below 1`);
  if (!(speed > 0 && speed < Infinity)) throw new RangeError(`geco: \`speed\` is ${speed}; it must be positive and finite`);
  const [lowest, highest] = limits;
  if (!(lowest > 0 && highest > lowest && highest < Infinity))
    throw new RangeError(`geco: \`limits\` is [${limits}]; expected two positive numbers, the lower first`);
  checkWeight('geco', weight, kl.shape[0]!);
  return inFloat([error, kl, weight], (error, kl, weight) => {
    const above = tf.sub(error, tolerance);
    const constraint = tf.reshape(batchMean(above, weight), []) as tf.Scalar;
    const kept = tf.mul(state.started, decay);
    const average = tf.add(tf.mul(state.average, kept), tf.mul(constraint, tf.sub(1, kept)));
    const logMultiplier = tf.clipByValue(
      tf.add(state.logMultiplier, tf.mul(average, speed)),
      Math.log(lowest),
      Math.log(highest),
    );
    return {
      loss: tf.add(kl, tf.mul(above, tf.exp(state.logMultiplier))) as tf.Tensor1D,
      constraint,
      nextState: { logMultiplier, average, started: tf.onesLike(state.started) },
    };
  });
}
