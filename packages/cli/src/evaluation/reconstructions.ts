import * as tf from '@tensorflow/tfjs';
import { reconstruct } from '@vaekit/core';
import type { PlainTensor } from '@vaekit/datasets';
import { type Interval, meanInterval, psnr, ssim } from '@vaekit/metrics';
import { sampled } from '../data/sampledRows.js';
import { requireAbility } from '../model/requireAbility.js';
import { intervalText, plainExamples, type Question, requireComplete, valuesOf } from './asked.js';

/** How like their reconstructions examples are: means with 95 % intervals over the examples. */
export interface Reconstructions {
  readonly examples: number;
  /** Summed over the values of an example. */
  readonly squaredError: Interval;
  /** Of images of 11 × 11 pixels or more. */
  readonly ssim?: Interval;
  /** Decibels; of images. */
  readonly psnr?: Interval;
  /** Of images: how many are given back without an error, whose PSNR is infinite; in no mean of it. */
  readonly exact?: number;
}

const MOST = 2000;

/** How good reconstructions are. */
export const reconstructions: Question<Reconstructions> = {
  async of({ run, examples: all, options }) {
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
    const error = meanInterval(squares);
    const isImage = model.event.length === 3;
    const exact = isImage ? squares.filter((sum) => sum === 0).length : 0;
    const interval = (values: Float64Array): Interval => meanInterval(Array.from(values));
    return {
      examples: rows,
      squaredError: { ...error, low: Math.max(0, error.low) },
      ...(isImage && Math.min(model.event[0]!, model.event[1]!) >= 11 ? { ssim: interval(ssim(x, back)) } : {}),
      ...(isImage && rows - exact >= 2 ? { psnr: interval(psnr(x, back).filter(Number.isFinite)) } : {}),
      ...(exact === 0 ? {} : { exact }),
    };
  },
  text: ({ examples, exact, squaredError, ssim: similarity, psnr: ratio }) => [
    `reconstructions of ${examples} examples, means with 95 % intervals: ${[
      intervalText('squared error', squaredError),
      ...(similarity === undefined ? [] : [intervalText('SSIM', similarity, 3)]),
      ...(ratio === undefined ? [] : [`${intervalText('PSNR', ratio)} dB`]),
      ...(exact === undefined ? [] : [`${exact} without an error, whose PSNR is infinite and in no mean`]),
    ].join('  ')}`,
  ],
};
