import { crc32 } from '@vaekit-internal/base';
import { adler32 } from './adler32.js';
import { counted } from './counted.js';
import { DataError } from './dataError.js';
import { inflate, largestExpansion } from './inflate.js';
import { joinBytes } from './joinBytes.js';

/** Options of `readPng`. */
export interface ReadPngOptions {
  /** The most bytes the pixels may have; 1 GiB unless said. */
  readonly maxBytes?: number;
  /** What messages call the bytes, for example the file's name; `'readPng'` unless said. */
  readonly name?: string;
}

/** The pixels of an image, row by row, the channels of a pixel together: gray, gray and alpha, RGB, or RGB and alpha. */
export interface PngImage {
  /** 8-bit, or 16-bit where the file has 16; fewer bits are scaled up to 8, palettes are looked up. */
  readonly data: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  readonly interlaced: boolean;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const samplesOf: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);
const depthsOf: ReadonlyMap<number, readonly number[]> = new Map([
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
]);
/** Adam7: first column, first row, step across, step down. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * Reads a PNG file of any color type and depth, interlaced or not.
 *
 * Every chunk's checksum counts, the pixels must come to exactly what the header announces, and nothing may follow the end. Chunks that say
 * how pixels are to be shown (gamma, profile, text) change no number and are skipped; transparency becomes an alpha channel. Memory grows with the pixels that
 * are there, never with what the header announces. Throws a `DataError` that names the offset: `'magic'`, `'truncated'`, `'trailing'`, `'checksum'`,
 * `'damaged'`, `'shape'`, `'unsupported'`, `'too-large'`. Source: W3C, "Portable Network Graphics (PNG) Specification", third edition.
 */
export function readPng(bytes: Uint8Array, options: ReadPngOptions = {}): PngImage {
  const { maxBytes = 2 ** 30, name = 'readPng' } = options;
  const { header, palette, transparency, data } = readChunks(name, bytes);
  const { width, height, depth, colorType } = header;
  const samples = samplesOf.get(colorType) ?? 1;
  const passes = passesOf(header).map((pass) => ({ ...pass, lineSize: Math.ceil((pass.width * samples * depth) / 8) }));
  const size = passes.reduce((sum, pass) => sum + pass.height * (1 + pass.lineSize), 0);
  const alpha = colorType !== 4 && colorType !== 6 && transparency !== undefined;
  const channels = ((colorType === 3 ? 3 : samples) + (alpha ? 1 : 0)) as PngImage['channels'];
  const pixelBytes = width * height * channels * (depth === 16 ? 2 : 1);
  if (!(pixelBytes <= maxBytes)) {
    throw new DataError(
      'too-large',
      `${name}: the header at offset 16 announces ${width} by ${height} pixels, ${counted(pixelBytes, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`,
    );
  }
  const announced = data.reduce((sum, part) => sum + part.length, 0);
  if (size > announced * largestExpansion) {
    throw new DataError(
      'truncated',
      `${name}: the header at offset 16 announces ${width} by ${height} pixels, ${counted(size, 'byte')}, which no ${counted(announced, 'byte')} of image data can hold`,
    );
  }
  const lines = inflateZlib(name, joinBytes(data), size);
  const image = depth === 16 ? new Uint16Array(width * height * channels) : new Uint8Array(width * height * channels);
  const put = pixelWriter(name, header, palette, transparency, image, channels);
  const pixelSize = Math.max(1, (samples * depth) / 8);
  let start = 0;
  for (const pass of passes) {
    for (let row = 0; row < pass.height; row++) {
      unfilter(name, lines, start, row > 0, pass.lineSize, pixelSize);
      const y = pass.top + row * pass.down;
      for (let column = 0; column < pass.width; column++) {
        put(lines, start + 1, column, y * width + pass.left + column * pass.across);
      }
      start += 1 + pass.lineSize;
    }
  }
  return { data: image, width, height, channels };
}

interface Chunks {
  readonly header: Header;
  readonly palette?: Uint8Array;
  readonly transparency?: Uint8Array;
  readonly data: readonly Uint8Array[];
}

