import type * as tf from '@tensorflow/tfjs';
import type { StepSchedule } from '@vaekit/losses';
import type { CodeSpace } from './codeSpace.js';
import type { Batch, Binarization, Mode, Noise, NoiseSpec, Schedule } from './contract.js';
import type { Family } from './family.js';
import type { Support } from './likelihoods/support.js';

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A part's plain description: enough, with the part's factory, to make it again. */
export interface PartConfig {
  readonly kind: string;
  readonly [option: string]: Json;
}

/** What every part knows when it is built. */
export interface Shapes {
  /** An example's shape, without the batch. */
  readonly event: readonly number[];
  /** A code's shape, without the batch. */
  readonly latent: readonly number[];
  /** The number of classes, where the model is conditioned on labels. */
  readonly classes?: number;
  /** The width of the condition that the parts see: the number of classes, or of numbers per example. */
  readonly conditionWidth?: number;
}

/** What every part of a VAE is: a plain description, and what it becomes once the shapes are known. */
export interface Part<Built, Needs = Shapes> {
  readonly config: PartConfig;
  build(shapes: Needs): Built;
}

/** An output that a network must give: a name for messages and weights, and a shape without the batch. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * What any part may bring besides its own work. The names are its own; the model puts `posterior/`, `prior/`, … in front of them. A part keeps
 * no tensors besides its variables and its state: constants are made in the pass, or kept as plain arrays.
 */
export interface BuiltPart {
  /** What optimizers move. */
  readonly variables?: Readonly<Record<string, tf.Variable>>;
  /** What only `nextState` moves: a codebook, a multiplier, centroids. */
  readonly state?: Readonly<Record<string, tf.Variable>>;
  /** The scalars that it finds in `schedule`, as functions of the step. */
  readonly schedules?: Readonly<Record<string, StepSchedule>>;
  /**
   * A start that depends on data: called once in the life of the part, before the first step, inside a tidy; it may assign to variables and state. The
   * model keeps in its state that it was (`prior/started`), so that a model that is trained further, or loaded, is not started again. `condition` is that of the
   * batch's rows, where the model has one. `model.encodeParameters` is a pass as in training, with the batch's noise and statistics, for rows of the batch.
   */
  initialize?(batch: Batch, noise: Noise, model: Peers, condition?: tf.Tensor2D): void;
  /**
   * Throws where the part has no meaning beside the others of a model, by name and with the reason. Posterior and prior are asked whenever they come together, an
   * objective when a model is composed for it to train. Called inside a tidy.
   */
  requirePeers?(model: Peers, shapes: Shapes): void;
}

/** What a part sees of the rows that it is asked about. */
export interface Context {
  readonly rows: number;
  readonly mode: Mode;
  /** The part's own scheduled scalars. */
  readonly schedule: Schedule;
  /** The scheduled scalars that the model was given, by its own names: where `contextFor` finds those of another part. */
  readonly modelSchedule: Schedule;
  /**
   * What the rows are conditioned on, `[rows, width]`: one-hot labels (a row of zeros where the label is not known), or numbers. Absent where
   * the model is not conditioned, or nothing was given.
   */
  readonly condition?: tf.Tensor2D;
  /** `[rows]`, 0 on padding. */
  readonly weight?: tf.Tensor1D;
  /** `[rows, ...event]`, 1 where a value of x was observed. */
  readonly mask?: tf.Tensor;
  readonly model: Peers;
  /** log p(x, z | y) of other codes of these rows, `[rows]`, nats; absent where there is no x. */
  readonly logJoint?: (z: tf.Tensor) => tf.Tensor1D;
}

/** The other parts, and further passes through the networks, without dropout and without moving averages. */
export interface Peers {
  readonly posterior: BuiltPosterior;
  readonly prior: BuiltPrior;
  readonly likelihood: BuiltLikelihood;
  /** Whether the encoder has the condition as a second input. */
  readonly encoderSeesCondition: boolean;
  /** What the decoder learns, for penalties on its weights. */
  readonly decoderVariables: readonly tf.Variable[];
  /** x as the encoder is shown it, before any corruption. */
  show(x: tf.Tensor): tf.Tensor;
  /** The posterior's parameters, `[rows, …]`; x as the data have it. */
  encodeParameters(x: tf.Tensor, condition?: tf.Tensor2D): readonly tf.Tensor[];
  /** The likelihood's parameters, `[rows, …]`. */
  decodeParameters(z: tf.Tensor, condition?: tf.Tensor2D): readonly tf.Tensor[];
}

