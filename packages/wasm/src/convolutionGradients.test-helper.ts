import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import {
  expectClose,
  kernel,
  magnitude,
  on,
  polluteHeap,
  tensor,
  transposed,
  type Values,
  values,
} from './kernels.test-helper.js';

export type Pair = [number, number];
type Padding = 'same' | 'valid' | number | [Pair, Pair, Pair, Pair];

const side = fc.integer({ min: 1, max: 9 });
const taps = fc.integer({ min: 1, max: 4 });
const stride = fc.integer({ min: 1, max: 3 });
/** Around the vectors of four, below and above the tiles of the product. */
export const channels: fc.Arbitrary<number> = fc.constantFrom(1, 2, 3, 4, 5, 8, 9, 17);
const edge = fc.integer({ min: 0, max: 2 });
const padding: fc.Arbitrary<Padding> = fc.oneof(
  fc.constantFrom<Padding>('same', 'valid', 1),
  fc.tuple(edge, edge, edge, edge).map(([top, bottom, left, right]): Padding => [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]),
);

interface Case {
  readonly batch: number;
  readonly image: Pair;
  readonly window: Pair;
  readonly strides: Pair;
  readonly pad: Padding;
  readonly seed: number;
}

export const convolution: fc.Arbitrary<Case> = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  image: fc.tuple(side, side),
  window: fc.tuple(taps, taps),
  strides: fc.tuple(stride, stride),
  pad: padding,
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
});

/** The sizes of the result, where it has a pixel at all. */
export function outSizes(image: Pair, window: Pair, strides: Pair, dilations: Pair, pad: Padding): Pair | undefined {
  try {
    const { outHeight, outWidth } = tf.backend_util.computeConv2DInfo(
      [1, ...image, 1],
      [...window, 1, 1],
      strides,
      dilations,
      pad,
      'floor',
    );
    return outHeight > 0 && outWidth > 0 ? [outHeight, outWidth] : undefined;
  } catch {
    return undefined;
  }
}

/** That the gradients of a convolution equal those of the CPU backend. */
export function checkConvolutionGradients(numRuns: number): void {
  fc.assert(
    fc.property(
      convolution,
      channels,
      channels,
      fc.constantFrom('NHWC', 'NHWC', 'NCHW'),
      ({ batch, image, window, strides, pad, seed }, inChannels, outChannels, dataFormat) => {
        const out = outSizes(image, window, strides, [1, 1], pad);
        fc.pre(out !== undefined);
        const last = dataFormat === 'NHWC';
        const order = (count: number, sizes: readonly number[]): number[] =>
          last ? [batch, ...sizes, count] : [batch, count, ...sizes];
        const explicit = typeof pad === 'object';
        const attrs = {
          strides,
          pad: explicit && !last ? [pad[0], pad[3], pad[1], pad[2]] : pad,
          dataFormat,
          dimRoundingMode: 'floor',
          inputShape: order(inChannels, image),
          filterShape: [...window, inChannels, outChannels],
        };
        const [x, filter] = [values(attrs.inputShape, seed), values(attrs.filterShape, seed + 1)];
        const dy = values(order(outChannels, out ?? []), seed + 2);
        const ofFilter = (a: Values, b: Values) => (): tf.Tensor =>
          kernel('Conv2DBackpropFilter', { x: tensor(a), dy: tensor(b) }, attrs);
        const ofInput = (a: Values, b: Values) => (): tf.Tensor =>
          kernel('Conv2DBackpropInput', { dy: tensor(a), filter: tensor(b) }, attrs);
        polluteHeap();
        expectClose(on('wasm', ofFilter(x, dy)), on('cpu', ofFilter(x, dy)), on('cpu', ofFilter(magnitude(x), magnitude(dy))));
        polluteHeap();
        expectClose(
          on('wasm', ofInput(dy, filter)),
          on('cpu', ofInput(dy, filter)),
          on('cpu', ofInput(magnitude(dy), magnitude(filter))),
        );
      },
    ),
    { numRuns },
  );
}

/** That the gradients of a depthwise convolution are its transposed maps. */
export function checkDepthwiseGradients(numRuns: number): void {
  const few = fc.constantFrom(1, 2, 3, 4, 5, 8);
  fc.assert(
    fc.property(
      convolution,
      few,
      fc.integer({ min: 1, max: 3 }),
      fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
      ({ batch, image: [height, width], window, strides: asked, pad, seed }, inChannels, multiplier, dilations) => {
        const image: Pair = [Math.min(height, 6), Math.min(width, 6)];
        const strides: Pair = dilations.every((dilation) => dilation === 1) ? asked : [1, 1];
        const out = outSizes(image, window, strides, dilations, pad);
        fc.pre(out !== undefined && typeof pad !== 'object');
        const inputShape = [batch, ...image, inChannels];
        const filterShape = [...window, inChannels, multiplier];
        const attrs = { strides, dilations, pad, dimRoundingMode: 'floor', inputShape, filterShape };
        const [x, filter] = [values(inputShape, seed), values(filterShape, seed + 1)];
        const dy = values([batch, ...(out ?? []), inChannels * multiplier], seed + 2);
        const forward = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
          tf.depthwiseConv2d(
            a as tf.Tensor4D,
            b as tf.Tensor4D,
            strides,
            pad as 'same',
            'NHWC',
            dilations,
            typeof pad === 'number' ? 'floor' : undefined,
          );

        polluteHeap();
        const dx = on('wasm', () =>
          kernel('DepthwiseConv2dNativeBackpropInput', { dy: tensor(dy), filter: tensor(filter) }, attrs),
        );
        const ofInput = transposed((units) => forward(units, tensor(filter)), inputShape.slice(1), dy);
        expectClose(dx, ofInput.gradient, ofInput.terms);

        polluteHeap();
        const df = on('wasm', () => kernel('DepthwiseConv2dNativeBackpropFilter', { x: tensor(x), dy: tensor(dy) }, attrs));
        const ofFilter = transposed((units) => tf.stack(tf.unstack(units).map((unit) => forward(tensor(x), unit))), filterShape, {
          data: dy.data,
          shape: [1, ...dy.shape],
        });
        expectClose({ data: df.data, shape: [1, ...df.shape] }, ofFilter.gradient, ofFilter.terms);
      },
    ),
    { numRuns },
  );
}
