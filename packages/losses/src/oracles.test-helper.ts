import { readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';

interface Numbers {
  shape: number[];
  data: number[];
}

interface Case {
  function: string;
  name: string;
  inputs: Record<string, Numbers>;
  options?: Record<string, number>;
  outputs: Numbers[];
  scales: number[][];
  weights: number[][];
  gradients: Record<string, number[]>;
  gradientScales: Record<string, number[]>;
}

/** What every oracle has. */
interface AnyCase {
  readonly function: string;
  readonly name: string;
}

const oracles = new URL('../oracles/', import.meta.url);

/** The cases of every file of oracles. */
export const oracleCases = (): readonly AnyCase[] =>
  readdirSync(oracles)
    .filter((file) => file.endsWith('Oracles.json'))
    .sort()
    .flatMap((file) => JSON.parse(readFileSync(new URL(file, oracles), 'utf8')) as AnyCase[]);

/** Named tensors in, one or several tensors out. */
type Subject = (inputs: Record<string, tf.Tensor>, options: Record<string, number>) => tf.Tensor | tf.Tensor[];

/** Tests of values (error within 1e-5 of the sum of the absolute terms), gradients (1e-4) and tensors left behind, against PyTorch in float64. */
export function matchesTorch(name: string, subject: Subject): void {
  const mine = oracleCases().filter((one) => one.function === name && 'inputs' in one) as Case[];
  if (mine.length === 0) throw new Error(`no oracle for ${name}`);
  test.each(mine)(
    '$function agrees with PyTorch: $name',
    ({ inputs, options = {}, outputs, scales, weights, gradients, gradientScales }) => {
      const before = tf.memory().numTensors;
      const names = Object.keys(inputs);
      const tensors = names.map((key) => tf.tensor(inputs[key]!.data, inputs[key]!.shape));
      const run = (given: tf.Tensor[]) => [subject(Object.fromEntries(names.map((key, i) => [key, given[i]!])), options)].flat();

      const found = run(tensors);
      expect(tf.memory().numTensors - before).toBe(tensors.length + found.length);
      expect(found.map(({ shape }) => shape)).toEqual(outputs.map(({ shape }) => shape));
      outputs.forEach(({ data }, i) => expectClose(found[i]!.dataSync(), data, scales[i]!, 1e-5, 'value'));

      const loss = (...given: tf.Tensor[]) =>
        tf.addN(run(given).map((output, i) => tf.sum(tf.mul(output, tf.tensor(weights[i]!, output.shape))))) as tf.Scalar;
      const slopes = tf.grads(loss)(tensors);
      names.forEach((key, i) => {
        const expected = gradients[key]!;
        expect(slopes[i]!.shape).toEqual(inputs[key]!.shape);
        expectClose(slopes[i]!.dataSync(), expected, gradientScales[key] ?? expected.map(Math.abs), 1e-4, `gradient of ${key}`);
      });

      // One argument alone is differentiated as it is among all.
      names.forEach((_, i) => {
        const alone = tf.grad((one: tf.Tensor) => loss(...tensors.map((tensor, j) => (i === j ? one : tensor))))(tensors[i]!);
        expect(Array.from(alone.dataSync())).toEqual(Array.from(slopes[i]!.dataSync()));
        alone.dispose();
      });
      tf.dispose([tensors, found, slopes]);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
}

/** |found − expected| <= tolerance · scale, number by number; below 1e-37 float32 has no such precision. */
export function expectClose(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  scale: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  expect(found).toHaveLength(expected.length);
  for (let i = 0; i < found.length; i++) {
    const error = Math.abs(found[i]! - expected[i]!);
    if (!(error <= tolerance * scale[i]! + 1e-37))
      expect.fail(`${what} ${i}: found ${found[i]}, expected ${expected[i]}, relative error ${error / scale[i]!}`);
  }
}
