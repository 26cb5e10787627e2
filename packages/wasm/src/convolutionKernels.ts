import * as tf from '@tensorflow/tfjs';
import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { sizeFromShape } from '@vaekit-internal/base';
import { activationOf } from './activation.js';
import { convolve } from './convolution.js';
import { gemmOf } from './gemm.js';
import { windows2d } from './tapTable.js';
import type { Kernel } from './wasmBackend.js';

type Sizes4 = [number, number, number, number];

/** Attributes of `Conv2D` and `FusedConv2D`. */
interface Attributes {
  readonly strides: number | [number, number];
  readonly dilations: number | [number, number];
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Whether our product is the faster one, by where the two cross when measured on one thread: it wants enough examples to share the table
 * of taps and the packed filter, and enough channels to fill its tiles.
 */
const isFaster = ({
  batchSize,
  outChannels,
  outShape,
  filterHeight,
  filterWidth,
  inChannels,
}: tf.backend_util.Conv2DInfo): boolean =>
  batchSize >= 4 && outChannels >= 8 && sizeFromShape(outShape) * filterHeight * filterWidth * inChannels >= 1 << 20;

/**
 * `Conv2D` and `FusedConv2D`: `activation(conv(x, filter) + bias)`, by the same product as the gradients. The `stock` kernel packs its
 * filter again after every update and sums a little slower; it keeps what it is faster at, what has threads, and what it refuses.
 */
export const conv2dKernel =
  (stock: Kernel, isOurs: (info: tf.backend_util.Conv2DInfo) => boolean = isFaster): Kernel =>
  (call) => {
    const { backend, inputs, attrs } = call;
    const { x, filter, bias } = inputs as { x: tf.TensorInfo; filter: tf.TensorInfo; bias?: tf.TensorInfo | null };
    const { strides, dilations, pad, dataFormat = 'NHWC', dimRoundingMode } = attrs as unknown as Attributes;
    const finish = activationOf(call);
    const operands = [x, filter, ...(bias ? [bias] : [])];
    if (
      finish === undefined ||
      dataFormat !== 'NHWC' ||
      operands.some(({ dtype }) => dtype !== 'float32') ||
      getThreadsCount() > 1 ||
      gemmOf(backend) === null
    ) {
      return stock(call);
    }
    const info = tf.backend_util.computeConv2DInfo(
      x.shape as Sizes4,
      filter.shape as Sizes4,
      strides,
      dilations,
      pad,
      dimRoundingMode,
      false,
      'channelsLast',
    );
    const { outChannels, batchSize: batch, inChannels } = info;
    const oneEach = bias?.shape.length === 1 && bias.shape[0] === outChannels;
    if ((bias && !oneEach) || !isOurs(info)) {
      return stock(call);
    }
    const map = backend.makeOutput(info.outShape, 'float32');
    convolve(backend, { batch, windows: windows2d(info), inChannels, outChannels }, { image: x, map, filter }, bias ?? undefined);
    return finish(map);
  };
