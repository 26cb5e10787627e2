import { crc32, messageOf, sizeFromShape } from '@vaekit-internal/base';
import { convertIndexedToRgb, decode, type DecodedPng } from 'fast-png';
import { zlibSync } from 'fflate';
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
/** Of each color type the numbers of a pixel and the depths there are. */
const colorTypes: ReadonlyMap<number, readonly [samples: number, depths: readonly number[]]> = new Map([
  [0, [1, [1, 2, 4, 8, 16]]],
  [2, [3, [8, 16]]],
  [3, [1, [1, 2, 4, 8]]],
  [4, [2, [8, 16]]],
  [6, [4, [8, 16]]],
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
  const [samples] = colorTypes.get(colorType)!;
  const colors = colorType === 3 ? 3 : samples;
  const channels = (colors + (transparency === undefined ? 0 : 1)) as PngImage['channels'];
  const pixelBytes = sizeFromShape([width, height, channels, depth === 16 ? 2 : 1]);
  if (!(pixelBytes <= maxBytes)) {
    throw new DataError(
      'too-large',
      `${name}: the header at offset 16 announces ${width} by ${height} pixels, ${counted(pixelBytes, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`,
    );
  }
  const passes = passesOf(header).map((pass) => ({
    ...pass,
    size: pass.height * (1 + Math.ceil((pass.width * samples * depth) / 8)),
  }));
  const size = passes.reduce((sum, pass) => sum + pass.size, 0);
  const announced = data.reduce((sum, part) => sum + part.length, 0);
  if (size > announced * largestExpansion) {
    throw new DataError(
      'truncated',
      `${name}: the header at offset 16 announces ${width} by ${height} pixels, ${counted(size, 'byte')}, which no ${counted(announced, 'byte')} of image data can hold`,
    );
  }
  const lines = inflateZlib(name, joinBytes(data), size);
  const image = depth === 16 ? new Uint16Array(width * height * channels) : new Uint8Array(width * height * channels);
  const colorsOf = paletteOf(header, palette, transparency);
  let start = 0;
  for (const pass of passes) {
    const part = decodePass(name, header, pass, lines.subarray(start, start + pass.size), colorsOf, transparency);
    start += pass.size;
    if (!header.interlaced) {
      image.set(part);
      continue;
    }
    for (let pixel = 0; pixel < pass.width * pass.height; pixel++) {
      const y = pass.top + Math.floor(pixel / pass.width) * pass.down;
      const x = pass.left + (pixel % pass.width) * pass.across;
      for (let i = 0; i < channels; i++) image[(y * width + x) * channels + i] = part[pixel * channels + i] ?? 0;
    }
  }
  return { data: image, width, height, channels };
}

/** Undoes the filters of a pass, which is an image of its own, and looks its colors up. */
function decodePass(
  name: string,
  { depth, colorType }: Header,
  { width, height }: Pass,
  lines: Uint8Array,
  palette: number[][] | undefined,
  transparency: Uint8Array | undefined,
): DecodedPng['data'] {
  try {
    // The library gets a file of what was checked and nothing else: it bounds no inflation, and interlaced images of less than 8 bits come out wrong.
    const image = decode(plainPng({ width, height, depth, colorType, interlaced: false }, lines));
    if (palette !== undefined) return convertIndexedToRgb({ ...image, palette });
    return transparency === undefined ? image.data : withKey(image, transparency);
  } catch (error) {
    throw new DataError('damaged', `${name}: the image data are damaged (${messageOf(error)}); get the file again`, {
      cause: error,
    });
  }
}

/** A PNG file of lines that are filtered but not compressed. */
function plainPng({ width, height, depth, colorType }: Header, lines: Uint8Array): Uint8Array {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([depth, colorType], 8);
  const chunk = (type: string, content: Uint8Array): Uint8Array => {
    const all = new Uint8Array(content.length + 12);
    new DataView(all.buffer).setUint32(0, content.length);
    all.set(new TextEncoder().encode(type), 4);
    all.set(content, 8);
    return all;
  };
  const none = new Uint8Array(0);
  return joinBytes([
    Uint8Array.from(signature),
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(lines, { level: 0 })),
    chunk('IEND', none),
  ]);
}

/** The channels of each number a pixel can have, where those are looked up: of a palette, and of gray below 8 bits, which is scaled so that full stays full. */
function paletteOf(
  { depth, colorType }: Header,
  palette: Uint8Array | undefined,
  transparency: Uint8Array | undefined,
): number[][] | undefined {
  if (colorType === 3 && palette !== undefined) {
    return Array.from({ length: palette.length / 3 }, (_, i) => [
      ...palette.subarray(3 * i, 3 * i + 3),
      ...(transparency === undefined ? [] : [transparency[i] ?? 255]),
    ]);
  }
  if (colorType !== 0 || depth >= 8) return undefined;
  const key = transparency === undefined ? undefined : read16(transparency, 0);
  return Array.from({ length: 2 ** depth }, (_, i) => [
    (i * 255) / (2 ** depth - 1),
    ...(key === undefined ? [] : [i === key ? 0 : 255]),
  ]);
}

/** Gray or RGB with a channel that is 0 where a pixel is that of the key, else full. */
function withKey({ data, width, height, channels }: DecodedPng, transparency: Uint8Array): DecodedPng['data'] {
  const key = Array.from({ length: channels }, (_, i) => read16(transparency, i));
  const deep = data instanceof Uint16Array;
  const result = new (deep ? Uint16Array : Uint8Array)(width * height * (channels + 1));
  for (let pixel = 0; pixel < width * height; pixel++) {
    const color = data.subarray(pixel * channels, (pixel + 1) * channels);
    result.set(color, pixel * (channels + 1));
    result[pixel * (channels + 1) + channels] = key.every((value, i) => value === color[i]) ? 0 : deep ? 65_535 : 255;
  }
  return result;
}

const read16 = (bytes: Uint8Array, index: number): number => (bytes[2 * index] ?? 0) * 256 + (bytes[2 * index + 1] ?? 0);

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
  if (colorTypes.get(colorType)?.[1].includes(depth) !== true) {
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
