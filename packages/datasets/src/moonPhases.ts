import { checkWhole } from './checks.js';
import { faults } from './faults.js';
import type { DataSet } from './examples.js';
import { uniform } from './randomStream.js';
import { type SyntheticOptions, syntheticSet } from './syntheticSet.js';
import { turn } from './turn.js';

export interface MoonPhasesOptions extends SyntheticOptions {
  /** Height and width of the images in pixels, 8 to 256; 32 unless said. */
  readonly imageSize?: number;
  /** How bright the part of the disc in the shadow is, 0 (as black as the sky) to 1 (as bright as the rest); 0.15 unless said. */
  readonly earthshine?: number;
}

const phases: readonly string[] = [
  'new moon',
  'waxing crescent',
  'first quarter',
  'waxing gibbous',
  'full moon',
  'waning gibbous',
  'last quarter',
  'waning crescent',
];

// The radius of the disc, as a part of the side of the image; into how many strips a row of pixels is cut.
const reach = 0.42;
const strips = 8;

/**
 * The moon, a disc with a moving shadow: images that one number, on a circle, says all about.
 *
 * The phase φ, uniform in [0, 2π), in radians is the one factor: 0 is new moon, π/2 the first quarter (the right half bright, as seen from the north), π full moon. The
 * border of the shadow is the half ellipse `x = cos φ · sqrt(r² − y²)`. A pixel is the covered part of it, in 8 bits. `x` is `[n, imageSize, imageSize, 1]`; the
 * classes are the eight named phases, each an eighth of the circle. Throws a `DataError` of kind `'option'`.
 */
export function moonPhases(options: MoonPhasesOptions = {}): DataSet<'none'> {
  const { imageSize = 32, earthshine = 0.15 } = options;
  checkWhole('moonPhases', 'imageSize', imageSize, 8, 256);
  if (!(earthshine >= 0 && earthshine <= 1))
    throw faults.option`moonPhases: \`earthshine\` is ${earthshine}; a number from 0 to 1 was expected`;
  const radius = reach * imageSize;
  const middle = imageSize / 2;
  return syntheticSet(
    {
      caller: 'moonPhases',
      name: 'moon-phases',
      description: `The moon on a black ${imageSize} × ${imageSize} image; the phase is the latent variable`,
      shape: [imageSize, imageSize, 1],
      bytes: true,
      factors: ['phase'],
      classes: phases,
      draw: (stream, _, pixels, factors) => {
        const part = uniform(stream);
        const { cosine } = turn(part);
        factors[0] = 2 * Math.PI * part;
        for (let i = 0; i < imageSize; i++) {
          for (let j = 0; j < imageSize; j++) {
            let light = 0;
            for (let strip = 0; strip < strips; strip++) {
              const y = i + (strip + 0.5) / strips - middle;
              const square = radius * radius - y * y;
              if (square <= 0) continue;
              const half = Math.sqrt(square);
              // Waxing, the right edge is bright; waning, the left one.
              const low = part < 0.5 ? half * cosine : -half;
              const high = part < 0.5 ? half : -half * cosine;
              const disc = overlap(j - middle, -half, half);
              const bright = overlap(j - middle, low, high);
              light += earthshine * disc + (1 - earthshine) * bright;
            }
            pixels[i * imageSize + j] = Math.round((255 * light) / strips);
          }
        }
        return Math.floor(8 * part + 0.5) % 8;
      },
    },
    options,
  );
}

function overlap(pixel: number, low: number, high: number): number {
  return Math.max(0, Math.min(pixel + 1, high) - Math.max(pixel, low));
}
