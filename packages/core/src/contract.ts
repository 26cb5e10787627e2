import type { Support, SupportDetails } from './likelihoods/support.js';
import type * as tf from '@tensorflow/tfjs';
import type { StepSchedule } from '@vaekit/losses';
import type { PlainTensor } from '@vaekit-internal/base';
import type { OptimizerConfig } from './optimizers/optimizerConfig.js';

/** Training, or evaluation (validation, likelihood estimates): dropout and batch statistics are on only in the first. */
export type Mode = 'train' | 'evaluate';

/** How examples were binarized: not at all (gray values), once for all, or again for every batch. */
export type Binarization = 'none' | 'static' | 'dynamic';

/** One random input of a model: `per: 'example'` puts the batch's size in front of `shape`. */
export interface NoiseEntry {
  readonly shape: readonly number[];
  readonly distribution: 'normal' | 'uniform';
  readonly per: 'example' | 'batch';
}

/** Every random number a forward pass consumes, by name. */
export type NoiseSpec = Readonly<Record<string, NoiseEntry>>;

/** The random numbers of one step, by the names of the {@link NoiseSpec}. */
export type Noise = Readonly<Record<string, tf.Tensor>>;

/**
 * One batch, as a named record. `y` is what the examples are conditioned on: labels, `[batch]` whole numbers (−1: the label is not known), or numbers,
 * `[batch, k]`. `mask` has the shape of `x`: 1 where a value was observed. `index` is each example's row in its set. `weight` is 0 on the rows that pad a short last batch, so that shapes stay static and
 * every example counts once; absent, every row counts 1.
 */
export interface Batch {
  readonly x: tf.Tensor;
  readonly y?: tf.Tensor1D | tf.Tensor2D;
  readonly weight?: tf.Tensor1D;
  readonly mask?: tf.Tensor;
  readonly index?: tf.Tensor1D;
}

/** The scheduled scalars of one step (beta, capacity, temperature, learning rate), by name. */
export type Schedule = Readonly<Record<string, tf.Scalar>>;

/** What one forward pass is a function of. `dataSize` is the number of training examples. */
export interface ForwardInput {
  readonly batch: Batch;
  readonly noise: Noise;
  readonly schedule: Schedule;
  readonly mode: Mode;
  readonly dataSize: number;
}

/** What one forward pass gives. */
export interface Outcome {
  /** Per example, nats, summed over the event: `reconstruction`, `kl`, … */
  readonly terms: Readonly<Record<string, tf.Tensor1D>>;
  /** What each player differentiates; absent: the weighted mean of the sum of the terms. */
  readonly losses?: Readonly<Record<string, tf.Scalar>>;
  /** New values of `state`, returned and never assigned inside. */
  readonly nextState?: Readonly<Record<string, tf.Tensor>>;
}

/** A set of variables with its own loss and, if needed, its own optimizer and rhythm (an adversary, say). */
export interface Player {
  readonly variables: readonly string[];
  readonly optimizer?: OptimizerConfig;
  /** Moves at every `every`-th step only. Default 1. */
  readonly every?: number;
  /** `'together'` (default): all gradients are taken at the same weights. `'in turn'`: after the players before it have moved. */
  readonly update?: 'together' | 'in turn';
}

/**
 * Everything that can be trained: a function of (batch, noise, schedule). `forward` is pure: it draws no random number,
 * reads no data back and assigns nothing.
 */
export interface Trainable {
  /** What optimizers move, by stable name. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** Moving averages and similar state: saved with the model, moved by `nextState`. */
  readonly state?: Readonly<Record<string, tf.Variable>>;
  /** The scalars that `forward` finds in `schedule`, as functions of the step. */
  readonly schedules?: Readonly<Record<string, StepSchedule>>;
  noise(mode: Mode): NoiseSpec;
  forward(input: ForwardInput): Outcome;
  /** Absent: one player, named `model`, that owns every variable. */
  readonly players?: Readonly<Record<string, Player>>;
  /**
   * A start that depends on data (pseudo-inputs, ActNorm, codebooks): called before the first step of every fit that does not go on from the state of
   * another. A model that is to be started once in its life keeps in `state` that it was, as those of `vae` do.
   */
  initialize?(batch: Batch, noise: Noise): void;
}

/** What a model may say of the examples that it takes, so that data are checked before they reach it. */
export interface KnowsExamples {
  /** The shape of an example of `x`, without the batch. */
  readonly event?: readonly number[];
  /** `y` holds labels, whole numbers from 0 to `classes − 1`. */
  readonly classes?: number;
  /** `y` holds numbers, `[batch, conditionWidth]`. */
  readonly conditionWidth?: number;
  /** Whether the model sums over labels that are not known (−1). Others refuse them. */
  readonly marginalizesLabels?: boolean;
  /** The values that its likelihood describes: data are held to them, once a set. */
  readonly describes?: { readonly likelihood: string; readonly support: Support; readonly details: SupportDetails };
}

