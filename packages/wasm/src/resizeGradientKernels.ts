import type * as tf from '@tensorflow/tfjs';
import { type Share, spreadShares } from './spreadShares.js';
import type { Kernel } from './wasmBackend.js';

interface Attributes {
  readonly alignCorners: boolean;
  readonly halfPixelCenters?: boolean;
}

/** What each pixel of one resized axis took from those of the original one. */
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

/** Resizing is a linear map along the rows times one along the columns; the gradient is its transpose. */
const resizeGradient =
  (sharesOf: Shares): Kernel =>
  ({ backend, inputs, attrs }) => {
    const { images, dy } = inputs as { images: tf.TensorInfo; dy: tf.TensorInfo };
    const attributes = attrs as unknown as Attributes;
    const [, height = 0, width = 0] = images.shape;
    const [, newHeight = 0, newWidth = 0] = dy.shape;
    const out = backend.makeOutput(images.shape, 'float32');
    const columns = sharesOf(width, newWidth, attributes);
    const shares = sharesOf(height, newHeight, attributes).flatMap((row) =>
      columns.map((column) => ({
        from: row.from * newWidth + column.from,
        to: row.to * width + column.to,
        weight: row.weight * column.weight,
      })),
    );
    spreadShares(
      backend,
      shares.filter(({ weight }) => weight !== 0),
      dy,
      out,
    );
    return out;
  };

/** `ResizeNearestNeighborGrad`: the gradient of `tf.image.resizeNearestNeighbor`, and of `upSampling2d`. */
export const resizeNearestNeighborGrad: Kernel = resizeGradient(nearestShares);
/** `ResizeBilinearGrad`: the gradient of `tf.image.resizeBilinear`. */
export const resizeBilinearGrad: Kernel = resizeGradient(bilinearShares);
