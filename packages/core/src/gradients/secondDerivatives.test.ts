import { readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import * as losses from '@vaekit/losses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../selectBackend.js';
import { withGradientMends } from './withGradientMends.js';

/** A grid of `packages/losses/oracles/edges.py`, as far as it is read here. */
interface Edges {
  readonly function: string;
  readonly call: readonly unknown[];
  /** Of each example of the result the number at this place; without it the result has one. */
  readonly part?: number;
  readonly widths: Readonly<Record<string, number>>;
  /** Of tensors of more axes, those behind the points. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  readonly columns: readonly (readonly [argument: string, place: number])[];
  readonly inputs: readonly (readonly number[])[];
  readonly value: { readonly is: readonly number[] };
  readonly first: readonly { readonly is: readonly number[] }[];
  readonly second?: readonly {
    readonly of: readonly [number, number];
    readonly is: readonly number[];
    readonly error: readonly number[];
  }[];
}

const folder = new URL('../../../losses/oracles/edges/', import.meta.url);
const grids = readdirSync(folder)
  .sort()
  .map((file) => [file.slice(0, -5), JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Edges] as const)
  .filter(([, { second }]) => second !== undefined);

const exported = losses as unknown as Readonly<Record<string, (...given: readonly unknown[]) => tf.Tensor>>;

/** An argument of a call: "$name" is the tensor of that name. */
function filled(argument: unknown, named: Readonly<Record<string, tf.Tensor>>): unknown {
  if (typeof argument === 'string') return argument.startsWith('$') ? named[argument.slice(1)] : argument;
  if (typeof argument !== 'object' || argument === null) return argument;
  return Object.fromEntries(Object.entries(argument).map(([key, value]) => [key, filled(value, named)]));
}

/** The Hessian of each point, by pairs of columns: row i is the gradient of the derivative in column i. */
function hessians(one: Edges): Record<string, ArrayLike<number>> {
  const points = one.inputs[0]!.length;
  const names = Object.keys(one.widths);
  const tensors = names.map((name) => {
    const columns = one.columns.flatMap(([argument], i) => (argument === name ? [one.inputs[i]!] : []));
    const data = Array.from({ length: points }, (_, point) => columns.map((column) => column[point]!)).flat();
    return tf.tensor(data, [points, ...(one.shapes?.[name] ?? (one.widths[name] ? [columns.length] : []))], 'float32');
  });
  const named = (given: tf.Tensor[]) => Object.fromEntries(names.map((name, i) => [name, given[i]!]));
  const value = (...given: tf.Tensor[]) => {
    const result = exported[one.function]!(...one.call.map((argument) => filled(argument, named(given))));
    return tf.sum(one.part === undefined ? result : tf.slice(tf.reshape(result, [points, -1]), [0, one.part], [-1, 1]));
  };
  const place = ([name, column]: readonly [string, number], of: readonly tf.Tensor[]): tf.Tensor => {
    const tensor = of[names.indexOf(name)]!;
    return tensor.rank === 1 ? tensor : tf.slice(tf.reshape(tensor, [points, -1]), [0, column], [points, 1]);
  };
  // tfjs throws where a derivative does not depend on every input.
  const untouched = (given: tf.Tensor[]) => tf.addN(given.map((one) => tf.sum(tf.mul(one, 0))));
  const found: Record<string, ArrayLike<number>> = {};
  one.columns.forEach((row, i) => {
    const rows = tf.grads((...given: tf.Tensor[]) => tf.add(tf.sum(place(row, tf.grads(value)(given))), untouched(given)))(
      tensors,
    );
    one.columns.forEach((column, j) => {
      found[`${i},${j}`] = place(column, rows).dataSync();
    });
  });
  return found;
}

/** The largest error over what is allowed, and where; derivatives of what is beyond the range of float32 are not looked at. */
function worst(one: Edges): { ratio: number; where: string } {
  const result = { ratio: 0, where: '' };
  const found = withGradientMends(() => {
    const numbers: Record<string, ArrayLike<number>> = {};
    tf.tidy(() => void Object.assign(numbers, hessians(one)));
    return numbers;
  });
  for (const { of, is, error } of one.second!) {
    is.forEach((expected, point) => {
      if ([one.value, one.first[of[0]]!, one.first[of[1]]!].some((lower) => !(Math.abs(lower.is[point]!) < 1e37))) return;
      const actual = found[of.join()]![point]!;
      // Beyond the range of float32 is also what is allowed there.
      if (error[point]! > 3.5e38) return;
      const infinite = Math.abs(expected) > 8e37 && actual === Math.sign(expected) * Infinity;
      if (infinite || actual === Math.fround(expected)) return;
      const ratio = Math.abs(actual - Math.fround(expected)) / (error[point]! + 1e-37);
      if (ratio <= result.ratio) return;
      const at = one.columns.map(([name, column], i) => `${name}[${column}]=${one.inputs[i]![point]}`).join(' ');
      result.ratio = Number.isNaN(ratio) ? Infinity : ratio;
      result.where = `d² of ${of.map((i) => one.columns[i]!.join('')).join(' and ')} at ${at}: found ${actual}, expected ${expected}`;
    });
  }
  return result;
}

const say = (line: string): void => {
  if (process.env['VAEKIT_EDGES']) process.stdout.write(`${line}\n`);
};

// |error| <= 1e-3 Σ |terms| + 4 Σ ulp(x) |∂/∂x|, over the range of float32.
describe.each(['cpu', 'wasm'] as const)('second derivatives of losses on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend({ order: [backend] });
  });
  afterAll(async () => {
    await tf.setBackend('cpu');
  });

  test.each(grids)('%s', (name, one) => {
    const before = tf.memory().numTensors;
    const { ratio, where } = worst(one);
    say(`${backend.padEnd(5)} second   ${name.padEnd(34)} ${ratio.toPrecision(3)}`);
    expect(ratio, where).toBeLessThanOrEqual(1);
    expect(tf.memory().numTensors).toBe(before);
  });
});