/** A draw from an approximate posterior. */
export interface Draw {
  /** `[rows, ...latent]`. */
  readonly z: tf.Tensor;
  /** log q(z|x) of this very draw, `[rows]`, nats, where it is not to be had from z alone (flows, Hamiltonian steps): the posterior then says so by `drawsHaveDensity`. */
  readonly logDensity?: tf.Tensor1D;
  /** Added to what the first player minimizes, and reported, `[rows]`: a commitment. */
  readonly terms?: Readonly<Record<string, tf.Tensor1D>>;
  readonly nextState?: Readonly<Record<string, tf.Tensor>>;
}

/** A metric of the space of codes, `G⁻¹(z) = Σ_i M_i exp(−|z − c_i|²/T²) + λ I`. */
export interface KeptMetric {
  /** The places c_i, `[K, d]`. */
  readonly centroids: tf.Tensor;
  /** The matrices M_i, `[K, d, d]`. */
  readonly metrics: tf.Tensor;
  /** T. */
  readonly temperature: number;
  /** λ. */
  readonly regularization: number;
}

/** An approximate posterior q(z|x), its shapes known. Its rows are draws: an example that is drawn several times has its rows next to each other. */
export interface BuiltPosterior extends BuiltPart {
  /** Where its codes lie; absent: all of R^n. A prior has to agree. */
  readonly space?: CodeSpace;
  /** Whether its divergence is the same whatever the encoder gives, so that a weight on it does nothing. */
  readonly constantKl?: boolean;
  /** What the encoder must give, in order. */
  readonly parameters: readonly Parameter[];
  /** What one draw consumes. */
  noise(mode: Mode): NoiseSpec;
  /**
   * Computed once per example, before its rows are repeated for several draws; `draw` and `logDensity` then get what it gives. Absent: the
   * parameters themselves.
   */
  perExample?(parameters: readonly tf.Tensor[]): readonly tf.Tensor[];
  draw(parameters: readonly tf.Tensor[], noise: Noise, context: Context): Draw;
  /** Whether its codes are the same whatever the encoder gives. */
  readonly ignoresInput?: true;
  /** Whether its codes are out of a finite set, constant between jumps of what the encoder gives. */
  readonly discrete?: true;
  /** Whether its draws bring their density where that of any other code is not known. */
  readonly drawsHaveDensity?: true;
  /** Present where it learns a metric of the space of codes: what of it stays after training. */
  readonly metric?: KeptMetric;
  /** log q(z|x) of any z, `[rows]`, nats; absent where only a draw knows its density, or there is none. */
  logDensity?(parameters: readonly tf.Tensor[], z: tf.Tensor, context: Context): tf.Tensor1D;
  /** The code that stands for the whole posterior (its mean), `[rows, ...latent]`. */
  center(parameters: readonly tf.Tensor[], context: Context): tf.Tensor;
  /** q(z|x) as a member of a family: what priors choose a closed KL by. */
  family?(parameters: readonly tf.Tensor[], context: Context): Family;
}

/** An approximate posterior, before the shapes are known. */
export type Posterior = Part<BuiltPosterior>;

/** A prior p(z) or p(z|y), its shapes known. */
export interface BuiltPrior extends BuiltPart {
  /** Where its codes lie; absent: all of R^n. */
  readonly space?: CodeSpace;
  /** The number of classes it is conditioned on; absent: it ignores labels. */
  readonly classes?: number;
  /** Whether it sees the condition, whatever that is, without being of classes. */
  readonly conditional?: true;
  /** Whether it sums over the classes where a label is not known (a row of zeros in the condition). */
  readonly marginalizesLabels?: boolean;
  /** log p(z) or log p(z|y), `[rows]`, nats; absent where it cannot be had. */
  logDensity?(z: tf.Tensor, context: Context): tf.Tensor1D;
  /** Whether `logDensity` is a bound from below, at noise that is always the same, of which draws are no draws of: it scores, and training refuses it. */
  readonly densityIsBound?: true;
  /** KL(q ‖ p), `[rows]`, nats; `undefined` for a family that it has no closed form for. */
  kl?(q: Family, context: Context): tf.Tensor1D | undefined;
  /** What `draw` consumes. */
  noise(model: Peers): NoiseSpec;
  /** Codes from the prior, `[rows, ...latent]`. */
  draw(noise: Noise, context: Context, temperature: number): tf.Tensor;
  /** Present where p(z|y) is a member of a family. */
  family?(context: Context): Family;
  /** Present where a class moves another prior: z = μ^y + σ^y·r with r from `base`. */
  readonly shift?: ClassShift;
  /** How it is fitted to codes alone, where that is not by `−log p(z)`. */
  readonly fitting?: PriorFitting;
  /** Penalties on the prior's own variables, nats per example, by name. */
  penalties?(): Readonly<Record<string, tf.Scalar>>;
}

