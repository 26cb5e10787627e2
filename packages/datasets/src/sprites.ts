import { checkWhole } from './checks.js';
import type { DataSet } from './examples.js';
import { drawFromGrid, evenly, type Factor, type FactorGrid, factorGrid } from './factorGrid.js';
import type { SyntheticOptions } from './syntheticSet.js';
import { turn } from './turn.js';

export interface SpriteGridOptions {
  /** Height and width of the images in pixels, 16 to 256; 64 unless said. */
  readonly imageSize?: number;
  /** Whether sprites have a color, one factor more; false unless said, which gives white on black in one channel. */
  readonly color?: boolean;
  /** How many scales, rotations, and positions on each axis there are; 6, 40 and 32 unless said, as in dSprites. */
  readonly scales?: number;
  readonly rotations?: number;
  readonly positions?: number;
}

/** Options of `sprites`; `size` is 10,000, or all combinations if there are fewer, unless said. */
export interface SpritesOptions extends SpriteGridOptions, SyntheticOptions {}

const colors: readonly (readonly [name: string, red: number, green: number, blue: number])[] = [
  ['red', 235, 64, 62],
  ['orange', 245, 150, 46],
  ['yellow', 240, 222, 78],
  ['green', 88, 190, 84],
  ['cyan', 76, 204, 214],
  ['blue', 74, 118, 240],
  ['violet', 156, 88, 224],
  ['pink', 246, 128, 190],
];

/** A shape around the origin, in units of the half size of a sprite. */
interface Shape {
  readonly name: string;
  /** The radii of a circle inside it and of one around it. */
  readonly inner: number;
  readonly outer: number;
  readonly holds: (x: number, y: number) => boolean;
}

// At scale 1 every shape fits into a circle of radius 1 around its place and has about the same area, 1.4 to 1.55.
const shapes: readonly Shape[] = [
  { name: 'square', inner: 0.6, outer: 0.85, holds: (x, y) => x <= 0.6 && x >= -0.6 && y <= 0.6 && y >= -0.6 },
  { name: 'ellipse', inner: 0.5, outer: 0.98, holds: (x, y) => (x * x) / (0.98 * 0.98) + (y * y) / (0.5 * 0.5) <= 1 },
  {
    name: 'heart',
    inner: 0.24,
    outer: 1,
    // u² + (5v/4 − sqrt|u|)² <= 1 with v upwards, moved so that its center of gravity, v = 0.488, is the origin.
    holds: (x, y) => {
      const u = 1.29 * x;
      const v = 1.25 * (0.488 - 1.29 * y) - Math.sqrt(Math.abs(u));
      return u * u + v * v <= 1;
    },
  },
];

// The half size of a sprite at scale 1, as a part of the side of the image.
const reach = 0.22;
// A pixel at the border of a shape is looked at in this many places along each axis.
const samples = 6;

/**
 * Sprites on black whose shape, scale, rotation and position, and color where it is asked for, are all there is to know; one for each combination.
 *
 * As in dSprites there are three shapes (square, ellipse, heart), scales from ½ to 1, rotations by `2π k / rotations` (clockwise) and positions from 0 to 1 in
 * the part of the image where a sprite is never cut off, y downwards. Unlike there, the edges are anti-aliased: a pixel is the covered part of it, in
 * 8 bits. A square looks the same after a quarter turn and an ellipse after half a turn, as in dSprites. `x` is `[n, imageSize, imageSize, 1]`, or
 * 3 channels in color; the classes are the shapes. Throws a `DataError` of kind `'option'`.
 */
