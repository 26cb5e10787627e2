import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { withTable } from './convolution.js';
import { tapFunctionsOf } from './tapFunctions.js';
import { tapTable, windows2d } from './tapTable.js';
import { addressOf, type BackendWasm, heapOf, type Kernel, release } from './wasmBackend.js';

const FLOAT = 4;

type Sizes4 = [number, number, number, number];

interface Attributes {
  readonly strides: number | [number, number];
  readonly dilations?: number | [number, number];
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly inputShape: Sizes4;
  readonly filterShape: Sizes4;
}

const infoOf = (
  imageShape: Sizes4,
  filterShape: Sizes4,
  { strides, dilations, pad, dimRoundingMode }: Attributes,
): tf.backend_util.Conv2DInfo =>
  tf.backend_util.computeConv2DInfo(imageShape, filterShape, strides, dilations ?? 1, pad, dimRoundingMode, true);

/** Each channel of `x` repeated `times` times, so that a channel multiplier is 1 afterward. The caller releases what it gets. */
function repeatChannels(backend: BackendWasm, x: tf.TensorInfo, times: number): tf.TensorInfo {
  const out = backend.makeOutput([...x.shape.slice(0, -1), (x.shape.at(-1) ?? 0) * times], 'float32');
  const [source, target] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
  for (let i = 0; i < source.length; i++) {
    target.fill(source[i] ?? 0, i * times, (i + 1) * times);
  }
  return out;
}

/** The sums of `times` neighbors in `x`, written to `out`. */
function sumNeighbors(backend: BackendWasm, x: tf.TensorInfo, out: tf.TensorInfo, times: number): void {
  const [source, target] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
  for (let i = 0; i < target.length; i++) {
    let sum = 0;
    for (let j = i * times; j < (i + 1) * times; j++) {
      sum += source[j] ?? 0;
    }
    target[i] = sum;
  }
}

/** `DepthwiseConv2dNativeBackpropInput`: the gradient of `tf.depthwiseConv2d` in its input. */
export const depthwiseBackpropInput: Kernel = ({ backend, inputs, attrs }) => {
  const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
  const attributes = attrs as unknown as Attributes;
  const info = infoOf(attributes.inputShape, filter.shape as Sizes4, attributes);
  const windows = windows2d(info);
  const { batchSize, inChannels, outChannels } = info;
  const [pixels, positions, taps] = [sizeFromShape(windows.image), sizeFromShape(windows.positions), sizeFromShape(windows.taps)];
  const multiplier = outChannels / inChannels;
  const run = outChannels * FLOAT;
  const out = backend.makeOutput(info.inShape, 'float32');
  if (sizeFromShape(out.shape) === 0) {
    return out;
  }
  const image = multiplier === 1 ? out : backend.makeOutput([batchSize, pixels, outChannels], 'float32');
  backend.typedArrayFromHeap(image).fill(0);
  const { depthwiseInput } = tapFunctionsOf(backend);
  withTable(backend, tapTable(windows, run), 0, (table) => {
    const [images, maps, filters] = [image, dy, filter].map((tensor) => addressOf(backend, tensor)) as [number, number, number];
    for (let i = 0; i < batchSize; i++) {
      depthwiseInput(images + i * pixels * run, maps + i * positions * run, filters, table, positions, taps, run);
    }
  });
  if (image !== out) {
    sumNeighbors(backend, image, out, multiplier);
    release(backend, image);
  }
  return out;
};

/** `DepthwiseConv2dNativeBackpropFilter`: the gradient of `tf.depthwiseConv2d` in its filter. */
export const depthwiseBackpropFilter: Kernel = ({ backend, inputs, attrs }) => {
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const attributes = attrs as unknown as Attributes;
  const info = infoOf(x.shape as Sizes4, attributes.filterShape, attributes);
  const windows = windows2d(info);
  const { batchSize, inChannels, outChannels } = info;
  const [pixels, positions, taps] = [sizeFromShape(windows.image), sizeFromShape(windows.positions), sizeFromShape(windows.taps)];
  const multiplier = outChannels / inChannels;
  const run = outChannels * FLOAT;
  const out = backend.makeOutput(attributes.filterShape, 'float32');
  const size = taps * outChannels;
  if (size === 0) {
    return out;
  }
  const image = multiplier === 1 ? x : repeatChannels(backend, x, multiplier);
  const { depthwiseFilter } = tapFunctionsOf(backend);
  withTable(backend, tapTable(windows, run), size, (table, own) => {
    const [images, maps] = [addressOf(backend, image), addressOf(backend, dy)];
    // One image after the other, each summed on its own first: the error grows with the sum of both numbers, not with their product.
    const total = new Float64Array(size);
    for (let i = 0; i < batchSize; i++) {
      const sums = new Float32Array(heapOf(backend), own, size).fill(0);
      depthwiseFilter(images + i * pixels * run, maps + i * positions * run, own, table, positions, taps, run);
      for (let j = 0; j < size; j++) {
        total[j] = (total[j] ?? 0) + (sums[j] ?? 0);
      }
    }
    backend.typedArrayFromHeap(out).set(total);
  });
  if (image !== x) {
    release(backend, image);
  }
  return out;
};
