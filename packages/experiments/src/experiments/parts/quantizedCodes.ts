import * as tf from '@tensorflow/tfjs';
import type { PlainTensor } from '@vaekit-internal/base';
import { nearestCodes, type Vae } from '@vaekit/core';
import type { LabData } from '../../lab/labData.js';
import { decoded, encoded } from '../../lab/plainly.js';
import { pick } from '../../lab/rows.js';
import { codeLength, type Symbols } from '../../statistics/codeLength.js';
import type { OperatingPoint } from '../../statistics/rateDistortion.js';
import { meanSquaredError } from '../../statistics/squaredError.js';

/** A way of coding: its cost, its loss on held-out images, and what some of them come back as. */
export interface Coded extends OperatingPoint {
  readonly images: PlainTensor;
}

interface Quantizer {
  readonly middle: Float64Array;
  readonly steps: readonly number[];
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** Mean and deviation of each number of a code. */
export function spreadOf({ data, shape }: PlainTensor): { readonly mean: Float64Array; readonly deviation: Float64Array } {
  const [rows, width] = shape as [number, number];
  const [mean, square] = [new Float64Array(width), new Float64Array(width)];
  for (let i = 0; i < data.length; i++) {
    mean[i % width]! += data[i]! / rows;
    square[i % width]! += data[i]! ** 2 / rows;
  }
  return { mean, deviation: square.map((value, k) => Math.sqrt(Math.max(0, value - mean[k]! ** 2))) };
}

/** The whole steps that each number is from the middle; of codes that the quantizer was not made from, within what it has seen. */
function symbolsOf({ data, shape }: PlainTensor, { middle, steps, low, high }: Quantizer): Symbols {
  const width = shape[1]!;
  const symbols = Int32Array.from(data as ArrayLike<number>, (value, i) => {
    const k = i % width;
    const step = steps[k]!;
    const symbol = step > 0 ? Math.round((value - middle[k]!) / step) : 0;
    return Math.min(high[k]!, Math.max(low[k]!, symbol));
  });
  return { data: symbols, width };
}

/** A model whose code is rounded to steps around its mean, each number by its own; a step of 0 leaves the number out. */
export function roundedCodes(
  model: Vae,
  data: LabData,
  stepsOf: readonly (readonly number[])[],
  shown: readonly number[],
): readonly Coded[] {
  const [training, test] = [encoded(model, data.train.x), encoded(model, data.test.x)];
  const middle = spreadOf(training).mean;
  return stepsOf.map((steps) => {
    const width = steps.length;
    const open = { middle, steps, low: new Int32Array(width).fill(-(2 ** 30)), high: new Int32Array(width).fill(2 ** 30) };
    const seen = symbolsOf(training, open);
    const [low, high] = [new Int32Array(width).fill(2 ** 30), new Int32Array(width).fill(-(2 ** 30))];
    for (const [i, symbol] of seen.data.entries()) {
      low[i % width] = Math.min(low[i % width]!, symbol);
      high[i % width] = Math.max(high[i % width]!, symbol);
    }
    const symbols = symbolsOf(test, { middle, steps, low, high });
    const rounded = Float32Array.from(symbols.data, (symbol, i) => middle[i % width]! + symbol * steps[i % width]!);
    const images = decoded(model, { data: rounded, shape: test.shape });
    return { bits: codeLength(symbols, seen), error: meanSquaredError(images, data.test.x), images: pick(images, shown) };
  });
}

/** How far the image moves when a number of the code of a linear model grows by 1. */
export function linearScales(model: Vae): readonly number[] {
  const width = model.latent[0]!;
  const eye = Float32Array.from({ length: (width + 1) * width }, (_, i) => (Math.floor(i / width) === i % width ? 1 : 0));
  // The last row is the code 0, which decodes to the mean.
  const { data, shape } = decoded(model, { data: eye, shape: [width + 1, width] });
  const size = data.length / shape[0]!;
  return Array.from({ length: width }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += (data[k * size + i]! - data[width * size + i]!) ** 2;
    return Math.sqrt(sum);
  });
}

/** A model whose code is made of vectors of a codebook: the bits of their numbers under training’s frequencies by place. */
export function codebookCodes(model: Vae, data: LabData, shown: readonly number[]): Coded {
  const codebook = model.state['posterior/codebook'];
  if (codebook === undefined) throw new Error('codebookCodes: the model has no codebook; give a vq-vae');
  const width = model.latent[0]!;
  const numbers = (codes: PlainTensor): Symbols => ({
    width,
    data: tf.tidy(() => nearestCodes(tf.tensor(codes.data as Float32Array, [...codes.shape]), codebook).dataSync() as Int32Array),
  });
  const test = encoded(model, data.test.x);
  const images = decoded(model, test);
  const all = withEveryCode(numbers(encoded(model, data.train.x)), codebook.shape[0]!);
  return { bits: codeLength(numbers(test), all), error: meanSquaredError(images, data.test.x), images: pick(images, shown) };
}

/** Adds one row of the first and one of the last number, so that every number between counts as possible. */
function withEveryCode({ data, width }: Symbols, codes: number): Symbols {
  const all = new Int32Array(data.length + 2 * width);
  all.set(data);
  all.fill(codes - 1, data.length + width);
  return { data: all, width };
}
