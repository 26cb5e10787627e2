import * as fc from 'fast-check';
import { sizeFromShape } from '@vaekit-internal/base';
import type { DType } from '../graph/graph.js';
import type { KernelCase, KernelProperties, KernelProperty } from './kernelProperty.test-helper.js';
import { operand, orderOf, shapes, special } from './operands.test-helper.js';

const dtypes: fc.Arbitrary<DType> = fc.constantFrom('float32', 'float32', 'int32', 'bool');

/** Kernels that move elements: any type and value, one tensor of a shape, attributes that follow from the shape. */
const moving = (
  shape: fc.Arbitrary<number[]>,
  attributes: (shape: readonly number[]) => fc.Arbitrary<NonNullable<KernelCase['attributes']>>,
  { name = 'x', types = dtypes }: { readonly name?: string; readonly types?: fc.Arbitrary<DType> } = {},
): KernelProperty => ({
  cases: fc
    .tuple(shape, types)
    .chain(([extents, dtype]) => fc.record({ x: operand(extents, special, dtype), attributes: attributes(extents) }))
    .map(({ x, attributes: given }) => ({ inputs: { [name]: x }, attributes: given })),
});

const axisOf = (rank: number): fc.Arbitrary<number> => fc.integer({ min: -rank, max: rank - 1 });

/** A way to write so many elements as a shape, with one extent left open now and then. */
const reshapes = (shape: readonly number[]): fc.Arbitrary<{ shape: number[] }> => {
  const size = sizeFromShape(shape);
  const divisors = Array.from({ length: size }, (_, i) => i + 1).filter((i) => size % i === 0);
  if (size === 0) return fc.constantFrom<number[]>([0], [0, 3], [2, 0, 1]).map((to) => ({ shape: to }));
  return fc.tuple(fc.constantFrom(...divisors), fc.boolean(), orderOf(3)).map(([first, open, order]) => {
    const extents = order.map((i) => [first, size / first, 1][i]!);
    return { shape: open ? extents.map((extent, i) => (i === order[0] ? -1 : extent)) : extents };
  });
};

/** Tensors that differ along one axis only, some of extent 0. */
const concatenations: fc.Arbitrary<KernelCase> = fc
  .record({ shape: shapes(1, 4), dtype: dtypes, extents: fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }), at: fc.nat() })
  .chain(({ shape, dtype, extents, at }) => {
    const axis = at % shape.length;
    return fc.record({
      inputs: fc.tuple(
        ...extents.map((extent) =>
          operand(
            shape.map((each, i) => (i === axis ? extent : each)),
            special,
            dtype,
          ),
        ),
      ),
      attributes: fc.constantFrom({ axis }, { axis: axis - shape.length }),
    });
  });

const packs: fc.Arbitrary<KernelCase> = fc
  .record({ shape: shapes(0, 3), dtype: dtypes, count: fc.integer({ min: 1, max: 4 }), at: fc.nat() })
  .chain(({ shape, dtype, count, at }) =>
    fc.record({
      inputs: fc.array(operand(shape, special, dtype), { minLength: count, maxLength: count }),
      attributes: fc.constant({ axis: at % (shape.length + 1) }),
    }),
  );

const slices = (shape: readonly number[]): fc.Arbitrary<{ begin: number[]; size: number[] }> =>
  fc.tuple(...shape.map((extent) => fc.tuple(fc.nat(extent), fc.nat(extent), fc.boolean()))).map((cuts) => ({
    begin: cuts.map(([a, b]) => Math.min(a, b)),
    // Up to the end is also −1, and then something must be left.
    size: cuts.map(([a, b, open], i) => (open && Math.min(a, b) < shape[i]! ? -1 : Math.abs(a - b))),
  }));

const splits = (shape: readonly number[]): fc.Arbitrary<{ numOrSizeSplits: number | number[]; axis: number }> =>
  axisOf(shape.length).chain((axis) => {
    const extent = shape.at(axis)!;
    const equal = Array.from({ length: extent }, (_, i) => i + 1).filter((parts) => extent % parts === 0);
    return fc
      .oneof(
        fc.constantFrom(...equal),
        fc.nat(extent).map((first) => [first, extent - first].filter((each) => each > 0)),
      )
      .map((numOrSizeSplits) => ({ numOrSizeSplits, axis }));
  });

const pads = (shape: readonly number[], most: (extent: number) => number): fc.Arbitrary<[number, number][]> =>
  fc.tuple(...shape.map((extent) => fc.tuple(fc.nat(most(extent)), fc.nat(most(extent)))));

/** What must hold of kernels that move elements and compute nothing: equality. */
export const shapingProperties: KernelProperties = {
  Reshape: moving(shapes(0, 4, true), reshapes),
  ExpandDims: moving(
    shapes(0, 3, true),
    (shape) => fc.integer({ min: -shape.length - 1, max: shape.length }).map((dim) => ({ dim })),
    { name: 'input' },
  ),
  Transpose: moving(shapes(0, 5, true), (shape) => orderOf(shape.length).map((perm) => ({ perm }))),
  Reverse: moving(shapes(1, 4), (shape) =>
    fc
      .uniqueArray(axisOf(shape.length), { selector: (axis) => (axis + shape.length) % shape.length, maxLength: shape.length })
      .map((dims) => ({ dims })),
  ),
  Concat: { cases: concatenations },
  Pack: { cases: packs },
  Unpack: moving(shapes(1, 4), (shape) => axisOf(shape.length).map((axis) => ({ axis })), { name: 'value' }),
  Slice: moving(shapes(1, 4), slices),
  SplitV: moving(shapes(1, 4), splits),
  PadV2: moving(shapes(1, 4), (shape) => fc.record({ paddings: pads(shape, () => 3), constantValue: fc.constantFrom(0, 0, 1) })),
  MirrorPad: moving(
    shapes(1, 4),
    (shape) =>
      fc
        .constantFrom('reflect', 'symmetric')
        .chain((mode) =>
          fc.record({ paddings: pads(shape, (extent) => (mode === 'reflect' ? extent - 1 : extent)), mode: fc.constant(mode) }),
        ),
    { types: fc.constantFrom('float32', 'int32') },
  ),
  Tile: moving(shapes(1, 4), (shape) => fc.tuple(...shape.map(() => fc.integer({ min: 1, max: 3 }))).map((reps) => ({ reps }))),
};
