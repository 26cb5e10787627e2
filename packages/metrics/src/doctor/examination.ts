import type { Interval } from '../meanInterval.js';
import type { CodeStatistics } from './codeStatistics.js';
import type { CodeTotalCorrelation } from './codeTotalCorrelation.js';
import type { DeadUnits } from './deadUnits.js';

/** The figures that the doctor reads; what a model does not have is absent. */
export interface Examination {
  /** Examples of each kind that were looked at. */
  readonly examples: { readonly training: number; readonly heldOut: number };
  readonly latent: number;
  /** Whether every weight is finite; where one is not, there are no further figures. */
  readonly finite: boolean;
  readonly code?: CodeStatistics;
  /** Held-out examples whose code is past what a float holds, as where values are in another unit than those of training: figures of codes are then left out. Absent where there are none. */
  readonly overflowing?: number;
  /** Of example and code, nats; at most `most` = log of the number of examples. */
  readonly mutualInformation?: { readonly value: number; readonly most: number };
  /** Of the numbers of a code, nats; at most `most` = (width − 1) · log of the number of examples, and `independent` for the same numbers where they are made independent. */
  readonly totalCorrelation?: CodeTotalCorrelation & { readonly most: number };
  /** KL of the normal with the moments of codes of held-out examples from that of codes of the prior, nats. */
  readonly aggregateGap?: number;
  readonly layers?: readonly DeadUnits[];
  /** Of a codebook, or of several the one that is used least: codes that got more than a hundredth of an even share, and exp of the entropy of their use. */
  readonly codebook?: { readonly codes: number; readonly used: number; readonly perplexity: number };
  /** The weight of the KL: as scheduled at the end (of `elbo`; elsewhere beta weighs something else), and as the encoder behaves (the weight at which the gradients of its variances cancel). */
  readonly beta?: { readonly scheduled?: number; readonly implied?: number };
  /** Root mean squares over the values that are not missing: the noise that p(x|z) claims, and the residuals that it leaves on held-out examples. */
  readonly sigma?: { readonly claimed: number; readonly residual: number };
  /** What examples cost, nats each, and the gap in standard deviations of held-out examples; codes that have no density, of points or a codebook, have a reconstruction alone. */
  readonly loss?: {
    readonly quantity: '-ELBO' | 'reconstruction';
    readonly training: Interval;
    readonly heldOut: Interval;
    readonly gap: number;
  };
  /**
   * Held-out loss by class, and how far it is above that of training examples of the class (of all, where training has none of it); `excess` is how far the widest of these gaps is
   * above the others and above 0, in their standard deviations or in its own standard errors, whichever is less; with few classes, whose spread is hardly known, as
   * many standard deviations of a normal as are as rare.
   */
  readonly byClass?: {
    readonly classes: readonly {
      readonly label: number;
      readonly examples: number;
      /** Of the training examples that were looked at. */
      readonly trained: number;
      readonly mean: number;
      readonly gap: number;
    }[];
    readonly worst: number;
    readonly excess: number;
  };
  /** Median distances to the nearest training example, of held-out examples and of samples: draws of p(x|z), which have its noise as examples do; of gray images, which have none, its means. */
  readonly memorization?: { readonly samples: number; readonly heldOut: number };
  /** Median over samples of the mean of (z − μ)²/σ² for codes z of the prior and the posteriors of what they decode to: 1 where the encoder is the decoder's inverse. */
  readonly calibration?: number;
}