function readChunks(name: string, bytes: Uint8Array): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const wrong = signature.findIndex((byte, i) => i < bytes.length && bytes[i] !== byte);
  if (wrong >= 0) {
    throw new DataError(
      'magic',
      `${name}: a PNG file begins with 89 50 4e 47 0d 0a 1a 0a, but offset ${wrong} holds ${(bytes[wrong] ?? 0).toString(16).padStart(2, '0')}; is it a PNG file?`,
    );
  }
  let offset = 8;
  let header: Header | undefined;
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  const data: Uint8Array[] = [];
  let previous = '';
  for (;;) {
    if (offset + 12 > bytes.length) {
      throw new DataError(
        'truncated',
        `${name}: the file ends at offset ${bytes.length}, where ${header === undefined ? 'the chunk IHDR' : `a chunk at offset ${offset}, in the end IEND,`} was expected`,
      );
    }
    const length = view.getUint32(offset);
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    const end = offset + 12 + length;
    if (end > bytes.length) {
      throw new DataError(
        'truncated',
        `${name}: the chunk ${quoted(type)} at offset ${offset} ends at offset ${end}, but the file ends at ${bytes.length}`,
      );
    }
    const stored = view.getUint32(end - 4);
    const actual = crc32(bytes.subarray(offset + 4, end - 4));
    if (stored !== actual) {
      throw new DataError(
        'checksum',
        `${name}: the chunk ${quoted(type)} at offset ${offset} has the CRC-32 ${actual.toString(16)}, but offset ${end - 4} says ${stored.toString(16)}; get the file again`,
      );
    }
    const content = bytes.subarray(offset + 8, end - 4);
    const refuse = (problem: string): never => {
      throw new DataError('damaged', `${name}: the chunk ${quoted(type)} at offset ${offset} ${problem}`);
    };
    if ((header === undefined) !== (type === 'IHDR')) refuse('is not in its place: IHDR comes first and once');
    if (type === 'IHDR') {
      header = readHeader(name, content, offset);
    } else if (type === 'PLTE') {
      if (palette !== undefined || data.length > 0) refuse('is not in its place: once, before IDAT');
      if (length % 3 !== 0 || length < 3 || length > 768)
        refuse(`has ${counted(length, 'byte')}; 3 for each of 1 to 256 colors were expected`);
      palette = content;
    } else if (type === 'tRNS') {
      if (transparency !== undefined || data.length > 0) refuse('is not in its place: once, before IDAT');
      const expected = header?.colorType === 0 ? 2 : header?.colorType === 2 ? 6 : undefined;
      const fits = header?.colorType === 3 ? length <= (palette?.length ?? 0) / 3 : length === expected;
      if (!fits) refuse(`has ${counted(length, 'byte')}, which do not fit color type ${header?.colorType}`);
      transparency = content;
    } else if (type === 'IDAT') {
      if (data.length > 0 && previous !== 'IDAT') refuse('does not follow the IDAT before it');
      data.push(content);
    } else if (type === 'IEND') {
      if (length > 0) refuse(`has ${counted(length, 'byte')}; none were expected`);
      if (end < bytes.length) {
        throw new DataError(
          'trailing',
          `${name}: ${counted(bytes.length - end, 'byte follows', 'bytes follow')} at offset ${end}, where the chunk IEND ends`,
        );
      }
      break;
    } else if (((bytes[offset + 4] ?? 0) & 32) === 0) {
      // A capital first letter marks chunks without which an image cannot be read.
      throw new DataError('unsupported', `${name}: the chunk ${quoted(type)} at offset ${offset} is none that PNG defines`);
    }
    previous = type;
    offset = end;
  }
  if (header === undefined || data.length === 0) {
    throw new DataError('truncated', `${name}: no chunk IDAT comes before IEND at offset ${offset}; the image has no pixels`);
  }
  if (header.colorType === 3 && palette === undefined) {
    throw new DataError('damaged', `${name}: the image has color type 3 but no palette (chunk PLTE)`);
  }
  return {
    header,
    data,
    ...(palette === undefined ? {} : { palette }),
    ...(transparency === undefined ? {} : { transparency }),
  };
}

const quoted = (type: string): string => (/^[A-Za-z]{4}$/.test(type) ? type : JSON.stringify(type));

function readHeader(name: string, content: Uint8Array, offset: number): Header {
  if (content.length !== 13) {
    throw new DataError(
      'damaged',
      `${name}: the chunk IHDR at offset ${offset} has ${counted(content.length, 'byte')}; 13 were expected`,
    );
  }
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const [depth = 0, colorType = 0, compression = 0, filter = 0, interlace = 0] = content.subarray(8);
  if (width === 0 || height === 0 || width >= 2 ** 31 || height >= 2 ** 31) {
    throw new DataError(
      'shape',
      `${name}: the header at offset 16 says ${width} by ${height} pixels; 1 to 2^31 - 1 were expected`,
    );
  }
  if (!(depthsOf.get(colorType) ?? []).includes(depth)) {
    throw new DataError(
      'damaged',
      `${name}: the header at offset 24 says depth ${depth} and color type ${colorType}, which PNG does not define`,
    );
  }
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    throw new DataError(
      'unsupported',
      `${name}: the header at offset 26 says compression ${compression}, filter ${filter}, interlace ${interlace}; 0, 0 and 0 or 1 were expected`,
    );
  }
  return { width, height, depth, colorType, interlaced: interlace === 1 };
}

interface Pass {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
}

