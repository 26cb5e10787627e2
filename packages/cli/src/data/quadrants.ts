import type { Binarization, Examples, PlainTensor } from '@vaekit/datasets';
import { didYouMean } from '../nearest.js';
import { gathered } from './gathered.js';
import { UsageError } from '../usageError.js';

const quadrants = ['upper-left', 'upper-right', 'lower-left', 'lower-right'] as const;

/** The places of an image's numbers that are given, and those that are learned, each in reading order. */
export interface QuadrantPlaces {
  readonly given: readonly number[];
  readonly learned: readonly number[];
}

/**
 * The places that named quadrants take of an image; of an odd number of rows or columns the middle one belongs to the lower or right half.
 *
 * @param shape `[height, width, channels]`
 * @param from what the images are of, for messages
 * @throws UsageError for examples that are no images, a name that is no quadrant, and all four
 */
export function quadrantPlaces(shape: readonly number[], names: readonly string[], from: string): QuadrantPlaces {
  const said = `--condition ${names.join(',')}`;
  const [height, width, channels] = shape as [number, number, number];
  if (shape.length !== 3) throw new UsageError(`${said} names columns of a table or quadrants of images, but ${from} is neither`);
  const stray = names.find((name) => !(quadrants as readonly string[]).includes(name));
  if (stray !== undefined)
    throw new UsageError(
      `--condition names ${stray}, but the quadrants of an image are ${quadrants.join(', ')}${didYouMean(stray, quadrants)}`,
    );
  if (names.length === quadrants.length) throw new UsageError(`${said} leaves no quadrant to learn; name fewer`);
  const places = Array.from({ length: height * width * channels }, (_, place) => place);
  const isGiven = (place: number): boolean => {
    const [row, column] = [Math.floor(place / (width * channels)), Math.floor(place / channels) % width];
    return names.includes(
      `${row < Math.floor(height / 2) ? 'upper' : 'lower'}-${column < Math.floor(width / 2) ? 'left' : 'right'}`,
    );
  };
  return { given: places.filter(isGiven), learned: places.filter((place) => !isGiven(place)) };
}

/** Images whose named quadrants are taken out of `x` into `condition`, intensities from 0 to 1. @throws UsageError as `quadrantPlaces` does */
export function splitQuadrants<B extends Binarization>(
  examples: Examples<B>,
  names: readonly string[],
  from: string,
): Examples<B> {
  const { x, mask } = examples;
  const [rows, ...shape] = x.shape as [number, ...number[]];
  const { given, learned } = quadrantPlaces(shape, names, from);
  if (mask !== undefined)
    throw new UsageError(`--condition ${names.join(',')} is for whole images, but ${from} lacks some of their numbers`);
  const size = given.length + learned.length;
  const bytes = x.data instanceof Uint8Array;
  const values = bytes ? x.data : Float32Array.from(x.data);
  const seen = Float32Array.from(gathered(values, size, given));
  if (bytes) seen.forEach((value, i) => (seen[i] = value / 255));
  return {
    ...examples,
    x: { data: gathered(values, size, learned), shape: [rows, learned.length] },
    condition: { data: seen, shape: [rows, given.length] },
  };
}

/** Whole images again, `[rows, height, width, channels]`, of what the model gave and of what it was given. */
export function joinQuadrants(
  x: PlainTensor,
  condition: PlainTensor,
  shape: readonly number[],
  { given, learned }: QuadrantPlaces,
): PlainTensor<Float32Array> {
  const rows = x.shape[0]!;
  const size = given.length + learned.length;
  const data = new Float32Array(rows * size);
  for (let row = 0; row < rows; row++) {
    learned.forEach((place, i) => (data[row * size + place] = x.data[row * learned.length + i]!));
    given.forEach((place, i) => (data[row * size + place] = condition.data[row * given.length + i]!));
  }
  return { data, shape: [rows, ...shape] };
}