export function spriteGrid(options: SpriteGridOptions = {}): FactorGrid {
  const { imageSize = 64, color = false, scales = 6, rotations = 40, positions = 32 } = options;
  checkWhole('sprites', 'imageSize', imageSize, 16, 256);
  checkWhole('sprites', 'scales', scales, 1, 1000);
  checkWhole('sprites', 'rotations', rotations, 1, 1000);
  checkWhole('sprites', 'positions', positions, 1, 1000);
  const place = evenly(0, 1, positions);
  const factors: Factor[] = [
    ...(color ? [{ name: 'color', values: colors.map((_, i) => i), labels: colors.map(([name]) => name) }] : []),
    { name: 'shape', values: shapes.map((_, i) => i), labels: shapes.map((shape) => shape.name) },
    { name: 'scale', values: evenly(0.5, 1, scales) },
    { name: 'rotation', values: Array.from({ length: rotations }, (_, k) => (2 * Math.PI * k) / rotations) },
    { name: 'x', values: place },
    { name: 'y', values: place },
  ];
  const turns = Array.from({ length: rotations }, (_, k) => turn(k / rotations));
  const scaleValues = evenly(0.5, 1, scales);
  const channels = color ? 3 : 1;
  const radius = reach * imageSize;
  // A pixel of black stays around a sprite at the end of its way.
  const first = radius + 1;
  const span = imageSize - 2 * first;

  const render = (pixels: Uint8Array, chosen: Int32Array): void => {
    const from = color ? 1 : 0;
    const tint = colors[color ? (chosen[0] ?? 0) : 0];
    const shape = shapes[chosen[from] ?? 0];
    const angle = turns[chosen[from + 2] ?? 0];
    if (shape === undefined || angle === undefined || tint === undefined) return;
    const half = radius * (scaleValues[chosen[from + 1] ?? 0] ?? 1);
    const centerX = first + span * (place[chosen[from + 3] ?? 0] ?? 0);
    const centerY = first + span * (place[chosen[from + 4] ?? 0] ?? 0);
    // The back rotation of an offset in pixels, in units of the half size.
    const cosine = angle.cosine / half;
    const sine = angle.sine / half;
    const outer = shape.outer * half + 0.71;
    const inner = Math.max(0, shape.inner * half - 0.71);
    const top = Math.max(0, Math.floor(centerY - outer));
    const bottom = Math.min(imageSize - 1, Math.floor(centerY + outer));
    const left = Math.max(0, Math.floor(centerX - outer));
    const right = Math.min(imageSize - 1, Math.floor(centerX + outer));
    for (let i = top; i <= bottom; i++) {
      for (let j = left; j <= right; j++) {
        const x = j + 0.5 - centerX;
        const y = i + 0.5 - centerY;
        const distance = x * x + y * y;
        if (distance > outer * outer) continue;
        const covered = distance < inner * inner ? 1 : coverage(shape, x, y, cosine, sine);
        const at = (i * imageSize + j) * channels;
        if (!color) {
          pixels[at] = Math.round(255 * covered);
          continue;
        }
        pixels[at] = Math.round(tint[1] * covered);
        pixels[at + 1] = Math.round(tint[2] * covered);
        pixels[at + 2] = Math.round(tint[3] * covered);
      }
    }
  };
  return factorGrid({
    name: 'sprites',
    description: `${color ? 'Colored' : 'White'} sprites on a black ${imageSize} × ${imageSize} image; ${factors.map((factor) => factor.name).join(', ')} are the latent variables`,
    source: 'Synthetic, made by vaekit',
    license: 'CC0-1.0',
    factors,
    shape: [imageSize, imageSize, channels],
    label: 'shape',
    render,
  });
}

/**
 * A data set drawn from `spriteGrid`, uniformly and without putting back; the factors are in `factors`, the shape is `y`.
 *
 * Throws a `DataError` of kind `'option'`.
 */
export function sprites(options: SpritesOptions = {}): DataSet<'none'> {
  return drawFromGrid(spriteGrid(options), options);
}

/** The part of the pixel around (x, y) that a turned shape covers. */
function coverage({ holds }: Shape, x: number, y: number, cosine: number, sine: number): number {
  let inside = 0;
  for (let i = 0; i < samples; i++) {
    const down = y + (i + 0.5) / samples - 0.5;
    for (let j = 0; j < samples; j++) {
      const across = x + (j + 0.5) / samples - 0.5;
      if (holds(cosine * across + sine * down, cosine * down - sine * across)) inside++;
    }
  }
  return inside / (samples * samples);
}