/** The static shapes of a batch's members, by name, the batch's size first. */
export type BatchShapes = Readonly<Record<string, readonly number[]>>;

/** The means over the examples seen since the last `read`. */
export interface StepReport {
  readonly steps: number;
  /** The sum of the examples' weights. */
  readonly examples: number;
  /** What each player minimized, nats. */
  readonly losses: Readonly<Record<string, number>>;
  /** The terms, nats per example. */
  readonly terms: Readonly<Record<string, number>>;
  /** Steps that were not applied because a loss or a gradient was not finite. */
  readonly skipped: number;
}

/** A step on plain arrays: no tensor is made of a batch, and nothing is copied that was written into the step's own arrays. */
export interface PlainStep {
  /** The arrays of a batch that the step reads, by name. */
  readonly batch: Readonly<Record<string, Float32Array | Int32Array>>;
  /** Those of the noise. */
  readonly noise: Readonly<Record<string, Float32Array>>;
  /** Runs a step. What it does not read is passed over. @throws Error when an array has another length than the step's own */
  run(
    batch: Readonly<Record<string, PlainTensor | undefined>>,
    noise: Readonly<Record<string, Float32Array>>,
    schedule: Readonly<Record<string, number>>,
  ): Promise<void>;
}

/** One prepared training step. `run` enqueues a step, `read` gives the means since the last read. */
export interface TrainStep {
  run(batch: Batch, noise: Noise, schedule: Schedule): void | Promise<void>;
  /** The same step on plain arrays, of an engine whose inputs are such: `fit` runs this one. */
  readonly plain?: PlainStep;
  read(): Promise<StepReport>;
  /** Brings weights that the engine keeps elsewhere back into the model's tfjs variables. */
  sync(): void;
  /** The engine's own memory (optimizer slots, running sums) as named arrays: with the weights, an exact point to go on from. */
  memory(): Promise<Record<string, Float32Array>>;
  /**
   * The averaged variables of the model by name, where the step was prepared with `averageDecay`. They begin as the weights before the first
   * step and are part of `memory`, as `average/NAME`; the model's state (moving averages of batch normalization, …) is not averaged.
   */
  average?(): Promise<Record<string, Float32Array>>;
  /** Puts back what `memory` gave. */
  restore(memory: Readonly<Record<string, Float32Array>>): void;
  dispose(): void;
}

/** What one batch adds to an evaluation, weighted by its examples. */
export interface EvaluationSums<Sum> {
  /** The sum of the examples' weights. */
  readonly examples: Sum;
  /** The first player's loss, times `examples`. */
  readonly loss: Sum;
  /** The weighted sums of the terms. */
  readonly terms: Readonly<Record<string, Sum>>;
}

/** Scores on batches of one shape, ready to run: `evaluationSums` as the engine computes it. */
export interface PreparedEvaluation {
  /** Reads the model's weights again, after they were moved. */
  sync(): void;
  run(
    batch: Readonly<Record<string, PlainTensor | undefined>>,
    noise: Readonly<Record<string, Float32Array>>,
  ): Promise<EvaluationSums<number>>;
  dispose(): Promise<void>;
}

/** A function of tensors for fixed shapes, with the weights that it was prepared with, ready to run. */
export interface PreparedFunction {
  /** Numbers of the prepared shapes in, fresh arrays out, by name. */
  run(
    inputs: Readonly<Record<string, ArrayLike<number>>>,
  ): Promise<Readonly<Record<string, { readonly data: ArrayLike<number>; readonly shape: readonly number[] }>>>;
  dispose(): Promise<void>;
}

/** The shape and the type, default float32, of each input of a function that an engine prepares. */
export type FunctionInputs = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly dtype?: 'float32' | 'int32' }>
>;

/** What a step may do besides the optimizer's moves. */
export interface StepOptions {
  /** Keeps an exponential moving average of the weights: after every step, `average ← d·average + (1−d)·weights`, d from 0 to below 1. */
  readonly averageDecay?: number;
}

/** What turns a model and an optimizer into a step: `eager()` here, `compiled()` elsewhere. */
export interface Engine {
  readonly name: string;
  prepare(
    model: Trainable,
    optimizer: OptimizerConfig,
    shapes: BatchShapes,
    dataSize: number,
    options?: StepOptions,
  ): Promise<TrainStep>;
  /** Prepares scores in evaluation mode; absent, or `undefined` for a model, tfjs computes them. */
  prepareEvaluation?(model: Trainable, shapes: BatchShapes, dataSize: number): Promise<PreparedEvaluation | undefined>;
  /** Prepares a function, an encoder's or a decoder's, for many runs; absent, or `undefined` for a function, tfjs computes it. */
  prepareFunction?(
    fn: (inputs: Readonly<Record<string, tf.Tensor>>) => Readonly<Record<string, tf.Tensor>>,
    inputs: FunctionInputs,
  ): Promise<PreparedFunction | undefined>;
}
