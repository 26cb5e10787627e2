import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { spreadShares } from './spreadShares.js';
import { tapTable, type Windows, windows2d, windows3d } from './tapTable.js';
import type { Kernel, KernelCall } from './wasmBackend.js';

type Sizes4 = [number, number, number, number];
type Sizes5 = [number, number, number, number, number];

interface Attributes {
  readonly filterSize: number;
  readonly strides: number;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

const windowsOf = {
  2: (shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: Attributes): Windows =>
    windows2d(tf.backend_util.computePool2DInfo(shape as Sizes4, filterSize, strides, 1, pad, dimRoundingMode)),
  3: (shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: Attributes): Windows =>
    windows3d(tf.backend_util.computePool3DInfo(shape as Sizes5, filterSize, strides, 1, pad, dimRoundingMode)),
};

/** All of the gradient goes to the greatest number of the window, to the first of equals. */
const maximumGradient =
  (axes: 2 | 3): Kernel =>
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
    const [size, positions, taps] = [
      sizeFromShape(windows.image) * channels,
      sizeFromShape(windows.positions),
      sizeFromShape(windows.taps),
    ];
    const table = tapTable(windows, channels);
    // For each channel of a window: the greatest number so far, and where it is.
    const greatest = new Float32Array(channels);
    const places = new Int32Array(channels);
    for (let i = 0; i < batch; i++) {
      for (let position = 0; position < positions; position++) {
        places.fill(-1);
        for (let tap = 0; tap < taps; tap++) {
          const offset = table[position * taps + tap] ?? -1;
          if (offset < 0) {
            continue;
          }
          const start = i * size + offset;
          for (let channel = 0; channel < channels; channel++) {
            const value = input[start + channel] ?? 0;
            if ((places[channel] ?? 0) < 0 || value > (greatest[channel] ?? 0)) {
              greatest[channel] = value;
              places[channel] = start + channel;
            }
          }
        }
        const from = (i * positions + position) * channels;
        for (let channel = 0; channel < channels; channel++) {
          const place = places[channel] ?? -1;
          if (place >= 0) {
            dx[place] = (dx[place] ?? 0) + (dy[from + channel] ?? 0);
          }
        }
      }
    }
    return out;
  };

/** The gradient is shared by the pixels that were averaged: the padding is not among them. */
const meanGradient =
  (axes: 2 | 3): Kernel =>
  ({ backend, inputs, attrs }: KernelCall) => {
    const { dy, input: x } = inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
    const windows = windowsOf[axes](x.shape, attrs as unknown as Attributes);
    const out = backend.makeOutput(x.shape, 'float32');
    const taps = sizeFromShape(windows.taps);
    const table = tapTable(windows, 1);
    const shares = Array.from({ length: sizeFromShape(windows.positions) }, (_, from) => {
      const inside = [...table.subarray(from * taps, (from + 1) * taps)].filter((to) => to >= 0);
      return inside.map((to) => ({ from, to, weight: 1 / inside.length }));
    }).flat();
    spreadShares(backend, shares, dy, out);
    return out;
  };

/** `MaxPool3D`: `tf.maxPool3d`; where all numbers of a window are negative the stock kernel gives the smallest positive one. */
export const maxPool3d: Kernel = ({ backend, inputs, attrs }: KernelCall) => {
  const { x } = inputs as { x: tf.TensorInfo };
  const windows = windowsOf[3](x.shape, attrs as unknown as Attributes);
  const [batch, channels] = [x.shape[0] ?? 0, x.shape.at(-1) ?? 0];
  const out = backend.makeOutput([batch, ...windows.positions, channels], 'float32');
  const [source, target] = [x, out].map((info) => backend.typedArrayFromHeap(info)) as [Float32Array, Float32Array];
  target.fill(-Infinity);
  const size = sizeFromShape(windows.image) * channels;
  const table = tapTable(windows, channels);
  const taps = sizeFromShape(windows.taps);
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
export const maxPoolGrad: Kernel = maximumGradient(2);
/** `MaxPool3DGrad`: the gradient of `tf.maxPool3d`. */
export const maxPool3dGrad: Kernel = maximumGradient(3);
/** `AvgPoolGrad`: the gradient of `tf.avgPool`. */
export const avgPoolGrad: Kernel = meanGradient(2);
/** `AvgPool3DGrad`: the gradient of `tf.avgPool3d`. */
export const avgPool3dGrad: Kernel = meanGradient(3);
