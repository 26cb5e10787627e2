import type { OwnName } from '../commands/dataOptions.js';

/** What a list says of a set that comes with the program, without making it. */
export interface OwnSetFacts {
  readonly description: string;
  readonly shape: readonly number[];
  readonly train: number;
  readonly test: number;
  readonly license: string;
}

/** How many points a set has: of a thousand not even a kernel estimate or a mixture of normals learns the shape of `rings`, `pinwheel` or `swiss-roll`. */
export const pointCount = 10_000;
/** How many it had, as runs of then have seen them. */
export const earlierPointCount = 1000;

const made = (description: string, shape: readonly number[], size = 1000): OwnSetFacts => ({
  description,
  shape,
  train: 0.8 * size,
  test: 0.2 * size,
  license: 'CC0-1.0',
});

/** The sets that come with the program or are made by it. */
export const ownSets: Readonly<Record<OwnName, OwnSetFacts>> = {
  digits: { ...made('Handwritten digits, the first 10,000 of MNIST', [28, 28, 1], 10_000), license: 'CC-BY-SA-3.0' },
  moons: made('Two half circles in the plane', [2], pointCount),
  rings: made('Rings in the plane', [2], pointCount),
  pinwheel: made('Arms of a pinwheel in the plane', [2], pointCount),
  'eight-gaussians': made('Eight normal distributions on a circle, density known', [2], pointCount),
  'swiss-roll': made('A rolled sheet in space', [3], pointCount),
  'linear-gaussian': made('A linear model with normal noise, likelihood known', [8], pointCount),
  rectangles: made('White rectangles on black; width and height known', [28, 28, 1]),
  'moon-phases': made('A disc with a moving shadow; phase known', [32, 32, 1]),
  sprites: made('Sprites; shape, scale, rotation and place known', [64, 64, 1], 10_000),
  'sprites-color': made('Sprites in eight colors; all factors known', [64, 64, 3], 10_000),
  'sprites-small': made('Sprites of 32 pixels; all factors known', [32, 32, 1], 10_000),
};
