import type * as tf from '@tensorflow/tfjs';
import type { Binarization, Noise, NoiseSpec, Schedule } from './contract.js';
import type { StepSchedule } from '@vaekit/losses';

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A part's plain description: enough, with the part's factory, to make it again. */
export interface PartConfig {
  readonly kind: string;
  readonly [option: string]: Json;
}

/** What every part of a VAE is: a plain description, and what it becomes once the shapes are known. */
export interface Part<Built, Shape> {
  readonly config: PartConfig;
  build(shape: Shape): Built;
}

/** The labels that go with a row of codes. `classes` is the one-hot form, `[rows, classes]`. */
export interface LatentContext {
  readonly rows: number;
  readonly classes?: tf.Tensor2D;
}

/** Mean and log-variance of a diagonal normal, both `[rows, ...latent]`. */
export interface DiagonalMoments {
  readonly mean: tf.Tensor;
  readonly logVar: tf.Tensor;
}

/** An approximate posterior q(z|x), its latent shape known. */
export interface BuiltPosterior {
  readonly variables?: Readonly<Record<string, tf.Variable>>;
  /** What the encoder must give, in order: a name for messages and a shape without the batch. */
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
  noise(samples: number): NoiseSpec;
  /** `[rows · samples, ...latent]`, the samples of one example beside each other. */
  draw(parameters: readonly tf.Tensor[], noise: Noise, samples: number): tf.Tensor;
  /** log q(z|x), `[rows]`, nats; `parameters` and `z` have the same rows. */
  logDensity(parameters: readonly tf.Tensor[], z: tf.Tensor): tf.Tensor1D;
  /** The code that stands for the whole posterior (its mean), `[rows, ...latent]`. */
  center(parameters: readonly tf.Tensor[]): tf.Tensor;
  /** Present where q(z|x) is a diagonal normal: priors then give the KL in closed form. */
  moments?(parameters: readonly tf.Tensor[]): DiagonalMoments;
}

/** An approximate posterior, before the latent's shape is known. */
export type Posterior = Part<BuiltPosterior, { readonly latent: readonly number[] }>;

/** A prior p(z) or p(z|y), its latent shape known. */
export interface BuiltPrior {
  readonly variables?: Readonly<Record<string, tf.Variable>>;
  /** The number of classes it is conditioned on; absent: it ignores labels. */
  readonly classes?: number;
  /** log p(z) or log p(z|y), `[rows]`, nats. */
  logDensity(z: tf.Tensor, context: LatentContext): tf.Tensor1D;
  /** KL(q ‖ p) in closed form, `[rows]`, nats, for a diagonal normal q. */
  kl?(q: DiagonalMoments, context: LatentContext): tf.Tensor1D;
  noise(): NoiseSpec;
  /** Codes from the prior, `[rows, ...latent]`. */
  draw(noise: Noise, context: LatentContext, temperature: number): tf.Tensor;
  /** Present where p(z|y) is a diagonal normal. */
  moments?(context: LatentContext): DiagonalMoments;
  /** Penalties on the prior's own variables, nats per example, by name. */
  penalties?(): Readonly<Record<string, tf.Scalar>>;
}

/** A prior, before the latent's shape is known. */
export type Prior = Part<BuiltPrior, { readonly latent: readonly number[] }>;

/** How a likelihood's value is to be called on data binarized in a given way. */
export type LikelihoodName = 'nll' | 'pseudoNll';

/** A likelihood p(x|z), its event shape known. */
export interface BuiltLikelihood {
  readonly variables?: Readonly<Record<string, tf.Variable>>;
  /** What the decoder must give, in order. */
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /**
   * −log p(x|z), `[rows]`, nats, summed over the event. `mask` has the shape of `x`: 1 where a value was observed, 0 where it is missing; a
   * likelihood that leaves it aside takes what stands there for observed.
   */
  negativeLogDensity(parameters: readonly tf.Tensor[], x: tf.Tensor, mask?: tf.Tensor): tf.Tensor1D;
  /** E[x|z], `[rows, ...event]`. */
  mean(parameters: readonly tf.Tensor[]): tf.Tensor;
  noise(): NoiseSpec;
  /** A draw from p(x|z), `[rows, ...event]`. */
  draw(parameters: readonly tf.Tensor[], noise: Noise): tf.Tensor;
  /** `pseudoNll` where the value is not the negative logarithm of a density of such data. */
  reportedAs(binarization: Binarization): LikelihoodName;
}

/** A likelihood, before the event's shape is known. */
export type Likelihood = Part<BuiltLikelihood, { readonly event: readonly number[] }>;

/** What an objective may ask of the pass it judges; each is computed when it is first asked for. */
export interface BoundInput {
  readonly samples: number;
  readonly schedule: Schedule;
  /** −log p(x|z), `[batch, samples]`. */
  reconstruction(): tf.Tensor2D;
  /** KL(q ‖ p), `[batch]`: in closed form where posterior and prior allow, else the mean of log q − log p over the samples. */
  kl(): tf.Tensor1D;
  /** log q(z|x), `[batch, samples]`. */
  logPosterior(): tf.Tensor2D;
  /** log p(z), `[batch, samples]`. */
  logPrior(): tf.Tensor2D;
}

/** What an objective gives: terms to report, and what is minimized where that is not their sum. */
export interface BoundOutput {
  readonly terms: Readonly<Record<string, tf.Tensor1D>>;
  /** `[batch]`; absent: the sum of the terms. */
  readonly loss?: tf.Tensor1D;
}

/** What training minimizes. */
export interface Objective {
  readonly config: PartConfig;
  /** Draws of z an example. */
  readonly samples: number;
  /** The scalars it finds in `schedule`. */
  readonly schedules: Readonly<Record<string, StepSchedule>>;
  evaluate(input: BoundInput): BoundOutput;
}
