import type { PlainTensor } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { adam, fit, gaussian, mlp, stopGradient, trainable, type Trainable, type Vae, vae } from '@vaekit/core';
import { klStandardNormal } from '@vaekit/losses';
import { boundOf, exactCodes, likelihoodOf, linearCodes, linearDecoder, WIDTH } from './linearVae.js';

/** The course of a training: log p(x) and the bound before the first step and after every one, means over all examples, nats. */
export interface Trace {
  readonly logLikelihood: number[];
  readonly bound: number[];
  /** Of each step: what the bound gained for the q(z|x) that the step was made with. */
  readonly gained: number[];
}

const log2Pi = Math.log(2 * Math.PI);

/** A linear VAE: one dense layer each way, a normal likelihood whose width is learned. */
export const linearVae = (size: number, seed: number): Vae =>
  vae({
    encoder: mlp({ hidden: [] }),
    decoder: mlp({ hidden: [] }),
    event: [size],
    latent: WIDTH,
    likelihood: gaussian({ sigma: 'learned' }),
    seed,
  });

/** The model with the bound in closed form, so that no draw makes it noisy. */
export function exactlyBounded(model: Vae): Trainable {
  const { 'decoder/mean/kernel': kernel, 'likelihood/logVar': width } = model.variables;
  return trainable({
    variables: model.variables,
    terms({ batch: { x } }) {
      const [mean, logVar] = model.encodeParameters(x) as [tf.Tensor2D, tf.Tensor2D];
      const [output] = model.decodeParameters(mean) as [tf.Tensor2D];
      const blurred = tf.sum(tf.mul(tf.exp(logVar), tf.sum(tf.square(kernel!), 1)), 1);
      const error = tf.add(tf.sum(tf.square(tf.sub(x, output)), 1), blurred);
      return { reconstruction: expectedNll(error, width!, x.shape[1]!), kl: klStandardNormal(mean, logVar) };
    },
  });
}

/** The decoder alone, with q(z|x) the exact posterior of the decoder as it is before every step. */
export function exactlyEncoded(model: Vae): Trainable {
  const { 'decoder/mean/kernel': kernel, 'decoder/mean/bias': bias, 'likelihood/logVar': width } = model.variables;
  return trainable({
    variables: { kernel: kernel!, bias: bias!, width: width! },
    terms({ batch: { x } }) {
      const centered = tf.sub(x, bias!);
      const gram = tf.matMul(kernel as tf.Tensor2D, kernel as tf.Tensor2D, false, true);
      // With M = W Wᵀ + σ² I of two rows: M⁻¹ = (tr M · I − M) / |M| and |M| = ½ ((tr M)² − tr M²).
      const variance = tf.exp(width!);
      const eye = tf.eye(WIDTH);
      const m = tf.add(gram, tf.mul(variance, eye));
      const trace = tf.sum(tf.mul(m, eye));
      const determinant = tf.mul(0.5, tf.sub(tf.square(trace), tf.sum(tf.square(m))));
      const inverse = tf.div(tf.sub(tf.mul(trace, eye), m), determinant);
      const code = stopGradient(
        tf.matMul(tf.matMul(centered as tf.Tensor2D, kernel as tf.Tensor2D, false, true), inverse as tf.Tensor2D),
      );
      const covariance = stopGradient(tf.mul(variance, inverse));
      const left = tf.sub(centered, tf.matMul(code as tf.Tensor2D, kernel as tf.Tensor2D));
      const error = tf.add(tf.sum(tf.square(left), 1), tf.sum(tf.mul(covariance, gram)));
      return { reconstruction: expectedNll(error, width!, x.shape[1]!) };
    },
  });
}

const expectedNll = (error: tf.Tensor, logVar: tf.Tensor, size: number): tf.Tensor1D =>
  tf.mul(0.5, tf.add(tf.mul(size, tf.add(logVar, log2Pi)), tf.div(error, tf.exp(logVar)))) as tf.Tensor1D;

/** How a linear VAE is trained. */
export interface Course {
  readonly steps: number;
  readonly learningRate: number;
  readonly seed: number;
  /** Default: all examples. */
  readonly batchSize?: number;
  /** Whether q(z|x) is the exact posterior rather than what the encoder gives. Default false. */
  readonly exact?: boolean;
  /** Called before the first step and after every step. */
  readonly onStep?: (step: number) => void;
}

/** Trains, and looks at all examples after every step, in double precision. */
export async function traced(model: Vae, moved: Trainable, x: PlainTensor, course: Course): Promise<Trace> {
  const { steps, learningRate, seed, batchSize = x.shape[0]!, exact = false, onStep = () => {} } = course;
  const trace: Trace = { logLikelihood: [], bound: [], gained: [] };
  let before = exactCodes(linearDecoder(model), x);
  const look = (): void => {
    const decoder = linearDecoder(model);
    const codes = exact ? exactCodes(decoder, x) : linearCodes(model, x);
    const bound = boundOf(decoder, codes, x);
    const last = trace.bound.at(-1);
    if (last !== undefined) trace.gained.push((exact ? boundOf(decoder, before, x) : bound) - last);
    before = codes;
    onStep(trace.bound.length);
    trace.logLikelihood.push(likelihoodOf(decoder, x));
    trace.bound.push(bound);
  };
  look();
  const perEpoch = Math.ceil(x.shape[0]! / batchSize);
  await fit(moved, x, {
    epochs: Math.ceil(steps / perEpoch),
    batchSize,
    seed,
    optimizer: adam({ learningRate }),
    callbacks: { onBatchEnd: look },
  });
  return trace;
}

/** The steps that raised the bound and lowered log p(x). */
export interface Backward {
  readonly at: readonly number[];
  /** Their part of the steps that raised the bound, per cent. */
  readonly share: number;
  /** What log p(x) lost in them, nats. */
  readonly lost: number;
}

/** Of the steps that raised the bound by more than `rounding`: those at which log p(x) fell by more than that. */
export function backwardSteps({ logLikelihood, gained }: Trace, rounding: number): Backward {
  const rising = gained.flatMap((gain, step) => (gain > rounding ? [step] : []));
  const change = (step: number): number => logLikelihood[step + 1]! - logLikelihood[step]!;
  const at = rising.filter((step) => change(step) < -rounding);
  return { at, share: (100 * at.length) / rising.length, lost: at.reduce((sum, step) => sum - change(step), 0) };
}
