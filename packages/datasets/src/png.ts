import { crc32, sizeFromShape } from '@vaekit-internal/base';
import { convertIndexedToRgb, decode, type DecodedPng } from 'fast-png';
import { zlibSync } from 'fflate';
import { adler32 } from './adler32.js';
import { checkMagic } from './checkMagic.js';
import { counted, faults } from './faults.js';
import { inflate, largestExpansion } from './inflate.js';
import { joinBytes } from './joinBytes.js';
import type { ReadOptions } from './readOptions.js';

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
  readonly samples: number;
  readonly interlaced: boolean;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Of each color type the numbers of a pixel and the depths there are. */
const colorTypes: ReadonlyMap<number, { readonly samples: number; readonly depths: readonly number[] }> = new Map([
  [0, { samples: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { samples: 3, depths: [8, 16] }],
  [3, { samples: 1, depths: [1, 2, 4, 8] }],
  [4, { samples: 2, depths: [8, 16] }],
  [6, { samples: 4, depths: [8, 16] }],
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
export function readPng(bytes: Uint8Array, options: ReadOptions = {}): PngImage {
  const { maxBytes = 2 ** 30, name = 'readPng' } = options;
  const content = readChunks(name, bytes);
  const { header, transparency, data } = content;
  const { width, height, depth, colorType, samples } = header;
  const channels = ((colorType === 3 ? 3 : samples) + (transparency === undefined ? 0 : 1)) as PngImage['channels'];
  const announced = `${name}: the header at offset 16 announces ${width} by ${height} pixels`;
  const pixelBytes = sizeFromShape([width, height, channels, depth === 16 ? 2 : 1]);
  if (!(pixelBytes <= maxBytes))
    throw faults.tooLarge`${announced}, ${counted(pixelBytes, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`;
  const passes = passesOf(header);
  const size = passes.reduce((sum, pass) => sum + pass.size, 0);
  const packed = data.reduce((sum, part) => sum + part.length, 0);
  if (size > packed * largestExpansion)
    throw faults.truncated`${announced}, ${counted(size, 'byte')}, which no ${counted(packed, 'byte')} of image data can hold`;
  const lines = inflateZlib(name, joinBytes(data), size);
  const image = new (depth === 16 ? Uint16Array : Uint8Array)(width * height * channels);
  let start = 0;
  for (const pass of passes) {
    const part = decodePass(name, content, pass, lines.subarray(start, start + pass.size));
    start += pass.size;
    if (!header.interlaced) image.set(part);
    for (let pixel = 0; header.interlaced && pixel < pass.width * pass.height; pixel++) {
      const y = pass.top + Math.floor(pixel / pass.width) * pass.down;
      const x = pass.left + (pixel % pass.width) * pass.across;
      for (let i = 0; i < channels; i++) image[(y * width + x) * channels + i] = part[pixel * channels + i] ?? 0;
    }
  }
  return { data: image, width, height, channels };
}

/** Undoes the filters of a pass, which is an image of its own, and looks its colors up. */
function decodePass(name: string, { header, palette, transparency }: Content, pass: Pass, lines: Uint8Array): DecodedPng['data'] {
  const { depth, colorType } = header;
  const isIndexed = colorType === 3;
  try {
    // The library gets a file of what was checked and nothing else: it bounds no inflation, and interlaced images of less than 8 bits come out wrong.
    const image = decode(
      joinBytes([
        Uint8Array.from(signature),
        chunkOf('IHDR', Uint8Array.of(...big(pass.width), ...big(pass.height), depth, colorType, 0, 0, 0)),
        ...(isIndexed && palette !== undefined ? [chunkOf('PLTE', palette)] : []),
        ...(isIndexed && transparency !== undefined ? [chunkOf('tRNS', transparency)] : []),
        chunkOf('IDAT', zlibSync(lines, { level: 0 })),
        chunkOf('IEND'),
      ]),
    );
    if (isIndexed) return convertIndexedToRgb(image);
    // Gray below 8 bits is scaled so that full stays full: 255 = 3 * 85 = 15 * 17.
    const scale = depth < 8 ? 255 / (2 ** depth - 1) : 1;
    const palette8 = Array.from({ length: 2 ** Math.min(depth, 8) }, (_, i) => [i * scale]);
    const data = depth < 8 ? convertIndexedToRgb({ ...image, palette: palette8 }) : image.data;
    if (transparency === undefined) return data;
    const keys = Array.from({ length: image.channels }, (_, i) => 256 * transparency[2 * i]! + transparency[2 * i + 1]!);
    return withKey(
      data,
      keys.map((key) => key * scale),
    );
  } catch (error) {
    throw faults.damaged`${name}: the image data are damaged (${error}); get the file again`;
  }
}

const big = (value: number): readonly number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

/** A chunk whose checksum nobody looks at. */
const chunkOf = (type: string, content: Uint8Array = new Uint8Array(0)): Uint8Array =>
  joinBytes([Uint8Array.of(...big(content.length)), new TextEncoder().encode(type), content, new Uint8Array(4)]);

/** Gray or RGB with a channel that is 0 where a pixel is that of the key, else full. */
function withKey(data: DecodedPng['data'], key: readonly number[]): DecodedPng['data'] {
  const channels = key.length;
  const full = data instanceof Uint16Array ? 65_535 : 255;
  const result = new (full > 255 ? Uint16Array : Uint8Array)((data.length / channels) * (channels + 1));
  for (let from = 0, to = 0; from < data.length; from += channels, to += channels + 1) {
    result.set(data.subarray(from, from + channels), to);
    result[to + channels] = key.every((value, i) => value === data[from + i]) ? 0 : full;
  }
  return result;
}

interface Content {
  readonly header: Header;
  readonly palette: Uint8Array | undefined;
  readonly transparency: Uint8Array | undefined;
  readonly data: readonly Uint8Array[];
}

interface Chunk {
  readonly type: string;
  readonly content: Uint8Array;
  readonly what: string;
}

/** All chunks up to IEND, where the file must end; each has its checksum. */
function chunksOf(name: string, bytes: Uint8Array): readonly Chunk[] {
  checkMagic(name, bytes, signature, 'a PNG file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunks: Chunk[] = [];
  let offset = 8;
  while (chunks.at(-1)?.type !== 'IEND') {
    const end = offset + 12 <= bytes.length ? offset + 12 + view.getUint32(offset) : Infinity;
    if (end > bytes.length)
      throw faults.truncated`${name}: the file ends at offset ${bytes.length}, within the chunk at offset ${offset}; chunks from IHDR to IEND were expected`;
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    const what = `${name}: the chunk ${/^[A-Za-z]{4}$/.test(type) ? type : JSON.stringify(type)} at offset ${offset}`;
    const [stored, actual] = [view.getUint32(end - 4), crc32(bytes.subarray(offset + 4, end - 4))];
    if (stored !== actual)
      throw faults.checksum`${what} has the CRC-32 ${actual.toString(16)}, but offset ${end - 4} says ${stored.toString(16)}; get the file again`;
    chunks.push({ type, content: bytes.subarray(offset + 8, end - 4), what });
    offset = end;
  }
  if (offset === bytes.length) return chunks;
  throw faults.trailing`${name}: ${counted(bytes.length - offset, 'byte follows', 'bytes follow')} at offset ${offset}, where the chunk IEND ends`;
}

/** What decides the pixels. Chunks come in one order; what a small first letter marks may stand between them and says nothing here. */
function readChunks(name: string, bytes: Uint8Array): Content {
  const chunks = chunksOf(name, bytes);
  const ranks = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];
  let rank = -1;
  chunks.forEach(({ type, what }, i) => {
    const own = ranks.indexOf(type);
    if (own < 0 && /^[^a-z]/.test(type)) throw faults.unsupported`${what} is none that PNG defines`;
    const inPlace = own < 0 ? i > 0 : type === 'IDAT' ? rank < 3 || chunks[i - 1]?.type === 'IDAT' : own > rank;
    if (!inPlace || (rank < 0 && own !== 0))
      throw faults.damaged`${what} is not in its place; the order is ${ranks.join(', ')}, IDAT without a gap, all others once`;
    rank = Math.max(rank, own);
  });
  const only = (type: string): Chunk | undefined => chunks.find((chunk) => chunk.type === type);
  const header = readHeader(only('IHDR')!);
  const data = chunks.filter(({ type }) => type === 'IDAT').map(({ content }) => content);
  if (data.length === 0) throw faults.truncated`${name}: there is no chunk IDAT; the image has no pixels`;
  const [palette, transparency] = [only('PLTE'), only('tRNS')];
  const colors = (palette?.content.length ?? 0) / 3;
  if (palette !== undefined && !(Number.isInteger(colors) && colors >= 1 && colors <= 256))
    throw faults.damaged`${palette.what} has ${counted(palette.content.length, 'byte')}; 3 for each of 1 to 256 colors were expected`;
  if (header.colorType === 3 && palette === undefined)
    throw faults.damaged`${name}: the image has color type 3 but no palette (chunk PLTE)`;
  const length = transparency?.content.length ?? 0;
  const fits = header.colorType === 3 ? length <= colors : length === { 0: 2, 2: 6 }[header.colorType];
  if (transparency !== undefined && !fits)
    throw faults.damaged`${transparency.what} has ${counted(length, 'byte')}, which do not fit color type ${header.colorType}`;
  return { header, data, palette: palette?.content, transparency: transparency?.content };
}

function readHeader({ content, what }: Chunk): Header {
  if (content.length !== 13) throw faults.damaged`${what} has ${counted(content.length, 'byte')}; 13 were expected`;
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth = 0, colorType = 0, compression = 0, filter = 0, interlace = 0] = content.subarray(8);
  if (width === 0 || height === 0 || width >= 2 ** 31 || height >= 2 ** 31)
    throw faults.shape`${what} says ${width} by ${height} pixels; 1 to 2^31 - 1 were expected`;
  const type = colorTypes.get(colorType);
  if (type?.depths.includes(depth) !== true)
    throw faults.damaged`${what} says depth ${depth} and color type ${colorType}, which PNG does not define`;
  if (compression !== 0 || filter !== 0 || interlace > 1)
    throw faults.unsupported`${what} says compression ${compression}, filter ${filter}, interlace ${interlace}; 0, 0 and 0 or 1 were expected`;
  return { width, height, depth, colorType, samples: type.samples, interlaced: interlace === 1 };
}

type Pass = ReturnType<typeof passesOf>[number];

/** The passes of an image, one where it is not interlaced: their pixels' places, and the bytes of their lines, each behind its filter. */
function passesOf({ width, height, depth, samples, interlaced }: Header) {
  const starts: readonly (readonly [left: number, top: number, across: number, down: number])[] = interlaced
    ? adam7
    : [[0, 0, 1, 1]];
  return starts
    .map(([left, top, across, down]) => {
      const [wide, high] = [Math.ceil((width - left) / across), Math.ceil((height - top) / down)];
      return { width: wide, height: high, left, top, across, down, size: high * (1 + Math.ceil((wide * samples * depth) / 8)) };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

function inflateZlib(name: string, zlib: Uint8Array, size: number): Uint8Array {
  const what = `${name}: the image data`;
  if (zlib.length < 6)
    throw faults.truncated`${what} (chunk IDAT) have ${counted(zlib.length, 'byte')}; at least 6 were expected`;
  const [method = 0, flags = 0] = zlib;
  if ((method & 15) !== 8 || method >> 4 > 7 || (method * 256 + flags) % 31 !== 0 || (flags & 32) !== 0)
    throw faults.damaged`${what} begin with ${method.toString(16)} ${flags.toString(16)}, which no zlib stream of a PNG file does`;
  const lines = inflate(what, zlib.subarray(2, -4), size);
  const stored = new DataView(zlib.buffer, zlib.byteOffset + zlib.length - 4, 4).getUint32(0);
  const actual = adler32(lines);
  if (stored === actual) return lines;
  throw faults.checksum`${what} have the Adler-32 ${actual.toString(16)}, but their last 4 bytes say ${stored.toString(16)}; get the file again`;
}
