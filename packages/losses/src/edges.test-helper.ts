import { readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import * as losses from './index.js';

/** Numbers, and the error that is allowed to each. */
interface Expected {
  readonly is: readonly number[];
  readonly error: readonly number[];
}

/** A file of `oracles/edges`: `edges.py` says what is in it. */
export interface Edges {
  readonly name: string;
  readonly function: string;
  readonly call: readonly unknown[];
  /** What of the result is looked at: a part by its name, or of each example the number at a place; all of it unless given. */
  readonly part?: string | number;
  readonly widths: Readonly<Record<string, number>>;
  /** Of tensors of more axes, those behind the points. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  readonly columns: readonly (readonly [argument: string, place: number])[];
  readonly inputs: readonly (readonly number[])[];
  readonly value: Expected;
  readonly first: readonly Expected[];
  readonly second?: readonly (Expected & { readonly of: readonly [number, number] })[];
}

const folder = new URL('../oracles/edges/', import.meta.url);

/** The grids of every function. */
export const edges: readonly Edges[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => ({
    name: file.slice(0, -5),
    ...(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Omit<Edges, 'name'>),
  }));

const exported = losses as unknown as Readonly<
  Record<string, (...given: readonly unknown[]) => tf.Tensor | Readonly<Record<string, tf.Tensor>>>
>;

/** The largest error of a column over what is allowed, and the point where it is. */
export interface Worst {
  readonly ratio: number;
  readonly where: string;
}

/** The points that an integer tensor can hold. */
const whole = (one: Edges): number[] =>
  one.inputs[0]!.map((_, i) => i).filter((i) =>
    one.inputs.every((column) => Number.isInteger(column[i]) && Math.abs(column[i]!) < 2 ** 31),
  );

/** Value and first derivatives against the grid; of `int32`, at its whole numbers. */
export function worstOf(one: Edges, dtype: 'float32' | 'int32'): Worst {
  const points = dtype === 'int32' ? whole(one) : one.inputs[0]!.map((_, i) => i);
  if (points.length === 0) return { ratio: 0, where: 'nowhere' };
  let worst: Worst = { ratio: 0, where: '' };
  tf.tidy(() => {
    const names = Object.keys(one.widths);
    const tensors = names.map((name) => {
      const columns = one.columns.flatMap(([argument], i) => (argument === name ? [one.inputs[i]!] : []));
      const data = points.flatMap((point) => columns.map((column) => column[point]!));
      const event = one.shapes?.[name] ?? (one.widths[name] ? [columns.length] : []);
      return tf.tensor(data, [points.length, ...event], dtype);
    });
    const run = (...given: tf.Tensor[]) => resultOf(one, Object.fromEntries(names.map((name, i) => [name, given[i]!])));
    const value = run(...tensors).dataSync();
    const slopes = tf
      .grads((...given: tf.Tensor[]) => tf.sum(run(...given)))(tensors)
      .map((slope) => slope.dataSync());
    worst = worstIn('value', value, one.value, one, points);
    // Of a value at the end of the range of float32 or beyond, the derivatives are not looked at.
    const finite = points.flatMap((point, row) => (Math.abs(one.value.is[point]!) < 1e37 ? [{ point, row }] : []));
    one.columns.forEach(([name, place], i) => {
      const width = one.widths[name] || 1;
      const found = finite.map(({ row }) => slopes[names.indexOf(name)]![row * width + place]!);
      const ratio = worstIn(
        `d/d ${name}[${place}]`,
        found,
        one.first[i]!,
        one,
        finite.map(({ point }) => point),
      );
      if (ratio.ratio > worst.ratio) worst = ratio;
    });
  });
  return worst;
}

/** What a grid looks at, of tensors by their names. */
function resultOf({ function: name, call, part }: Edges, given: Readonly<Record<string, tf.Tensor>>): tf.Tensor {
  const result = exported[name]!(...call.map((argument) => filled(argument, given)));
  if (!(result instanceof tf.Tensor)) return result[part!]!;
  if (typeof part !== 'number') return result;
  const numbers = tf.reshape(result, [result.shape[0]!, -1]);
  return tf.slice(numbers, [0, part], [-1, 1]);
}

/** An argument of a call: "$name" is the tensor of that name. */
function filled(argument: unknown, given: Readonly<Record<string, tf.Tensor>>): unknown {
  if (typeof argument === 'string') return argument.startsWith('$') ? given[argument.slice(1)] : argument;
  if (typeof argument !== 'object' || argument === null) return argument;
  if (Array.isArray(argument)) return argument.map((each) => filled(each, given));
  return Object.fromEntries(Object.entries(argument).map(([key, value]) => [key, filled(value, given)]));
}

function worstIn(what: string, found: ArrayLike<number>, { is, error }: Expected, one: Edges, points: readonly number[]): Worst {
  let worst: Worst = { ratio: 0, where: '' };
  points.forEach((point, row) => {
    const ratio = ratioOf(found[row]!, is[point]!, error[point]!);
    if (ratio > worst.ratio) {
      const at = one.columns.map(([name, place], i) => `${name}[${place}]=${one.inputs[i]![point]}`).join(' ');
      worst = { ratio, where: `${what} at ${at}: found ${found[row]}, expected ${is[point]}` };
    }
  });
  return worst;
}

/** Below 1e-37 float32 has no such precision; beyond its range only infinity is right, and from a quarter of it on infinity is right too: parts overflow. */
function ratioOf(found: number, expected: number, allowed: number): number {
  const right = Math.fround(expected);
  if (found === right || (Math.abs(right) > 8e37 && found === Math.sign(right) * Infinity)) return 0;
  const ratio = Math.abs(found - right) / (allowed + 1e-37);
  return Number.isNaN(ratio) ? Infinity : ratio;
}