function passesOf({ width, height, interlaced }: Header): readonly Pass[] {
  if (!interlaced) return [{ width, height, left: 0, top: 0, across: 1, down: 1 }];
  return adam7
    .map(([left, top, across, down]) => ({
      width: Math.max(0, Math.ceil((width - left) / across)),
      height: Math.max(0, Math.ceil((height - top) / down)),
      left,
      top,
      across,
      down,
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

function inflateZlib(name: string, zlib: Uint8Array, size: number): Uint8Array {
  const what = `${name}: the image data`;
  if (zlib.length < 6)
    throw new DataError('truncated', `${what} (chunk IDAT) have ${counted(zlib.length, 'byte')}; at least 6 were expected`);
  const [method = 0, flags = 0] = zlib;
  if ((method & 15) !== 8 || method >> 4 > 7 || (method * 256 + flags) % 31 !== 0 || (flags & 32) !== 0) {
    throw new DataError(
      'damaged',
      `${what} begin with ${method.toString(16)} ${flags.toString(16)}, which no zlib stream of a PNG file does`,
    );
  }
  const lines = inflate(what, zlib.subarray(2, -4), size);
  const stored = new DataView(zlib.buffer, zlib.byteOffset + zlib.length - 4, 4).getUint32(0);
  const actual = adler32(lines);
  if (stored !== actual) {
    throw new DataError(
      'checksum',
      `${what} have the Adler-32 ${actual.toString(16)}, but their last 4 bytes say ${stored.toString(16)}; get the file again`,
    );
  }
  return lines;
}

/** Undoes the filter of the line at `start`, in place; the line before it, if it has one above, is done already. */
function unfilter(name: string, lines: Uint8Array, start: number, hasAbove: boolean, lineSize: number, pixelSize: number): void {
  const filter = lines[start] ?? 0;
  const first = start + 1;
  const up = start - lineSize;
  if (filter === 0) return;
  if (filter > 4) {
    throw new DataError(
      'damaged',
      `${name}: byte ${start} of the inflated image data names filter ${filter}; 0 to 4 were expected`,
    );
  }
  for (let i = 0; i < lineSize; i++) {
    const a = i < pixelSize ? 0 : (lines[first + i - pixelSize] ?? 0);
    const b = hasAbove ? (lines[up + i] ?? 0) : 0;
    let predicted = a;
    if (filter === 2) predicted = b;
    else if (filter === 3) predicted = (a + b) >> 1;
    else if (filter === 4) {
      const c = !hasAbove || i < pixelSize ? 0 : (lines[up + i - pixelSize] ?? 0);
      const toA = Math.abs(b - c);
      const toB = Math.abs(a - c);
      const toC = Math.abs(a + b - 2 * c);
      predicted = toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
    }
    lines[first + i] = (lines[first + i] ?? 0) + predicted;
  }
}

type PixelWriter = (lines: Uint8Array, line: number, column: number, pixel: number) => void;

function pixelWriter(
  name: string,
  { depth, colorType }: Header,
  palette: Uint8Array | undefined,
  transparency: Uint8Array | undefined,
  image: Uint8Array | Uint16Array,
  channels: number,
): PixelWriter {
  const samples = samplesOf.get(colorType) ?? 1;
  const highest = 2 ** depth - 1;
  const read = (lines: Uint8Array, line: number, index: number): number => {
    if (depth === 8) return lines[line + index] ?? 0;
    if (depth === 16) return (lines[line + 2 * index] ?? 0) * 256 + (lines[line + 2 * index + 1] ?? 0);
    const bit = index * depth;
    return ((lines[line + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & highest;
  };
  if (palette !== undefined && colorType === 3) {
    const colors = palette.length / 3;
    return (lines, line, column, pixel) => {
      const index = read(lines, line, column);
      if (index >= colors) {
        throw new DataError('damaged', `${name}: pixel ${pixel} has color ${index}, but the palette has ${colors} colors`);
      }
      for (let i = 0; i < 3; i++) image[pixel * channels + i] = palette[3 * index + i] ?? 0;
      if (channels === 4) image[pixel * 4 + 3] = transparency?.[index] ?? 255;
    };
  }
  // Depths below 8 are scaled so that full stays full: 255 = 3·85 = 15·17.
  const scale = depth < 8 ? 255 / highest : 1;
  const opaque = depth === 16 ? 65535 : 255;
  const hidden =
    transparency === undefined ? undefined : Array.from({ length: transparency.length / 2 }, (_, i) => read16(transparency, i));
  const addsAlpha = channels > samples;
  return (lines, line, column, pixel) => {
    let same = addsAlpha;
    for (let i = 0; i < samples; i++) {
      const value = read(lines, line, column * samples + i);
      if (hidden?.[i] !== value) same = false;
      image[pixel * channels + i] = value * scale;
    }
    if (addsAlpha) image[pixel * channels + samples] = same ? 0 : opaque;
  };
}

const read16 = (bytes: Uint8Array, index: number): number => (bytes[2 * index] ?? 0) * 256 + (bytes[2 * index + 1] ?? 0);
