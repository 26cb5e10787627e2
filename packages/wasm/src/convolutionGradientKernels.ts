import * as tf from '@tensorflow/tfjs';
import { toChannelsFirst, toChannelsLast } from './channelsLast.js';
import { type Convolution, filterGradient, inputGradient } from './convolution.js';
import { windows2d, windows3d } from './tapTable.js';
import { type Kernel, release } from './wasmBackend.js';

type Sizes4 = [number, number, number, number];
type Sizes5 = [number, number, number, number, number];

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly inputShape: Sizes4;
  readonly filterShape: Sizes4;
}

interface Attributes3d {
  readonly strides: number | [number, number, number];
  readonly pad: 'valid' | 'same';
  readonly inputShape: Sizes5;
  readonly filterShape: Sizes5;
}

/** The convolution that a gradient is of, as if the channels were last. */
function convolution2d(
  imageShape: Sizes4,
  filterShape: Sizes4,
  { strides, pad, dimRoundingMode, dataFormat }: Attributes,
): Convolution {
  const format = tf.backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC');
  const info = tf.backend_util.computeConv2DInfo(imageShape, filterShape, strides, 1, pad, dimRoundingMode, false, format);
  return { batch: info.batchSize, windows: windows2d(info), inChannels: info.inChannels, outChannels: info.outChannels };
}

function convolution3d(imageShape: Sizes5, filterShape: Sizes5, { strides, pad }: Attributes3d): Convolution {
  const info = tf.backend_util.computeConv3DInfo(imageShape, filterShape, strides, 1, pad);
  return { batch: info.batchSize, windows: windows3d(info), inChannels: info.inChannels, outChannels: info.outChannels };
}

/** `Conv2DBackpropFilter`: the gradient of `tf.conv2d` in its filter. */
export const conv2dBackpropFilter: Kernel = ({ backend, inputs, attrs }) => {
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const attributes = attrs as unknown as Attributes;
  const conv = convolution2d(x.shape as Sizes4, attributes.filterShape, attributes);
  const filter = backend.makeOutput(attributes.filterShape, 'float32');
  if (attributes.dataFormat !== 'NCHW') {
    filterGradient(backend, conv, { image: x, map: dy, filter });
    return filter;
  }
  const [image, map] = [toChannelsLast(backend, x), toChannelsLast(backend, dy)];
  filterGradient(backend, conv, { image, map, filter });
  release(backend, image);
  release(backend, map);
  return filter;
};

/** `Conv2DBackpropInput`: the gradient of `tf.conv2d` in its input, and `tf.conv2dTranspose`. */
export const conv2dBackpropInput: Kernel = ({ backend, inputs, attrs }) => {
  const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
  const attributes = attrs as unknown as Attributes;
  const { inputShape, dataFormat } = attributes;
  const conv = convolution2d(inputShape, filter.shape as Sizes4, attributes);
  if (dataFormat !== 'NCHW') {
    const image = backend.makeOutput(inputShape, 'float32');
    inputGradient(backend, conv, { image, map: dy, filter });
    return image;
  }
  const [batch, channels, height, width] = inputShape;
  const map = toChannelsLast(backend, dy);
  const image = backend.makeOutput([batch, height, width, channels], 'float32');
  inputGradient(backend, conv, { image, map, filter });
  const result = toChannelsFirst(backend, image);
  release(backend, map);
  release(backend, image);
  return result;
};

/** `Conv3DBackpropFilterV2`: the gradient of `tf.conv3d` in its filter. */
export const conv3dBackpropFilter: Kernel = ({ backend, inputs, attrs }) => {
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const attributes = attrs as unknown as Attributes3d;
  const filter = backend.makeOutput(attributes.filterShape, 'float32');
  const conv = convolution3d(x.shape as Sizes5, attributes.filterShape, attributes);
  filterGradient(backend, conv, { image: x, map: dy, filter });
  return filter;
};

/** `Conv3DBackpropInputV2`: the gradient of `tf.conv3d` in its input, and `tf.conv3dTranspose`. */
export const conv3dBackpropInput: Kernel = ({ backend, inputs, attrs }) => {
  const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
  const attributes = attrs as unknown as Attributes3d;
  const image = backend.makeOutput(attributes.inputShape, 'float32');
  const conv = convolution3d(attributes.inputShape, filter.shape as Sizes5, attributes);
  inputGradient(backend, conv, { image, map: dy, filter });
  return image;
};
