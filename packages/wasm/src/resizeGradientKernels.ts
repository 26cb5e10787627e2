import type * as tf from '@tensorflow/tfjs';
import { volume } from './tapTable.js';
import { type BackendWasm, type Kernel, release } from './wasmBackend.js';

interface Attributes {
  readonly alignCorners: boolean;
  readonly halfPixelCenters?: boolean;
}

/** How much a pixel of the resized axis took from a pixel of the original one. */
interface Share {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

type Shares = (length: number, resized: number, attributes: Attributes) => Share[];

const { fround } = Math;

/** Pixels of the original axis that one pixel of the resized axis spans, in the single precision of the forward kernels. */
const spanOf = (length: number, resized: number, alignCorners: boolean): number =>
  fround(alignCorners && resized > 1 ? (length - 1) / (resized - 1) : length / resized);

const nearestShares: Shares = (length, resized, { alignCorners, halfPixelCenters = false }) => {
  const span = spanOf(length, resized, alignCorners);
  return Array.from({ length: resized }, (_, from) => {
    const at = fround(span * (halfPixelCenters ? from + 0.5 : from));
    const nearest = alignCorners ? Math.round(at) : Math.floor(at);
    return { from, to: Math.max(0, Math.min(length - 1, nearest)), weight: 1 };
  });
};

const bilinearShares: Shares = (length, resized, { alignCorners, halfPixelCenters = false }) => {
  const span = spanOf(length, resized, alignCorners);
  return Array.from({ length: resized }, (_, from) => {
    const at = halfPixelCenters ? fround(fround(span * (from + 0.5)) - 0.5) : fround(span * from);
    const below = Math.max(0, Math.min(length - 1, Math.floor(at)));
    const above = Math.max(0, Math.min(length - 1, Math.ceil(at)));
    const weight = at - below;
    return [
      { from, to: below, weight: 1 - weight },
      { from, to: above, weight },
    ];
  }).flat();
};

/** `out[o, to, i] += weight · x[o, from, i]` for the middle one of three axes. */
function spread(
  backend: BackendWasm,
  x: tf.TensorInfo,
  out: tf.TensorInfo,
  [outer, length, resized, inner]: readonly [number, number, number, number],
  shares: readonly Share[],
): void {
  const [source, target] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)] as [Float32Array, Float32Array];
  target.fill(0);
  for (let o = 0; o < outer; o++) {
    for (const { from, to, weight } of shares) {
      if (weight === 0) {
        continue;
      }
      const [start, end] = [(o * resized + from) * inner, (o * length + to) * inner];
      for (let i = 0; i < inner; i++) {
        target[end + i] = (target[end + i] ?? 0) + weight * (source[start + i] ?? 0);
      }
    }
  }
}

/** Resizing is one linear map along the rows and one along the columns; the gradient is their transposes. */
const resizeGradient =
  (sharesOf: Shares): Kernel =>
  ({ backend, inputs, attrs }) => {
    const { images, dy } = inputs as { images: tf.TensorInfo; dy: tf.TensorInfo };
    const attributes = attrs as unknown as Attributes;
    const [batch = 0, height = 0, width = 0, channels = 0] = images.shape;
    const [, newHeight = 0, newWidth = 0] = dy.shape;
    const rows = backend.makeOutput([batch, height, newWidth, channels], 'float32');
    const out = backend.makeOutput(images.shape, 'float32');
    if (volume(out.shape) > 0) {
      spread(backend, dy, rows, [batch, height, newHeight, newWidth * channels], sharesOf(height, newHeight, attributes));
      spread(backend, rows, out, [batch * height, width, newWidth, channels], sharesOf(width, newWidth, attributes));
    }
    release(backend, rows);
    return out;
  };

/** `ResizeNearestNeighborGrad`: the gradient of `tf.image.resizeNearestNeighbor`, and of `upSampling2d`. */
export const resizeNearestNeighborGrad: Kernel = resizeGradient(nearestShares);
/** `ResizeBilinearGrad`: the gradient of `tf.image.resizeBilinear`. */
export const resizeBilinearGrad: Kernel = resizeGradient(bilinearShares);
