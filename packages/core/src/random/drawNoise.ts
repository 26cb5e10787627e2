import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import type { Noise, NoiseEntry, NoiseSpec } from '../contract.js';
import type { RandomStream } from './randomStream.js';

const shapeOf = ({ shape, per }: NoiseEntry, batchSize: number): number[] =>
  per === 'example' ? [batchSize, ...shape] : [...shape];

const sorted = new WeakMap<NoiseSpec, readonly string[]>();

/** The names of a specification in their order: sorted once, since every step asks for them. */
function namesOf(spec: NoiseSpec): readonly string[] {
  const known = sorted.get(spec);
  if (known !== undefined) return known;
  const names = Object.keys(spec).sort();
  sorted.set(spec, names);
  return names;
}

/**
 * Draws the random inputs of one forward pass into arrays, in the order of the names: the numbers that {@link drawNoise} draws.
 *
 * @param into arrays by name, written over; those that are missing or of another length are made
 */
export function fillNoise(spec: NoiseSpec, batchSize: number, stream: RandomStream, into: Record<string, Float32Array>): void {
  for (const name of namesOf(spec)) {
    const entry = spec[name]!;
    const size = sizeFromShape(entry.shape) * (entry.per === 'example' ? batchSize : 1);
    if (into[name]?.length !== size) into[name] = new Float32Array(size);
    if (entry.distribution === 'normal') stream.fillNormal(into[name]!);
    else stream.fillUniform(into[name]!);
  }
}

/**
 * Draws the random inputs of one forward pass from a stream, in the order of the names.
 *
 * @param spec what to draw
 * @param batchSize the number of rows of a `per: 'example'` entry
 * @returns tensors by name; the caller disposes them
 */
export function drawNoise(spec: NoiseSpec, batchSize: number, stream: RandomStream): Noise {
  const drawn: Record<string, Float32Array> = {};
  fillNoise(spec, batchSize, stream, drawn);
  return Object.fromEntries(
    Object.entries(drawn).map(([name, values]) => [name, tf.tensor(values, shapeOf(spec[name]!, batchSize), 'float32')]),
  );
}
