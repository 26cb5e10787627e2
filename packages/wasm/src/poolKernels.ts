import * as tf from '@tensorflow/tfjs';
import { tapTable, volume, type Windows, windows2d, windows3d } from './tapTable.js';
import type { Kernel, KernelCall } from './wasmBackend.js';

type Sizes4 = [number, number, number, number];
type Sizes5 = [number, number, number, number, number];

interface Attributes {
  readonly filterSize: number;
  readonly strides: number;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The gradient of a pooling, for one window: from where the gradients of its channels lie to where the pixels of its taps do. */
type WindowGradient = (arrays: {
  readonly input: Float32Array;
  readonly dy: Float32Array;
  readonly dx: Float32Array;
  /** Index of the window's first channel in `dy`. */
  readonly from: number;
  /** Index of the image's first number. */
  readonly image: number;
  /** Offsets of the taps inside the image, −1 outside. */
  readonly taps: Int32Array;
  readonly channels: number;
}) => void;

const windowsOf = {
  2: (shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: Attributes): Windows =>
    windows2d(tf.backend_util.computePool2DInfo(shape as Sizes4, filterSize, strides, 1, pad, dimRoundingMode)),
  3: (shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: Attributes): Windows =>
    windows3d(tf.backend_util.computePool3DInfo(shape as Sizes5, filterSize, strides, 1, pad, dimRoundingMode)),
};

const poolGradient =
  (axes: 2 | 3, ofWindow: WindowGradient): Kernel =>
  ({ backend, inputs, attrs }: KernelCall) => {
    const { dy: given, input: x } = inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
    const windows = windowsOf[axes](x.shape, attrs as unknown as Attributes);
    const out = backend.makeOutput(x.shape, 'float32');
    const [input, dy, dx] = [x, given, out].map((info) => backend.typedArrayFromHeap(info)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    dx.fill(0);
    const [batch, channels] = [x.shape[0] ?? 0, x.shape.at(-1) ?? 0];
    const [pixels, positions, count] = [volume(windows.image), volume(windows.positions), volume(windows.taps)];
    const table = tapTable(windows, channels);
    for (let i = 0; i < batch; i++) {
      for (let position = 0; position < positions; position++) {
        ofWindow({
          input,
          dy,
          dx,
          from: (i * positions + position) * channels,
          image: i * pixels * channels,
          taps: table.subarray(position * count, (position + 1) * count),
          channels,
        });
      }
    }
    return out;
  };

/** All of the gradient goes to the greatest number of the window, to the first of equals. */
const ofMaximum: WindowGradient = ({ input, dy, dx, from, image, taps, channels }) => {
  for (let channel = 0; channel < channels; channel++) {
    let [best, greatest] = [-1, -Infinity];
    for (const tap of taps) {
      const at = image + tap + channel;
      if (tap >= 0 && (best < 0 || (input[at] ?? 0) > greatest)) {
        [best, greatest] = [at, input[at] ?? 0];
      }
    }
    if (best >= 0) {
      dx[best] = (dx[best] ?? 0) + (dy[from + channel] ?? 0);
    }
  }
};

/** The gradient is shared by the pixels that were averaged: the padding is not among them. */
const ofMean: WindowGradient = ({ dy, dx, from, image, taps, channels }) => {
  const share = 1 / taps.reduce((count, tap) => count + (tap < 0 ? 0 : 1), 0);
  for (const tap of taps) {
    if (tap < 0) {
      continue;
    }
    for (let channel = 0; channel < channels; channel++) {
      const at = image + tap + channel;
      dx[at] = (dx[at] ?? 0) + share * (dy[from + channel] ?? 0);
    }
  }
};

/** `MaxPool3D`: `tf.maxPool3d`; where all numbers of a window are negative the stock kernel gives the smallest positive one. */
export const maxPool3d: Kernel = ({ backend, inputs, attrs }: KernelCall) => {
  const { x } = inputs as { x: tf.TensorInfo };
  const windows = windowsOf[3](x.shape, attrs as unknown as Attributes);
  const [batch, channels] = [x.shape[0] ?? 0, x.shape.at(-1) ?? 0];
  const out = backend.makeOutput([batch, ...windows.positions, channels], 'float32');
  const [source, target] = [x, out].map((info) => backend.typedArrayFromHeap(info)) as [Float32Array, Float32Array];
  target.fill(-Infinity);
  const size = volume(windows.image) * channels;
  const table = tapTable(windows, channels);
  const taps = volume(windows.taps);
  for (let i = 0; i < batch; i++) {
    table.forEach((tap, entry) => {
      if (tap < 0) {
        return;
      }
      const to = (i * (table.length / taps) + Math.floor(entry / taps)) * channels;
      for (let channel = 0; channel < channels; channel++) {
        target[to + channel] = Math.max(target[to + channel] ?? 0, source[i * size + tap + channel] ?? 0);
      }
    });
  }
  return out;
};
/** `MaxPoolGrad`: the gradient of `tf.maxPool`. */
export const maxPoolGrad: Kernel = poolGradient(2, ofMaximum);
/** `MaxPool3DGrad`: the gradient of `tf.maxPool3d`. */
export const maxPool3dGrad: Kernel = poolGradient(3, ofMaximum);
/** `AvgPoolGrad`: the gradient of `tf.avgPool`. */
export const avgPoolGrad: Kernel = poolGradient(2, ofMean);
/** `AvgPool3DGrad`: the gradient of `tf.avgPool3d`. */
export const avgPool3dGrad: Kernel = poolGradient(3, ofMean);
