import { type PlainTensor, sizeFromShape } from '@vaekit-internal/base';
import { reordered } from './byteOrder.js';
import { checkExtent } from './checkExtent.js';
import { hex } from './checkMagic.js';
import { counted, faults } from './faults.js';
import { gunzip, isGzip } from './gunzip.js';
import { largestExpansion } from './inflate.js';
import type { ReadOptions } from './readOptions.js';

export type IdxArray = Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array;

const elementTypes = [
  { code: 0x08, name: 'unsigned byte', array: Uint8Array },
  { code: 0x09, name: 'signed byte', array: Int8Array },
  { code: 0x0b, name: 'short', array: Int16Array },
  { code: 0x0c, name: 'int', array: Int32Array },
  { code: 0x0d, name: 'float', array: Float32Array },
  { code: 0x0e, name: 'double', array: Float64Array },
] as const;

interface Header {
  readonly type: (typeof elementTypes)[number];
  readonly shape: readonly number[];
  readonly headerSize: number;
  readonly size: number;
  readonly what: string;
}

// Rank is one byte; no header is longer.
const longestHeader = 4 + 255 * 4;

/**
 * Reads an IDX file (the format of MNIST), gzip-compressed or not, of any of its six element types and any rank from 1.
 *
 * The file is `00 00`, a type byte, the rank, the sizes as big-endian unsigned 32-bit numbers, then the elements, big-endian, row-major.
 * Memory grows with what the file holds, never with what its header announces. Throws a `DataError` that names the offset: `'magic'`,
 * `'type'`, `'shape'`, `'too-large'`, `'truncated'`, `'trailing'` or `'gzip'` (in browsers also for a gzip file that is cut off: they do not tell which). Source: LeCun, Cortes and Burges, "The MNIST database".
 */
export async function readIdx(bytes: Uint8Array, options: ReadOptions = {}): Promise<PlainTensor<IdxArray>> {
  const { maxBytes = 2 ** 30, name = 'readIdx' } = options;
  if (!isGzip(bytes)) return readPlain(name, bytes, maxBytes);
  const inflated = await gunzip(name, bytes, longestHeader, (head) => {
    const { size, what } = readHeader(name, head);
    if (size <= maxBytes && size > bytes.length * largestExpansion)
      throw faults.truncated`${name}: ${what} needs ${counted(size, 'byte')}, which no gzip file of ${bytes.length} bytes can hold`;
    checkExtent(name, size, size, what, maxBytes);
    return size;
  });
  return readPlain(name, inflated, maxBytes);
}

function readPlain(name: string, bytes: Uint8Array, maxBytes: number): PlainTensor<IdxArray> {
  const { type, shape, headerSize, size, what } = readHeader(name, bytes);
  checkExtent(name, bytes.length, size, what, maxBytes);
  const { buffer } = reordered(bytes.subarray(headerSize), type.array.BYTES_PER_ELEMENT, 'big');
  return { data: new type.array(buffer), shape };
}

function readHeader(name: string, bytes: Uint8Array): Header {
  if (bytes.length < 4)
    throw faults.truncated`${name}: the file has ${counted(bytes.length, 'byte')}; an IDX header has at least 8`;
  const magic = Array.from(bytes.subarray(0, 4), hex).join(' ');
  if (bytes[0] !== 0 || bytes[1] !== 0)
    throw faults.magic`${name}: an IDX file begins with 00 00, but offset 0 holds ${magic}; is it an IDX file?`;
  const type = elementTypes.find(({ code }) => code === bytes[2]);
  if (type === undefined)
    throw faults.type`${name}: the element type at offset 2 must be one of 08, 09, 0b, 0c, 0d, 0e (hexadecimal), but the magic number is ${magic}`;
  const rank = bytes[3] ?? 0;
  if (rank === 0) throw faults.shape`${name}: the rank at offset 3 is 0; at least one dimension was expected`;
  const headerSize = 4 + 4 * rank;
  if (bytes.length < headerSize)
    throw faults.truncated`${name}: the header ends at offset ${bytes.length}; rank ${rank} needs sizes up to offset ${headerSize}`;
  const shape = [...new Uint32Array(reordered(bytes.subarray(4, headerSize), 4, 'big').buffer)];
  const size = headerSize + sizeFromShape(shape) * type.array.BYTES_PER_ELEMENT;
  return { type, shape, headerSize, size, what: `shape [${shape}] of type ${type.name}` };
}

/**
 * Writes a plain tensor as an uncompressed IDX file; the inverse of `readIdx`, to the bit.
 *
 * Throws a `DataError` of kind `'shape'` if the rank is not 1 to 255, a size is not a whole number below 2^32, or the data do not fill the shape.
 */
export function writeIdx({ data, shape }: PlainTensor<IdxArray>): Uint8Array<ArrayBuffer> {
  const type = elementTypes.find(({ array }) => data instanceof array);
  if (type === undefined)
    throw faults.type`writeIdx: \`data\` must be a Uint8, Int8, Int16, Int32, Float32 or Float64 array; IDX has no other type`;
  if (shape.length < 1 || shape.length > 255 || !shape.every((size) => Number.isInteger(size) && size >= 0 && size < 2 ** 32))
    throw faults.shape`writeIdx: \`shape\` is [${shape}]; 1 to 255 whole numbers below 2^32 were expected`;
  const length = sizeFromShape(shape);
  if (length !== data.length)
    throw faults.shape`writeIdx: shape [${shape}] has ${counted(length, 'element')} but \`data\` has ${data.length}; they must agree`;
  const headerSize = 4 + 4 * shape.length;
  const bytes = new Uint8Array(headerSize + data.byteLength);
  bytes.set([0, 0, type.code, shape.length]);
  bytes.set(reordered(new Uint8Array(Uint32Array.from(shape).buffer), 4, 'big'), 4);
  bytes.set(reordered(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), data.BYTES_PER_ELEMENT, 'big'), headerSize);
  return bytes;
}
