import type { PlainTensor } from '@vaekit-internal/base';
import type { LabData, LabExamples } from './labData.js';

/** One part of a set of images. */
interface ImagePart {
  readonly x: PlainTensor;
  readonly y?: PlainTensor | undefined;
  readonly classes?: readonly string[] | undefined;
}

/** Images with labels as a data set gives them: gray, `[n, side, side, 1]`, eight-bit or in [0, 1]. */
export interface ImageSet {
  readonly name: string;
  readonly train: ImagePart;
  readonly test?: ImagePart | undefined;
}

/** How much of a set is used, and at what size. */
export interface ImageAmount {
  readonly training: number;
  readonly test: number;
  /** Whether squares of four pixels become one. */
  readonly halved: boolean;
}

/** The first images of one part as numbers in [0, 1]. */
function part({ x, y }: ImagePart, most: number, halved: boolean): LabExamples {
  const [rows, height, width] = x.shape as [number, number, number, number];
  const count = Math.min(most, rows);
  const size = height * width;
  const scale = x.data instanceof Uint8Array || x.data instanceof Uint8ClampedArray ? 1 / 255 : 1;
  const data = Float32Array.from(x.data.subarray(0, count * size) as ArrayLike<number>, (value) => value * scale);
  const labels =
    y === undefined ? {} : { y: { data: Int32Array.from(y.data.subarray(0, count) as ArrayLike<number>), shape: [count] } };
  const whole = { data, shape: [count, height, width, 1] };
  return { x: halved ? halfSize(whole) : whole, ...labels, binarization: 'none' };
}

/** Images of half the height and width, each pixel the mean of four. */
export function halfSize({ data, shape }: PlainTensor): PlainTensor {
  const [rows, height, width] = shape as [number, number, number, number];
  const [h, w] = [height / 2, width / 2];
  if (!Number.isInteger(h) || !Number.isInteger(w))
    throw new RangeError(`halfSize: images are ${height} × ${width}; expected even numbers of pixels`);
  const small = new Float32Array(rows * h * w);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < h; i++)
      for (let j = 0; j < w; j++) {
        const at = (row * height + 2 * i) * width + 2 * j;
        small[(row * h + i) * w + j] = (data[at]! + data[at + 1]! + data[at + width]! + data[at + width + 1]!) / 4;
      }
  return { data: small, shape: [rows, h, w, 1] };
}

/** A set of images as an experiment uses it. */
export function labeledImages(set: ImageSet, { training, test, halved }: ImageAmount): LabData {
  const { name, train } = set;
  if (train.x.shape.length !== 4 || train.x.shape[3] !== 1)
    throw new Error(
      `experiments need gray images, [n,height,width,1]; those of ${name} have shape [${train.x.shape.join(',')}]; choose another data set`,
    );
  if (set.test === undefined)
    throw new Error(`experiments need held-out images, but ${name} has no test part; choose another data set`);
  const parts = { train: part(train, training, halved), test: part(set.test, test, halved) };
  const [n, m] = [parts.train.x.shape[0], parts.test.x.shape[0]];
  return {
    key: `${name} ${n}+${m}${halved ? ' halved' : ''}`,
    ...parts,
    ...(parts.train.y === undefined || train.classes === undefined ? {} : { classes: train.classes.length }),
  };
}
