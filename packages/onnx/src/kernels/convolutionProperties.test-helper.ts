import * as fc from 'fast-check';
import {
  type KernelCase,
  type KernelProperties,
  type KernelProperty,
  linearTerms,
  type Operand,
} from './kernelProperty.test-helper.js';
import { operand, usual } from './operands.test-helper.js';
import { type WindowGeometry, windowGeometries } from './windows.test-helper.js';

/** Channels in and out, now and then as many as lowerings that choose by shape ask for; of depthwise filters, channels and the multiplier. */
const few = fc.integer({ min: 1, max: 4 });
const many = fc.oneof({ weight: 5, arbitrary: few }, { weight: 1, arbitrary: fc.integer({ min: 5, max: 33 }) });
const channels = fc.tuple(many, many);
const depths = fc.tuple(many, few);

/** Cases from a geometry and the shapes and attributes that follow from it. */
function over(
  geometries: fc.Arbitrary<WindowGeometry>,
  make: (
    geometry: WindowGeometry,
    a: number,
    b: number,
  ) => {
    readonly inputs: Readonly<Record<string, readonly number[]>>;
    readonly attributes?: object;
  },
  extents: fc.Arbitrary<[number, number]> = channels,
): fc.Arbitrary<KernelCase> {
  return fc.tuple(geometries, extents).chain(([geometry, [a, b]]) => {
    const { inputs, attributes } = make(geometry, a, b);
    return fc
      .record(Object.fromEntries(Object.entries(inputs).map(([name, shape]) => [name, operand(shape)])))
      .map((given) => ({ inputs: given, attributes: { ...geometry.attributes, ...attributes } }));
  });
}

const linear = (cases: fc.Arbitrary<KernelCase>): KernelProperty => ({ cases, terms: linearTerms });

const plain = windowGeometries();
const everyForward = windowGeometries({ dilations: true });

const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;

/** A convolution, a bias, and an activation. */
const fusedCases: fc.Arbitrary<KernelCase> = fc.tuple(everyForward, channels).chain(([geometry, [input, output]]) => {
  const { batch, image, window, out, attributes } = geometry;
  const vectors = (): fc.Arbitrary<number[]> => fc.constantFrom([], [1], [output], [output], [1, 1, output], [...out, output]);
  return fc
    .record({
      x: operand([batch, ...image, input]),
      filter: operand([...window, input, output]),
      bias: fc.option(operand([output])),
      activation: fc.constantFrom(...activations),
      slopes: vectors().chain((shape) => operand(shape, usual)),
      leakyreluAlpha: fc.constantFrom(0.1, 0.3),
    })
    .map(({ x, filter, bias, activation, slopes, leakyreluAlpha }) => ({
      inputs: { x, filter, bias, preluActivationWeights: activation === 'prelu' ? slopes : null },
      attributes: { ...attributes, activation, ...(activation === 'leakyrelu' ? { leakyreluAlpha } : {}) },
    }));
});

/** Terms of what goes into the activation, whose slope is at most 1, or that of prelu. */
const fusedTerms = (kernel: string, { inputs, attributes }: KernelCase): ArrayLike<number>[] => {
  const { preluActivationWeights: slopes, ...others } = inputs as Readonly<Record<string, Operand | null>>;
  const slope = slopes == null ? 1 : Math.max(1, ...Array.from(slopes.data, Math.abs));
  const given: KernelCase = { inputs: others, attributes: { ...attributes, activation: 'linear' } };
  return linearTerms(kernel, given).map((terms) => Float32Array.from(terms, (term) => term * slope));
};

/** What must hold of convolutions, plain and depthwise, and of their gradients. tfjs differentiates no dilated one. */
export const convolutionProperties: KernelProperties = {
  Conv2D: linear(
    over(everyForward, ({ batch, image, window }, input, output) => ({
      inputs: { x: [batch, ...image, input], filter: [...window, input, output] },
    })),
  ),
  // Besides: sigmoid and elu are sums of terms about 1.
  FusedConv2D: { cases: fusedCases, terms: fusedTerms, absolute: 2e-7 },
  Conv2DBackpropInput: linear(
    over(plain, ({ batch, image, window, out }, input, output) => ({
      inputs: { dy: [batch, ...out, output], filter: [...window, input, output] },
      attributes: { inputShape: [batch, ...image, input] },
    })),
  ),
  Conv2DBackpropFilter: linear(
    over(plain, ({ batch, image, window, out }, input, output) => ({
      inputs: { x: [batch, ...image, input], dy: [batch, ...out, output] },
      attributes: { filterShape: [...window, input, output] },
    })),
  ),
  DepthwiseConv2dNative: linear(
    over(
      everyForward,
      ({ batch, image, window }, input, multiplier) => ({
        inputs: { x: [batch, ...image, input], filter: [...window, input, multiplier] },
      }),
      depths,
    ),
  ),
  DepthwiseConv2dNativeBackpropInput: linear(
    over(
      plain,
      ({ batch, image, window, out }, input, multiplier) => ({
        inputs: { dy: [batch, ...out, input * multiplier], filter: [...window, input, multiplier] },
        attributes: { inputShape: [batch, ...image, input] },
      }),
      depths,
    ),
  ),
  DepthwiseConv2dNativeBackpropFilter: linear(
    over(
      plain,
      ({ batch, image, window, out }, input, multiplier) => ({
        inputs: { x: [batch, ...image, input], dy: [batch, ...out, input * multiplier] },
        attributes: { filterShape: [...window, input, multiplier] },
      }),
      depths,
    ),
  ),
};