/** A location prior that is moved, class by class. */
export interface ClassShift {
  readonly base: BuiltPrior;
  /** r = (z − μ^y)/σ^y, `[rows, ...latent]`. */
  residual(z: tf.Tensor, context: Context): tf.Tensor;
}

/** How a prior is fitted to codes: by a closed form, or by what is minimized step by step. */
export type PriorFitting =
  | {
      readonly kind: 'closed';
      /** Assigns the variables from all codes, `[rows · size]` row by row; `labels` where the model has classes. */
      fit(codes: Float32Array, rows: number, labels: Int32Array | undefined, model: Peers): void;
    }
  | {
      readonly kind: 'steps';
      /** Assigns state from all codes before the first step: where they lie, how wide they are. */
      start?(codes: Float32Array, rows: number, labels: Int32Array | undefined): void;
      readonly noise: NoiseSpec;
      /** `[rows]`. */
      loss(z: tf.Tensor, noise: Noise, context: Context): tf.Tensor1D;
    };

/** A prior, before the shapes are known. */
export type Prior = Part<BuiltPrior>;

/** How a likelihood's value is to be called on data binarized in a given way. */
export type LikelihoodName = 'nll' | 'pseudoNll';

/** What to expect of x under several codes, where that is no average: a class by its number. */
export interface AveragedMean {
  /** What is averaged over codes, `[rows, …]`. */
  of(parameters: readonly tf.Tensor[]): tf.Tensor;
  /** From its average, `[rows, ...event]`. */
  mean(average: tf.Tensor): tf.Tensor;
}

/** A likelihood p(x|z), its shapes known. */
export interface BuiltLikelihood extends BuiltPart {
  /** The values that it describes. */
  readonly support: Support;
  /** What the decoder must give, in order. */
  readonly parameters: readonly Parameter[];
  /**
   * −log p(x|z), `[rows]`, nats, summed over the event. `mask` has the shape of `x`: 1 where a value was observed, 0 where it is missing; what is
   * missing counts nothing, whatever fills its place.
   */
  negativeLogDensity(parameters: readonly tf.Tensor[], x: tf.Tensor, mask?: tf.Tensor): tf.Tensor1D;
  /** Whether values of x depend on each other given the code. */
  readonly dependentValues?: true;
  /** Whether its value is the negative logarithm of no density p(x|z), whatever the data, and a draw is its mean. */
  readonly pseudo?: true;
  /** Present where E[x|z] averaged over codes is not what to expect of x: what to average instead, and what to expect then. */
  readonly averaged?: AveragedMean;
  /** E[x|z], `[rows, ...event]`. */
  mean(parameters: readonly tf.Tensor[]): tf.Tensor;
  /** What `draw` consumes. */
  noise(): NoiseSpec;
  /** A draw from p(x|z), `[rows, ...event]`. */
  draw(parameters: readonly tf.Tensor[], noise: Noise): tf.Tensor;
  /** `pseudoNll` where the value is not the negative logarithm of a density of such data. */
  reportedAs(binarization: Binarization): LikelihoodName;
}

/** A likelihood, before the shapes are known. */
export type Likelihood = Part<BuiltLikelihood, Pick<Shapes, 'event'>>;

/** What the encoder is shown, and what of x the likelihood is then asked for. */
export interface Corrupted {
  readonly input: tf.Tensor;
  /** 1 where the likelihood is asked for x, among what the batch's mask says was observed. Absent: everything that was. */
  readonly mask?: tf.Tensor;
}

/** Stands between x and the encoder: noise, hidden patches. The likelihood scores the clean x. */
export interface BuiltCorruption extends BuiltPart {
  noise(mode: Mode): NoiseSpec;
  apply(x: tf.Tensor, noise: Noise, context: Pick<Context, 'mask' | 'mode' | 'schedule'>): Corrupted;
}

/** A corruption, before the shapes are known. */
export type Corruption = Part<BuiltCorruption>;

/** What the encoder is shown of x: standardized, rescaled, on a logarithmic scale; the same in training, evaluation and exports. */
export interface BuiltInputTransform {
  /** `[rows, ...event]` to the same shape. */
  apply(x: tf.Tensor): tf.Tensor;
}

/** An input transform, before the shapes are known. */
export type InputTransform = Part<BuiltInputTransform>;
