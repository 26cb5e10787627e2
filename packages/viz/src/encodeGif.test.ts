import { describe, expect, it } from 'vitest';
import { encodeGif } from './encodeGif.js';
import { imageGrid } from './imageGrid.js';
import { interpolationFrames, interpolationGif } from './interpolationGif.js';
import { rings } from './pictures.test-helper.js';
import type { Raster } from './raster.js';
import { toRgba } from './raster.js';

/** Undoes the LZW packing of one frame, after the GIF89a specification, appendix F. */
function unpack(bytes: number[], minimum: number): number[] {
  const clear = 1 << minimum;
  let size = minimum + 1;
  let table: number[][] = [];
  const begin = (): void => {
    size = minimum + 1;
    table = Array.from({ length: clear + 2 }, (_, code) => (code < clear ? [code] : []));
  };
  begin();
  const out: number[] = [];
  let before: number[] | undefined;
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer |= byte << bits;
    bits += 8;
    while (bits >= size) {
      const code = buffer & ((1 << size) - 1);
      buffer >>>= size;
      bits -= size;
      if (code === clear) {
        begin();
        before = undefined;
      } else if (code === clear + 1) {
        return out;
      } else {
        const entry: number[] = table[code] ?? [...before!, before![0]!];
        out.push(...entry);
        if (before && table.length < 4096) table.push([...before, entry[0]!]);
        if (table.length === 1 << size && size < 12) size++;
        before = entry;
      }
    }
  }
  return out;
}

/** Reads a GIF back into RGB frames. */
function readGif(gif: Uint8Array): {
  width: number;
  height: number;
  delays: number[];
  loops: number | undefined;
  frames: number[][];
} {
  let at = 13;
  const u16 = (p: number): number => gif[p]! | (gif[p + 1]! << 8);
  const colors = (flags: number): number[] => {
    if (!(flags & 128)) return [];
    const size = 3 << ((flags & 7) + 1);
    at += size;
    return [...gif.subarray(at - size, at)];
  };
  const blocks = (): number[] => {
    const out: number[] = [];
    while (gif[at] !== 0) {
      out.push(...gif.subarray(at + 1, at + 1 + gif[at]!));
      at += 1 + gif[at]!;
    }
    at++;
    return out;
  };
  expect(String.fromCharCode(...gif.subarray(0, 6))).toBe('GIF89a');
  const shared = colors(gif[10]!);
  const delays: number[] = [];
  const frames: number[][] = [];
  let loops: number | undefined;
  for (;;) {
    const kind = gif[at++];
    if (kind === 0x3b) break;
    if (kind === 0x21) {
      const label = gif[at++];
      const content = blocks();
      if (label === 0xf9) delays.push(10 * (content[1]! | (content[2]! << 8)));
      if (label === 0xff) loops = content[12]! | (content[13]! << 8);
    } else if (kind === 0x2c) {
      const flags = gif[at + 8]!;
      at += 9;
      const own = colors(flags);
      const minimum = gif[at++]!;
      const table = own.length > 0 ? own : shared;
      frames.push(unpack(blocks(), minimum).flatMap((index) => table.slice(3 * index, 3 * index + 3)));
    } else {
      throw new Error(`block ${String(kind)} at ${at}`);
    }
  }
  expect(at).toBe(gif.length);
  return { width: u16(6), height: u16(8), delays, loops, frames };
}

const rgb = (raster: Raster): number[] => [...toRgba(raster)].filter((_, index) => index % 4 !== 3);

describe('encodeGif', () => {
  it('gives gray frames back exactly, with their delays', () => {
    const frames = Array.from({ length: 3 }, (_, index) =>
      imageGrid(rings(1 + index, 9), { columns: 1 + index, scale: 2 }),
    ).slice(0, 1);
    const more = interpolationFrames(rings(6), { steps: 3, pingPong: false });
    const gif = readGif(encodeGif(more, { delayMs: [50, 100, 250] }));
    expect(gif.frames).toEqual(more.map(rgb));
    expect(gif.delays).toEqual([50, 100, 250]);
    expect([gif.width, gif.height]).toEqual([more[0]!.width, more[0]!.height]);
    expect(gif.loops).toBe(0);
    expect(readGif(encodeGif(frames)).frames).toEqual(frames.map(rgb));
  });

  it('plays once, a number of times, or for ever', () => {
    const frame = imageGrid(rings(1, 3));
    expect(readGif(encodeGif([frame, frame], { loop: false })).loops).toBeUndefined();
    expect(readGif(encodeGif([frame, frame], { loop: 1 })).loops).toBeUndefined();
    expect(readGif(encodeGif([frame, frame], { loop: 3 })).loops).toBe(2);
    expect(readGif(encodeGif([frame, frame], { loop: true })).loops).toBe(0);
  });

  it('comes close where there are more than 256 colors', () => {
    const frame = imageGrid(rings(4, 24, 3), { scale: 1 });
    const [back] = readGif(encodeGif([frame])).frames;
    const wanted = rgb(frame);
    const mean = wanted.reduce((sum, value, index) => sum + Math.abs(value - back![index]!), 0) / wanted.length;
    expect(mean).toBeLessThan(6);
  });

  it('lays transparent pixels on white', () => {
    const clear = imageGrid({ data: Uint8Array.from([0]), shape: [1, 1, 1, 1] }, { gap: 1, scale: 1, background: 'transparent' });
    expect(readGif(encodeGif([clear])).frames[0]!.slice(0, 3)).toEqual([255, 255, 255]);
    expect(readGif(encodeGif([clear])).frames[0]!.slice(12, 15)).toEqual([0, 0, 0]);
  });

  it('interpolationGif plays paths side by side, forwards and backwards', () => {
    const gif = readGif(interpolationGif(rings(8), { steps: 4 }));
    expect(gif.frames.length).toBe(6);
    expect(gif.frames[4]).toEqual(gif.frames[2]);
    expect(readGif(interpolationGif(rings(8), { steps: 4, pingPong: false })).frames.length).toBe(4);
    expect(gif.width).toBe(4 * (12 + 12 + 6));
    expect(readGif(interpolationGif(rings(4))).width).toBe(48);
  });

  it('refuses what is not an animation', () => {
    const frame = imageGrid(rings(1, 3));
    expect(() => encodeGif([])).toThrow('encodeGif: `frames` is empty; give at least one raster');
    expect(() => encodeGif([frame, imageGrid(rings(1, 4))])).toThrow(
      'encodeGif: frame 1 is 16 x 16 but frame 0 is 14 x 14; all frames must have one size',
    );
    expect(() => encodeGif([frame], { delayMs: -1 })).toThrow('encodeGif: `delayMs` is -1');
    expect(() => encodeGif([frame], { delayMs: NaN })).toThrow('encodeGif: `delayMs` is NaN');
    expect(() => encodeGif([frame], { delayMs: [1, 2] })).toThrow('encodeGif: `delayMs` has 2 entries but there are 1 frames');
    expect(() => encodeGif([frame], { loop: 0 })).toThrow('encodeGif: `loop` is 0');
    expect(() => encodeGif([{ ...frame, width: 2 }])).toThrow('encodeGif: a raster of 2 x 14 x 1 needs 28 bytes but has 196');
    expect(() => interpolationGif(rings(5), { steps: 2 })).toThrow('interpolationGif: `images` has shape [5,12,12,1]');
  });
});
