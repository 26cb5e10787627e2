import * as tf from '@tensorflow/tfjs';
import type { PlainTensor } from '@vaekit-internal/base';
import { sample, type Vae } from '@vaekit/core';
import { classify, classMoments, nearestMean, transform } from '@vaekit/cvae';
import type { DigitFeatures } from '@vaekit/metrics';
import type { LabExamples } from '../../lab/labData.js';
import { pick, stacked } from '../../lab/rows.js';
import { groupedCorrelation } from './groupedCorrelation.js';
import { imageStyles } from './imageStyle.js';
import { mean } from './mean.js';

/** Smaller probabilities count as this, so that one example does not outweigh all others. */
const LEAST = 1e-6;
/** Draws of the code an example, where the model itself names the class. */
const DRAWS = 8;

/** The numbers of a tensor, which is freed. */
async function plainOf(tensor: tf.Tensor): Promise<PlainTensor<Float32Array>> {
  const data = (await tensor.data()) as Float32Array;
  tensor.dispose();
  return { data, shape: tensor.shape };
}

/** The part of images that a classifier takes for what they should be, in percent. */
export function hits(judge: DigitFeatures, images: PlainTensor, wanted: readonly number[]): number {
  const { data } = judge.probabilities(images);
  const right = wanted.filter((label, row) => {
    const own = data.subarray(10 * row, 10 * row + 10) as Float32Array;
    return own.indexOf(Math.max(...own)) === label;
  });
  return (100 * right.length) / wanted.length;
}

/** Samples of the given classes. Equal seeds and counts have equal noise. */
export const drawn = (model: Vae, labels: readonly number[], seed: number, temperature = 1): Promise<PlainTensor<Float32Array>> =>
  plainOf(sample(model, { labels, seed, temperature }));

/** How far images of one class are apart: the variance of their features inside classes, summed over the features. */
export function diversity(judge: DigitFeatures, images: PlainTensor, labels: readonly number[]): number {
  const { data, shape } = judge.features(images);
  const width = shape[1]!;
  const inside = [...new Set(labels)].map((label) => {
    const rows = labels.flatMap((one, row) => (one === label ? [row] : []));
    const columns = Array.from({ length: width }, (_, j) => rows.map((row) => data[row * width + j]!));
    const squares = columns.map((values) => {
      const center = mean(values);
      return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1);
    });
    return squares.reduce((sum, value) => sum + value, 0);
  });
  return mean(inside);
}

/** Examples with their labels. */
export interface Labeled {
  readonly x: PlainTensor<Float32Array>;
  readonly labels: readonly number[];
}

/** The first examples of a part. */
export function firstOf({ x, y }: LabExamples, count: number): Labeled {
  if (y === undefined) throw new Error('classes: the images have no labels; choose a data set that has');
  const rows = Array.from({ length: Math.min(count, x.shape[0]!) }, (_, row) => row);
  return { x: pick(x, rows), labels: rows.map((row) => y.data[row]!) };
}

/** The model as a classifier by Bayes' theorem: how often it is right, in percent, and the mean of log p(true class | image), nats. */
export function byBayes(model: Vae, { x, labels }: Labeled, seed: number): { readonly right: number; readonly log: number } {
  const images = tf.tensor(x.data, [...x.shape]);
  const found = classify(model, images, { samples: DRAWS, seed });
  const probabilities = found.probabilities.dataSync();
  tf.dispose([images, found.probabilities]);
  const classes = model.classes!;
  return {
    right: (100 * labels.filter((label, row) => found.labels[row] === label).length) / labels.length,
    log: mean(labels.map((label, row) => Math.log(Math.max(LEAST, probabilities[row * classes + label]!)))),
  };
}

/** The percentage of images whose code lies nearest to the mean of their class. */
export function nearestRight(model: Vae, { x, labels }: Labeled): number {
  const images = tf.tensor(x.data, [...x.shape]);
  const found = nearestMean(model, images);
  images.dispose();
  return (100 * labels.filter((label, row) => found[row] === label).length) / labels.length;
}

/** The same images as members of other classes. */
export async function changed(model: Vae, { x, labels }: Labeled, to: readonly number[]): Promise<PlainTensor<Float32Array>> {
  const images = tf.tensor(x.data, [...x.shape]);
  const result = await plainOf(transform(model, images, { from: labels, to }));
  images.dispose();
  return result;
}

/** Every image as each of the other nine digits: how often that is what it shows, in percent, and how slant and thickness of strokes go along. */
export async function counterfactuals(
  model: Vae,
  judge: DigitFeatures,
  given: Labeled,
): Promise<Record<'hit' | 'slant' | 'thickness', number>> {
  const steps = Array.from({ length: 9 }, (_, i) => i + 1);
  const to = steps.map((step) => given.labels.map((label) => (label + step) % 10));
  const parts = [];
  for (const labels of to) parts.push(await changed(model, given, labels));
  const images = stacked(parts);
  const [before, after] = [imageStyles(given.x), imageStyles(images)];
  const groups = to.flatMap((labels) => labels.map((label, row) => `${given.labels[row]} to ${label}`));
  const alike = (trait: 'slant' | 'thickness'): number =>
    groupedCorrelation(
      steps.flatMap(() => before.map((style) => style[trait])),
      after.map((style) => style[trait]),
      groups,
    );
  return { hit: hits(judge, images, to.flat()), slant: alike('slant'), thickness: alike('thickness') };
}

/** Distances between the class means, row by row. */
export function meanDistances(model: Vae): number[] {
  const moments = classMoments(model);
  const distances = tf.tidy(() => {
    const squares = tf.sum(tf.square(tf.sub(tf.expandDims(moments.mean, 0), tf.expandDims(moments.mean, 1))), 2);
    return Array.from(tf.sqrt(squares).dataSync());
  });
  tf.dispose([moments.mean, moments.logVar]);
  return distances;
}
