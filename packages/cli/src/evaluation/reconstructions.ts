import * as tf from '@tensorflow/tfjs';
import { reconstruct } from '@vaekit/core';
import type { PlainTensor } from '@vaekit/datasets';
import { type Interval, meanInterval, psnr, ssim } from '@vaekit/metrics';
import { sampled } from '../data/sampledRows.js';
import { requireAbility } from '../model/requireAbility.js';
import { areIntensities } from './areIntensities.js';
import { type Asked, intervalText, plainExamples, type Question, requireComplete, trainingOf, valuesOf } from './asked.js';

/** How like their reconstructions examples are: means with 95 % intervals over the examples. */
export interface Reconstructions {
  readonly examples: number;
  /** Summed over the values of an example. */
  readonly squaredError: Interval;
  /** Of images of 11 × 11 pixels or more. */
  readonly ssim?: Interval;
  /** Decibels; of images. */
  readonly psnr?: Interval;
  /** Of images: what SSIM and PSNR take as the range of intensities. 1 of intensities from 0 to 1, otherwise the largest less the least of training examples. */
  readonly range?: number;
  /** Of images: how many are given back without an error, whose PSNR is infinite; in no mean of it. */
  readonly exact?: number;
}

const MOST = 2000;

/** The range of intensities; 0 where training examples are all of one. */
async function rangeOf(asked: Asked, x: PlainTensor): Promise<number> {
  if (areIntensities(x)) return 1;
  const { data } = valuesOf(await trainingOf(asked, MOST), asked.options.seed);
  const [low, high] = data.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  return high - low;
}

/** An interval over examples, within what a value may be. */
function intervalWithin(values: Float64Array, least: number, most: number): Interval {
  const { mean, low, high } = meanInterval(Array.from(values));
  return { mean, low: Math.max(least, low), high: Math.min(most, high) };
}

/** How good reconstructions are. */
export const reconstructions: Question<Reconstructions> = {
  async of(asked) {
    const { run, examples: all, options } = asked;
    const { model } = run;
    requireAbility('encode', run);
    const examples = sampled(all, MOST, options.seed);
    requireComplete('reconstruction', examples);
    const x = valuesOf(examples, options.seed);
    const { y } = plainExamples(run, examples);
    const result = tf.tidy(() =>
      reconstruct(model, tf.tensor(x.data, [...x.shape]), y === undefined ? {} : { labels: Array.from(y.data) }),
    );
    const back: PlainTensor = { data: (await result.data()) as Float32Array, shape: [...x.shape] };
    result.dispose();
    const rows = x.shape[0]!;
    const width = x.data.length / rows;
    const squares = Array.from({ length: rows }, (_, row) => {
      let sum = 0;
      for (let i = row * width; i < (row + 1) * width; i++) sum += (x.data[i]! - back.data[i]!) ** 2;
      return sum;
    });
    const isImage = model.event.length === 3;
    const exact = isImage ? squares.filter((sum) => sum === 0).length : 0;
    const range = isImage ? await rangeOf(asked, x) : 0;
    return {
      examples: rows,
      squaredError: intervalWithin(Float64Array.from(squares), 0, Infinity),
      ...(range > 0 && Math.min(model.event[0]!, model.event[1]!) >= 11
        ? { ssim: intervalWithin(ssim(x, back, range), -1, 1) }
        : {}),
      ...(range > 0 && rows - exact >= 2
        ? { psnr: intervalWithin(psnr(x, back, range).filter(Number.isFinite), -Infinity, Infinity) }
        : {}),
      ...(range > 0 ? { range } : {}),
      ...(exact === 0 ? {} : { exact }),
    };
  },
  text: ({ examples, exact, range = 1, squaredError, ssim: similarity, psnr: ratio }) => [
    `reconstructions of ${examples} examples, means with 95 % intervals: ${[
      intervalText('squared error', squaredError),
      ...(similarity === undefined ? [] : [intervalText('SSIM', similarity, 3)]),
      ...(ratio === undefined ? [] : [`${intervalText('PSNR', ratio)} dB`]),
      ...(range === 1 ? [] : [`of intensities that range over ${Number(range.toPrecision(4))}`]),
      ...(exact === undefined ? [] : [`${exact} without an error, whose PSNR is infinite and in no mean`]),
    ].join('  ')}`,
  ],
};
