import * as fc from 'fast-check';
import { sizeFromShape } from '@vaekit-internal/base';
import {
  adjointByDifferences,
  cpuKernel,
  type KernelCase,
  type KernelProperties,
  linearTerms,
  type Operand,
  type Result,
} from './kernelProperty.test-helper.js';
import { between, operand, special, usual, wholeOperand } from './operands.test-helper.js';
import { type WindowGeometry, windowGeometries } from './windows.test-helper.js';

type Named = Readonly<Record<string, Operand>>;

const channels = fc.integer({ min: 1, max: 4 });

/** Attributes of pooling: of a window, without dilations and data format. */
const poolAttributes = ({ window, attributes: { strides, pad, dimRoundingMode } }: WindowGeometry) => ({
  filterSize: window,
  strides,
  pad,
  ...(dimRoundingMode === undefined ? {} : { dimRoundingMode }),
});

const pools = (values: fc.Arbitrary<number>): fc.Arbitrary<KernelCase> =>
  fc.tuple(windowGeometries({ rounding: true, padWithin: true }), channels).chain(([geometry, depth]) =>
    operand([geometry.batch, ...geometry.image, depth], values).map((x) => ({
      inputs: { x },
      attributes: poolAttributes(geometry),
    })),
  );

/** A gradient with the input of the forward kernel; `output`: with its output too. */
const poolGradients = (output: boolean): fc.Arbitrary<KernelCase> =>
  fc.tuple(windowGeometries({ padWithin: true, rounding: output }), channels).chain(([geometry, depth]) =>
    fc
      .record({
        dy: operand([geometry.batch, ...geometry.out, depth]),
        // Few values, so that windows have several greatest elements: the first gets the gradient.
        input: operand([geometry.batch, ...geometry.image, depth], fc.oneof(usual, fc.integer({ min: -1, max: 1 }))),
      })
      .map((inputs) => {
        const attributes = poolAttributes(geometry);
        const [forward] = cpuKernel('MaxPool', { inputs: { x: inputs.input }, attributes });
        const made: Operand = { ...inputs.dy, data: Float32Array.from(forward!.data) };
        return { inputs: output ? { ...inputs, output: made } : inputs, attributes };
      }),
  );

/** tfjs's gradient of average pooling divides by the whole window where part of it is padding; finite differences of the forward kernel do not. */
const byDifferences =
  (forward: string, image: string) =>
  (_: string, { inputs, attributes }: KernelCase) => {
    const { dy, [image]: x } = inputs as Named;
    const [batch, ...event] = x!.shape as [number, ...number[]];
    return adjointByDifferences([batch, ...event], dy!, (given) => {
      const name = forward === 'AvgPool' ? 'x' : 'images';
      return cpuKernel(forward, { inputs: { [name]: given }, attributes: { ...attributes, size: dy!.shape.slice(1, 3) } })[0]!;
    });
  };

const adjoint = (forward: string, image: string) => {
  const differences = byDifferences(forward, image);
  return {
    oracle: (kernel: string, given: KernelCase): Result[] => [
      { shape: (given.inputs as Named)[image]!.shape, dtype: 'float32', data: differences(kernel, given).gradient },
    ],
    terms: (kernel: string, given: KernelCase): ArrayLike<number>[] => [differences(kernel, given).terms],
  };
};

const modes = fc.constantFrom(
  { alignCorners: false, halfPixelCenters: false },
  { alignCorners: true, halfPixelCenters: false },
  { alignCorners: false, halfPixelCenters: true },
);

/** From and to what size; half of the time by whole factors, as upsampling layers do. */
const resizings = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    from: fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })),
    to: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    factors: fc.option(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))),
    depth: channels,
    mode: modes,
  })
  .map(({ batch, from, to, factors, depth, mode }) => ({
    from: [batch, ...from, depth],
    size: factors === null ? to : ([from[0] * factors[0], from[1] * factors[1]] as [number, number]),
    mode,
  }));

const resized = (values: fc.Arbitrary<number>, whole: boolean): fc.Arbitrary<KernelCase> =>
  fc.tuple(resizings, whole ? fc.boolean() : fc.constant(false)).chain(([{ from, size, mode }, int32]) =>
    (int32 ? wholeOperand(from, fc.integer({ min: -40_000, max: 40_000 })) : operand(from, values)).map((images) => ({
      inputs: { images },
      attributes: { ...mode, size },
    })),
  );

const resizeGradients: fc.Arbitrary<KernelCase> = resizings.chain(({ from, size, mode }) =>
  fc
    .record({ dy: operand([from[0]!, ...size, from[3]!]), images: operand(from) })
    .map((inputs) => ({ inputs, attributes: { ...mode } })),
);

/** Normalization by moments of one vector, or of any shape that tfjs takes round and round. */
const normalized: fc.Arbitrary<KernelCase> = fc
  .tuple(
    fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), channels),
    fc.nat(3),
  )
  .chain(([shape, kind]) => {
    const moments = [[shape[3]], [1, 1, 1, shape[3]], [1, ...shape.slice(1)], shape][kind]!;
    return fc.record({
      inputs: fc.record({
        x: operand(shape),
        mean: operand(moments),
        variance: operand(moments, between(0, 4)),
        offset: fc.option<Operand, null>(operand(moments)),
        scale: fc.option<Operand, null>(operand(moments)),
      }),
      attributes: fc.constantFrom({ varianceEpsilon: 0.001 }, { varianceEpsilon: 0.1 }),
    });
  });

/** (|x| + |mean|)·|scale| / √(variance + ε) + |offset|. */
const normalizedTerms = (kernel: string, given: KernelCase): ArrayLike<number>[] => {
  const { mean } = given.inputs as Named;
  const magnitudes = Object.fromEntries(
    Object.entries(given.inputs as Readonly<Record<string, Operand | null>>).map(([name, each]) => [
      name,
      each === null ? null : { ...each, data: each.data.map(Math.abs) as Operand['data'] },
    ]),
  );
  const negative = { ...mean!, data: Float32Array.from(mean!.data, (value) => -Math.abs(value)) };
  return cpuKernel(kernel, { ...given, inputs: { ...magnitudes, mean: negative } }).map(({ data }) => data);
};

/** The magnitudes of dy, added up where they go. */
const scatteredTerms = (kernel: string, given: KernelCase): ArrayLike<number>[] => {
  const { dy, ...others } = given.inputs as Named;
  const size = { ...dy!, data: dy!.data.map(Math.abs) as Operand['data'] };
  return sizeFromShape(dy!.shape) === 0
    ? [[]]
    : cpuKernel(kernel, { ...given, inputs: { dy: size, ...others } }).map(({ data }) => data);
};

/** What must hold of pooling, resizing and batch normalization. */
export const poolingProperties: KernelProperties = {
  MaxPool: { cases: pools(usual) },
  MaxPoolGrad: { cases: poolGradients(true), terms: scatteredTerms },
  AvgPool: { cases: pools(usual), terms: linearTerms },
  AvgPoolGrad: { cases: poolGradients(false), ...adjoint('AvgPool', 'input') },
  ResizeBilinear: { cases: resized(usual, true), terms: linearTerms },
  ResizeNearestNeighbor: { cases: resized(special, true) },
  // tfjs's CPU gradients of resizing are wrong off the square and for more than one image.
  ResizeBilinearGrad: { cases: resizeGradients, ...adjoint('ResizeBilinear', 'images') },
  ResizeNearestNeighborGrad: { cases: resizeGradients, ...adjoint('ResizeNearestNeighbor', 'images') },
  FusedBatchNorm: { cases: normalized, terms: normalizedTerms },
};
