import type { PlainTensor } from '@vaekit-internal/base';
import { randomStream } from '@vaekit/core';
import { type FactorGrid, spriteGrid } from '@vaekit/datasets';
import type { LabData } from '../../lab/labData.js';

/** The side of the images, cut out of the middle of sprites on 32 × 32 pixels. */
const SIDE = 20;
const WHOLE = 32;
/** Values of color, shape, size, turn and place: all colors and shapes; sizes from 0.7 to 1, turns of up to 36°, places within a pixel. */
const ranges = [8, 3, 4, 9, 4, 4] as const;

/** The same values as the grid counts them. */
const placesOf = ([color = 0, shape = 0, size = 0, turn = 0, x = 0, y = 0]: readonly number[]): number[] => [
  color,
  shape,
  2 + size,
  (36 + turn) % 40,
  14 + x,
  14 + y,
];

/** Sprites with what is known of them. */
export interface ColoredSprites {
  readonly data: LabData;
  readonly color: { readonly train: readonly number[]; readonly test: readonly number[] };
  readonly shape: { readonly train: readonly number[]; readonly test: readonly number[] };
  /** The mean squared distance of pixels between a sprite and the same one in another color, or of another shape. */
  readonly change: { readonly color: number; readonly shape: number };
}

/** The chosen values of the combination of a number. */
function combination(index: number): number[] {
  let rest = index;
  return ranges
    .toReversed()
    .map((size) => {
      const value = rest % size;
      rest = Math.floor(rest / size);
      return value;
    })
    .toReversed();
}

/** Images in [0, 1] whose colors are mixed with white: `white + tint · (colored − white)`. */
function draw(colored: FactorGrid, white: FactorGrid, tint: number, chosen: readonly (readonly number[])[]): PlainTensor {
  const full = colored.examples(chosen.map((values) => colored.indexOf(placesOf(values)))).x.data;
  const plain = white.examples(chosen.map((values) => white.indexOf(placesOf(values).slice(1)))).x.data;
  const data = new Float32Array(chosen.length * SIDE * SIDE * 3);
  const edge = (WHOLE - SIDE) / 2;
  for (let at = 0; at < data.length / 3; at++) {
    const [row, i, j] = [Math.floor(at / SIDE ** 2), Math.floor(at / SIDE) % SIDE, at % SIDE];
    const from = (row * WHOLE + i + edge) * WHOLE + j + edge;
    for (const channel of [0, 1, 2])
      data[3 * at + channel] = (plain[from]! + tint * (full[3 * from + channel]! - plain[from]!)) / 255;
  }
  return { data, shape: [chosen.length, SIDE, SIDE, 3] };
}

const distance = (a: PlainTensor, b: PlainTensor): number =>
  Array.from(a.data, (value, i) => (value - b.data[i]!) ** 2).reduce((sum, value) => sum + value, 0) / a.shape[0]!;

/**
 * Sprites in the middle of small color images: 8 colors, 3 shapes, and sizes, turns and places that differ a little. `tint` is how strong the colors
 * are, from 0 (all white) to 1.
 */
export function coloredSprites(tint: number, training: number, test: number): ColoredSprites {
  const [colored, white] = [spriteGrid({ color: true, imageSize: WHOLE }), spriteGrid({ imageSize: WHOLE })];
  const all = ranges.reduce((product: number, size) => product * size, 1);
  const order = randomStream(0).fork('sprites').permutation(all);
  const chosen = Array.from(order.subarray(0, training + test), combination);
  const parts = { train: chosen.slice(0, training), test: chosen.slice(training) };
  const images = (values: readonly (readonly number[])[]): PlainTensor => draw(colored, white, tint, values);
  const held = images(parts.test);
  const labels = (at: number) => ({ train: parts.train.map((one) => one[at]!), test: parts.test.map((one) => one[at]!) });
  const changed = (at: number): number =>
    distance(held, images(parts.test.map((one, row) => one.with(at, (one[at]! + 1 + (row % (ranges[at]! - 1))) % ranges[at]!))));
  return {
    data: {
      key: `sprites, tint ${tint}, ${training}+${test}`,
      train: { x: images(parts.train), binarization: 'none' },
      test: { x: held, binarization: 'none' },
    },
    color: labels(0),
    shape: labels(1),
    change: { color: changed(0), shape: changed(1) },
  };
}
