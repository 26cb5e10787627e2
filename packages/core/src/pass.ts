import type * as tf from '@tensorflow/tfjs';
import type { Batch, Mode, Noise, NoiseSpec, Player } from './contract.js';
import type { BuiltPart, Context, Part, Peers } from './parts.js';

/** One forward pass as an objective sees it; each value is computed when it is first asked for, and once. The rows of a context are examples. */
export interface Pass extends Context {
  readonly batch: Batch;
  /** Draws of z an example. */
  readonly samples: number;
  /** The number of training examples. */
  readonly dataSize: number;
  /** The objective's own noise. */
  readonly noise: Noise;
  /** The context of the draws, `rows · samples` rows: what the posterior is asked with about `z()`; `contextFor('prior', drawContext)` is the prior's. */
  readonly drawContext: Context;
  /** The posterior's parameters, `[batch, …]`. */
  posteriorParameters(): readonly tf.Tensor[];
  /** `[batch · samples, ...latent]`, the draws of one example next to each other. */
  z(): tf.Tensor;
  /** The likelihood's parameters, `[batch · samples, …]`. */
  likelihoodParameters(): readonly tf.Tensor[];
  /** −log p(x|z), `[batch, samples]`. */
  reconstruction(): tf.Tensor2D;
  /** KL(q ‖ p), `[batch]`: in closed form where posterior and prior have one, else the mean of log q − log p over the draws. */
  kl(): tf.Tensor1D;
  /** log q(z|x), `[batch, samples]`. */
  logPosterior(): tf.Tensor2D;
  /** log p(z), `[batch, samples]`. */
  logPrior(): tf.Tensor2D;
  /** The same pass, with the same noise, under another condition, `[batch, width]`. */
  under(condition: tf.Tensor2D): Pass;
  /** The same pass, with the same noise, where only these values were observed, of the shape of x. */
  masked(mask: tf.Tensor): Pass;
}

/** What an objective gives. */
export interface Judgment {
  /** To report, `[batch]`, nats. */
  readonly terms: Readonly<Record<string, tf.Tensor1D>>;
  /** What each player minimizes, `[batch]` or a scalar over the batch; absent: one player, the sum of the terms. */
  readonly losses?: Readonly<Record<string, tf.Tensor>>;
  readonly nextState?: Readonly<Record<string, tf.Tensor>>;
}

/** Who owns a variable of a model. */
export type Owner = 'corruption' | 'decoder' | 'encoder' | 'likelihood' | 'objective' | 'posterior' | 'prior';

/** Names of a model's variables by owner. */
export type Groups = Readonly<Record<Owner, readonly string[]>>;

/** What training minimizes, the shapes known. */
export interface BuiltObjective extends BuiltPart {
  /** Draws of z an example. */
  readonly samples: number;
  /** Whether it takes rows whose label is not known. */
  readonly marginalizesLabels?: boolean;
  /** Whether its one player minimizes the term `reconstruction` plus what does not depend on it, so that a constraint can hold the reconstruction. */
  readonly sumsReconstruction?: boolean;
  /** Whether nothing in it holds codes to the prior, so that draws of a prior that was not fitted afterward are no codes of the model. */
  readonly leavesPrior?: true;
  /** What it consumes besides the draws of z. `per: 'example'` is a row of the batch. */
  noise?(mode: Mode, model: Peers): NoiseSpec;
  evaluate(pass: Pass): Judgment;
  /** Absent: one player, `model`, that moves every variable. */
  players?(groups: Groups): Readonly<Record<string, Player>>;
}

/** An objective, before the shapes are known. */
export type Objective = Part<BuiltObjective>;
