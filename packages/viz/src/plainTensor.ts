import { type PlainTensor, sizeFromShape } from '@vaekit-internal/base';

/** Sizes of a batch of images `[count, height, width, channels]`. */
export interface ImageSizes {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

/** `[32,28,28,1]`, as the errors of this package write a shape. */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(',')}]`;
}

function checkTensor(where: string, name: string, tensor: PlainTensor): void {
  const given = tensor as Partial<PlainTensor> | null | undefined;
  if (!given || !ArrayBuffer.isView(given.data) || !Array.isArray(given.shape)) {
    throw new TypeError(
      `${where}: \`${name}\` must be { data: TypedArray, shape: number[] }; pass { data: await t.data(), shape: t.shape }`,
    );
  }
  for (const size of tensor.shape) {
    if (!Number.isInteger(size) || size < 0)
      throw new RangeError(`${where}: \`${name}\` has shape ${formatShape(tensor.shape)}; sizes are whole numbers`);
  }
  const length = sizeFromShape(tensor.shape);
  if (tensor.data.length !== length) {
    throw new RangeError(
      `${where}: \`${name}\` has shape ${formatShape(tensor.shape)}, so ${length} numbers, but its data hold ${tensor.data.length}; pass the shape that belongs to the data`,
    );
  }
}

/** Checks that `images` is `[n,h,w,1]` or `[n,h,w,3]` with at least one image, and returns the sizes. */
export function imageSizes(where: string, name: string, images: PlainTensor): ImageSizes {
  checkTensor(where, name, images);
  const [count, height, width, channels] = images.shape;
  if (images.shape.length !== 4 || (channels !== 1 && channels !== 3)) {
    throw new RangeError(
      `${where}: \`${name}\` has shape ${formatShape(images.shape)}; expected [n,height,width,1] or [n,height,width,3], so reshape flat images first`,
    );
  }
  if (!count || !height || !width)
    throw new RangeError(`${where}: \`${name}\` has shape ${formatShape(images.shape)}; there is no pixel to draw`);
  return { count, height, width, channels };
}

/** Checks that `tensor` is `[n,columns]` with finite numbers, and returns n. */
export function tableRows(where: string, name: string, tensor: PlainTensor, columns: number): number {
  checkTensor(where, name, tensor);
  const [rows, width] = tensor.shape;
  if (tensor.shape.length !== 2 || width !== columns) {
    throw new RangeError(
      `${where}: \`${name}\` has shape ${formatShape(tensor.shape)}; expected [n,${columns}], so select or project to ${columns} dimensions first`,
    );
  }
  if (!rows) throw new RangeError(`${where}: \`${name}\` has shape ${formatShape(tensor.shape)}; there is no point to draw`);
  const bad = tensor.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new RangeError(
      `${where}: \`${name}\` row ${Math.floor(bad / columns)} is ${tensor.data[bad]}; every coordinate must be finite`,
    );
  }
  return rows;
}
