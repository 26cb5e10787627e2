// oxlint-disable-next-line typescript/triple-slash-reference -- sibling packages that read these sources need it too
/// <reference path="./gifenc.d.ts" />
import * as gifencModule from 'gifenc';
import { checkWhole } from './checks.js';
import { checkRaster, type Raster, toRgba } from './raster.js';

type Gifenc = typeof import('gifenc');

// Node sees gifenc's CommonJS file, whose names hang on its default export; bundlers see its ES module.
const given = gifencModule as Gifenc & { readonly default?: unknown };
const gifenc: Gifenc = 'GIFEncoder' in given ? given : ((given as { default: Gifenc }).default satisfies Gifenc);

/** How a GIF plays. */
export interface GifOptions {
  /** Milliseconds each frame stays, or one number for each frame; GIF rounds to hundredths of a second. Default 80. */
  readonly delayMs?: number | readonly number[];
  /** `true` for ever, `false` once, or the number of times it plays. Default `true`. */
  readonly loop?: boolean | number;
}

// All colors of all frames with their place in a table, or nothing if they are more than a GIF's table holds.
function exactPalette(frames: readonly Uint8Array[]): Map<number, number> | undefined {
  const colors = new Map<number, number>();
  for (const rgba of frames) {
    for (let i = 0; i < rgba.length; i += 4) {
      const key = (rgba[i]! << 16) | (rgba[i + 1]! << 8) | rgba[i + 2]!;
      if (!colors.has(key)) {
        if (colors.size === 256) return undefined;
        colors.set(key, colors.size);
      }
    }
  }
  return colors;
}

function onWhite(raster: Raster): Uint8Array {
  const rgba = toRgba(raster);
  if (raster.channels !== 4) return rgba;
  const out = new Uint8Array(rgba.length);
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3]! / 255;
    for (let c = 0; c < 3; c++) out[i + c] = Math.round(rgba[i + c]! * alpha + 255 * (1 - alpha));
    out[i + 3] = 255;
  }
  return out;
}

/**
 * Encodes rasters of one size as an animated GIF.
 *
 * Where all frames together use at most 256 colors (every gray animation does) the colors are exact; else each frame is
 * quantized to 256. Transparent pixels are laid on white.
 *
 * @param frames at least one raster; all of one size
 * @param options delay and repetitions
 * @returns the bytes of the file
 * @throws RangeError for no frame, frames of different sizes, a delay that is negative or not finite, or loop below 1
 */
export function encodeGif(frames: readonly Raster[], options: GifOptions = {}): Uint8Array<ArrayBuffer> {
  const { delayMs = 80, loop = true } = options;
  const first = frames[0];
  if (!first) throw new RangeError('encodeGif: `frames` is empty; give at least one raster');
  frames.forEach((frame, index) => {
    checkRaster('encodeGif', frame);
    if (frame.width !== first.width || frame.height !== first.height) {
      throw new RangeError(
        `encodeGif: frame ${index} is ${frame.width} x ${frame.height} but frame 0 is ${first.width} x ${first.height}; all frames must have one size`,
      );
    }
  });
  const delays = typeof delayMs === 'number' ? frames.map(() => delayMs) : delayMs;
  if (delays.length !== frames.length) {
    throw new RangeError(
      `encodeGif: \`delayMs\` has ${delays.length} entries but there are ${frames.length} frames; give one for each`,
    );
  }
  for (const delay of delays) {
    if (!Number.isFinite(delay) || delay < 0 || delay > 655_350) {
      throw new RangeError(`encodeGif: \`delayMs\` is ${delay}; expected milliseconds between 0 and 655350`);
    }
  }
  if (typeof loop === 'number') checkWhole('encodeGif', 'loop', loop, 1);
  // GIF counts the repetitions after the first showing; 0 there means for ever, and gifenc's -1 leaves the block out.
  const repeat = loop === true ? 0 : loop === false || loop === 1 ? -1 : loop - 1;

  const pixels = frames.map(onWhite);
  const exact = exactPalette(pixels);
  const shared = exact && [...exact.keys()].map((key) => [key >> 16, (key >> 8) & 255, key & 255]);
  const gif = gifenc.GIFEncoder();
  pixels.forEach((rgba, number) => {
    const delay = delays[number]!;
    if (exact && shared) {
      const index = new Uint8Array(first.width * first.height);
      for (let i = 0; i < index.length; i++)
        index[i] = exact.get((rgba[4 * i]! << 16) | (rgba[4 * i + 1]! << 8) | rgba[4 * i + 2]!)!;
      gif.writeFrame(index, first.width, first.height, number === 0 ? { palette: shared, delay, repeat } : { delay });
    } else {
      const palette = gifenc.quantize(rgba, 256);
      gif.writeFrame(gifenc.applyPalette(rgba, palette), first.width, first.height, { palette, delay, repeat });
    }
  });
  gif.finish();
  return gif.bytes();
}
