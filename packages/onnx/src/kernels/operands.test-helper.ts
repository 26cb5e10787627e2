import { sizeFromShape } from '@vaekit-internal/base';
import { randomStream } from '@vaekit/core';
import * as fc from 'fast-check';
import type { ConstantData, DType } from '../graph/graph.js';
import type { Operand } from './kernelProperty.test-helper.js';

/** Uniform, unlike `fc.double`, nearly all of whose numbers between −3 and 3 are too small to matter. */
const float = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 2 ** 20 }).map((k) => Math.fround(min + ((max - min) * k) / 2 ** 20));

/** Numbers as networks have them, with zeros of both signs, whole numbers and halves, on which rounding and comparing turn. */
export const usual: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: float(-3, 3) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0) },
  { weight: 1, arbitrary: fc.integer({ min: -8, max: 8 }).map((k) => k / 2) },
);

/** Besides those, small and large ones of both signs, as far as their squares are normal numbers. */
export const wide: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: usual },
  { weight: 1, arbitrary: float(-100, 100) },
  { weight: 1, arbitrary: fc.constantFrom(1e-3, -1e-4, 1e-6, -1e-7, 1e-18, -1e-18).map(Math.fround) },
  { weight: 1, arbitrary: fc.constantFrom(1e3, -2e3, 1e6, -1e7, 1e18, -1e18).map(Math.fround) },
);

/** Besides those, infinities and NaN, and the ends of the range. */
export const special: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: wide },
  { weight: 1, arbitrary: fc.constantFrom(Infinity, -Infinity, Number.NaN) },
  { weight: 1, arbitrary: fc.constantFrom(3.4e38, -3.4e38, 1.2e-38, -1.2e-38).map(Math.fround) },
);

/** Numbers of an interval, with its ends. */
export const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 5, arbitrary: float(min, max) }, { weight: 1, arbitrary: fc.constantFrom(min, max).map(Math.fround) });

/** Whole numbers whose products are whole numbers of 32 bits. */
const whole: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -9, max: 9 }) },
  { weight: 1, arbitrary: fc.integer({ min: -40_000, max: 40_000 }) },
);

const extent: fc.Arbitrary<number> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(1) },
  { weight: 3, arbitrary: fc.integer({ min: 2, max: 5 }) },
);

/** Shapes of the given ranks; `empty`: one in twelve has an axis of extent 0. */
export function shapes(minRank: number, maxRank: number, empty = false): fc.Arbitrary<number[]> {
  const full = fc.array(extent, { minLength: minRank, maxLength: maxRank });
  if (!empty || maxRank === 0) return full;
  const holding = fc
    .tuple(fc.array(extent, { minLength: Math.max(1, minRank), maxLength: maxRank }), fc.nat())
    .map(([shape, at]) => shape.map((each, i) => (i === at % shape.length ? 0 : each)));
  return fc.oneof({ weight: 11, arbitrary: full }, { weight: 1, arbitrary: holding });
}

/** A value of the type; booleans are 0 and 1. */
const valueOf = (dtype: DType, floats: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  dtype === 'float32' ? floats : dtype === 'int32' ? whole : fc.constantFrom(0, 1);

const asData = (numbers: ArrayLike<number>, dtype: DType): ConstantData =>
  dtype === 'float32' ? Float32Array.from(numbers) : dtype === 'int32' ? Int32Array.from(numbers) : Uint8Array.from(numbers);

/** From this size on a seed stands for all the numbers: drawing and shrinking each by itself would take most of the time. */
const LARGE = 500;

/** A tensor of a shape, with values of an arbitrary (a large one of usual numbers: normal deviates); one in four is known when the graph is made. */
export function operand(
  shape: readonly number[],
  values: fc.Arbitrary<number> = usual,
  dtype: DType = 'float32',
): fc.Arbitrary<Operand> {
  const size = sizeFromShape(shape);
  const numbers: fc.Arbitrary<readonly number[] | Float32Array> =
    size >= LARGE && dtype === 'float32' && values === usual
      ? fc.nat().map((seed) => randomStream(seed).fillNormal(new Float32Array(size)))
      : fc.array(valueOf(dtype, values), { minLength: size, maxLength: size, size: 'max' });
  return fc
    .record({
      numbers,
      captured: fc.integer({ min: 0, max: 3 }).map((k) => k === 3),
    })
    .map((made) => ({ shape: [...shape], dtype, data: asData(made.numbers, dtype), captured: made.captured }));
}

/** A tensor of whole numbers. */
export const wholeOperand = (shape: readonly number[], values: fc.Arbitrary<number>): fc.Arbitrary<Operand> =>
  operand(shape, values).map((each) => ({ ...each, dtype: 'int32', data: Int32Array.from(each.data) }));

/** Two shapes that broadcast: one is cut at the front, and either may have extents of 1 in place of the other's. */
export function broadcastShapes(maxRank = 4, empty = false): fc.Arbitrary<[number[], number[]]> {
  return shapes(0, maxRank, empty).chain((shape) =>
    fc
      .record({
        ones: fc.array(fc.constantFrom('both', 'both', 'both', 'first', 'second'), {
          minLength: shape.length,
          maxLength: shape.length,
        }),
        cut: fc.nat(shape.length),
        which: fc.constantFrom('neither', 'first', 'second'),
      })
      .map(({ ones, cut, which }) => {
        const of = (name: string): number[] =>
          shape.map((each, i) => (ones[i] === name ? 1 : each)).slice(which === name ? cut : 0);
        return [of('first'), of('second')];
      }),
  );
}

/** Axes of a rank as reductions take them: all (`null`), one, or a list in any order; counted from either end. */
export function axesOf(rank: number): fc.Arbitrary<number[] | number | null> {
  if (rank === 0) return fc.constantFrom(null, []);
  const axis = fc.integer({ min: -rank, max: rank - 1 });
  const list = fc.uniqueArray(axis, { maxLength: rank, selector: (each) => (each + rank) % rank });
  return fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: axis }, { weight: 3, arbitrary: list });
}

/** An order of so many axes. */
export const orderOf = (rank: number): fc.Arbitrary<number[]> =>
  fc.shuffledSubarray(
    Array.from({ length: rank }, (_, i) => i),
    { minLength: rank, maxLength: rank },
  );
