import { type PlainTensor, sizeFromShape } from '@vaekit-internal/base';
import { counted } from './counted.js';
import { faults } from './faults.js';
import { gunzip, isGzip } from './gunzip.js';
import { largestExpansion } from './inflate.js';
import type { ReadOptions } from './readOptions.js';

/** The arrays an IDX file can hold. */
export type IdxArray = Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array;

interface ElementType {
  readonly code: number;
  readonly name: string;
  readonly array: (new (length: number) => IdxArray) & { readonly BYTES_PER_ELEMENT: number };
  get(view: DataView, offset: number): number;
  set(view: DataView, offset: number, value: number): void;
}

const elementTypes: readonly ElementType[] = [
  { code: 0x08, name: 'unsigned byte', array: Uint8Array, get: (v, o) => v.getUint8(o), set: (v, o, x) => v.setUint8(o, x) },
  { code: 0x09, name: 'signed byte', array: Int8Array, get: (v, o) => v.getInt8(o), set: (v, o, x) => v.setInt8(o, x) },
  { code: 0x0b, name: 'short', array: Int16Array, get: (v, o) => v.getInt16(o), set: (v, o, x) => v.setInt16(o, x) },
  { code: 0x0c, name: 'int', array: Int32Array, get: (v, o) => v.getInt32(o), set: (v, o, x) => v.setInt32(o, x) },
  { code: 0x0d, name: 'float', array: Float32Array, get: (v, o) => v.getFloat32(o), set: (v, o, x) => v.setFloat32(o, x) },
  { code: 0x0e, name: 'double', array: Float64Array, get: (v, o) => v.getFloat64(o), set: (v, o, x) => v.setFloat64(o, x) },
];

interface Header {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly headerSize: number;
  readonly length: number;
  readonly size: number;
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
  if (!isGzip(bytes)) {
    const header = readHeader(name, bytes, maxBytes);
    if (bytes.length < header.size)
      throw faults.truncated`${name}: the data end at offset ${bytes.length}, but shape [${header.shape}] of type ${header.type.name} ends at ${header.size}`;
    if (bytes.length > header.size)
      throw faults.trailing`${name}: ${counted(bytes.length - header.size, 'byte follows', 'bytes follow')} at offset ${header.size}, where shape [${header.shape}] of type ${header.type.name} ends`;
    return readPayload(bytes, header);
  }
  let header: Header | undefined;
  const inflated = await gunzip(name, bytes, longestHeader, (head) => {
    header = readHeader(name, head, maxBytes);
    if (header.size > bytes.length * largestExpansion)
      throw faults.truncated`${name}: shape [${header.shape}] of type ${header.type.name} needs ${counted(header.size, 'byte')}, which no gzip file of ${bytes.length} bytes can hold`;
    return header.size;
  });
  return readPayload(inflated, header ?? readHeader(name, inflated, maxBytes));
}

function readHeader(name: string, bytes: Uint8Array, maxBytes: number): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 4)
    throw faults.truncated`${name}: the file has ${counted(bytes.length, 'byte')}; an IDX header has at least 8`;
  const magic = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  if (bytes[0] !== 0 || bytes[1] !== 0)
    throw faults.magic`${name}: an IDX file begins with 00 00, but offset 0 holds ${magic}; is it an IDX file?`;
  const type = elementTypes.find(({ code }) => code === bytes[2]);
  if (type === undefined)
    throw faults.type`${name}: the element type at offset 2 must be one of 08, 09, 0b, 0c, 0d, 0e (hexadecimal), but the magic number is ${magic}`;
  const rank = view.getUint8(3);
  if (rank === 0) throw faults.shape`${name}: the rank at offset 3 is 0; at least one dimension was expected`;
  const headerSize = 4 + 4 * rank;
  if (bytes.length < headerSize)
    throw faults.truncated`${name}: the header ends at offset ${bytes.length}; rank ${rank} needs sizes up to offset ${headerSize}`;
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const length = sizeFromShape(shape);
  const size = headerSize + length * type.array.BYTES_PER_ELEMENT;
  if (!(size <= maxBytes))
    throw faults.tooLarge`${name}: the sizes at offset 4 announce shape [${shape}] of type ${type.name}, ${counted(size, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`;
  return { type, shape, headerSize, length, size };
}

function readPayload(bytes: Uint8Array, { type, shape, headerSize, length }: Header): PlainTensor<IdxArray> {
  const data = new type.array(length);
  if (data instanceof Uint8Array) {
    data.set(bytes.subarray(headerSize));
  } else {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let i = 0; i < length; i++) data[i] = type.get(view, headerSize + i * data.BYTES_PER_ELEMENT);
  }
  return { data, shape };
}

/**
 * Writes a plain tensor as an uncompressed IDX file; the inverse of `readIdx`, to the bit.
 *
 * Throws a `DataError` of kind `'shape'` if the rank is not 1 to 255, a size is not a whole number below 2^32, or the data do not fill the shape.
 */
export function writeIdx(tensor: PlainTensor<IdxArray>): Uint8Array {
  const { data, shape } = tensor;
  const type = elementTypes.find(({ array }) => data instanceof array);
  if (type === undefined)
    throw faults.type`writeIdx: \`data\` must be a Uint8, Int8, Int16, Int32, Float32 or Float64 array; IDX has no other type`;
  if (shape.length < 1 || shape.length > 255 || !shape.every((size) => Number.isInteger(size) && size >= 0 && size < 2 ** 32))
    throw faults.shape`writeIdx: \`shape\` is [${shape}]; 1 to 255 whole numbers below 2^32 were expected`;
  const length = sizeFromShape(shape);
  if (length !== data.length)
    throw faults.shape`writeIdx: shape [${shape}] has ${counted(length, 'element')} but \`data\` has ${data.length}; they must agree`;
  const headerSize = 4 + 4 * shape.length;
  const bytes = new Uint8Array(headerSize + length * type.array.BYTES_PER_ELEMENT);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, type.code, shape.length]);
  shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size));
  for (let i = 0; i < length; i++) type.set(view, headerSize + i * data.BYTES_PER_ELEMENT, data[i] ?? 0);
  return bytes;
}
