import { fromHalf, type PlainTensor, sizeFromShape } from '@vaekit-internal/base';
import { reordered } from './byteOrder.js';
import { checkExtent } from './checkExtent.js';
import { checkMagic } from './checkMagic.js';
import { counted, faults } from './faults.js';
import type { ReadOptions } from './readOptions.js';

export type NpyArray = Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;

/** What an NPY file holds: the numbers in row-major order, whatever the order in the file, and the type it gave them. */
export interface NpyTensor extends PlainTensor<NpyArray> {
  /** NumPy's name for the type, for example `'<f4'`, `'>i8'` or `'|b1'`. */
  readonly dtype: string;
}

/** What an NPY file of text holds (`<U5`, `|S3`), in row-major order, without the zeros that fill each text up. */
export interface NpyText {
  readonly data: readonly string[];
  readonly shape: readonly number[];
  readonly dtype: string;
}

export interface ReadNpyOptions extends ReadOptions {
  /** Whether arrays of text are read too; they are refused unless said. */
  readonly text?: boolean;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
type RawArray = NpyArray | BigInt64Array | BigUint64Array;
interface RawConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): RawArray;
}
const elementTypes: ReadonlyMap<string, RawConstructor> = new Map<string, RawConstructor>([
  ['b1', Uint8Array],
  ['u1', Uint8Array],
  ['i1', Int8Array],
  ['u2', Uint16Array],
  ['i2', Int16Array],
  ['u4', Uint32Array],
  ['i4', Int32Array],
  ['u8', BigUint64Array],
  ['i8', BigInt64Array],
  ['f2', Uint16Array],
  ['f4', Float32Array],
  ['f8', Float64Array],
]);

/**
 * Reads an NPY file (NumPy's format, versions 1 to 3) of any real type, in either byte order, in C or Fortran order.
 *
 * Booleans come as 0 and 1 in a `Uint8Array`, half precision as a `Float32Array`, 64-bit integers as a `Float64Array` (`'value-range'` beyond
 * 2^53, where a double would lie). Fortran order is turned into row-major order. Pickled Python objects are never read: they are code.
 * Arrays of text (`U`, `S`) are given with the option `text`. Nothing is allocated before the bytes are there. Throws a `DataError` that names the offset: `'magic'`, `'syntax'` (the header),
 * `'type'`, `'shape'`, `'too-large'`, `'truncated'`, `'trailing'`, `'value-range'`. Source: NumPy, `numpy.lib.format`.
 */
export function readNpy(bytes: Uint8Array, options: ReadNpyOptions & { readonly text: true }): NpyTensor | NpyText;
export function readNpy(bytes: Uint8Array, options?: ReadNpyOptions): NpyTensor;
export function readNpy(bytes: Uint8Array, options: ReadNpyOptions = {}): NpyTensor | NpyText {
  const { maxBytes = 2 ** 30, name = 'readNpy', text = false } = options;
  const { start, end } = headerRange(name, bytes);
  const { descr, fortranOrder, shape } = parseHeader(name, bytes.subarray(start, end), start);
  const type = elementType(name, descr, text);
  const length = sizeFromShape(shape);
  checkExtent(name, bytes.length, end + length * type.size, `shape [${shape}] of type '${descr}'`, maxBytes);
  const own = reordered(bytes.subarray(end), type.unit, type.order);
  if (type.array === undefined) {
    const texts = Array.from({ length }, (_, i) =>
      textOf(name, own.subarray(i * type.size, (i + 1) * type.size), type.unit, end + i * type.size),
    );
    return { data: fortranOrder ? rowMajor(texts, shape) : texts, shape, dtype: descr };
  }
  const data = numbersOf(name, type.code, new type.array(own.buffer), end);
  return { data: fortranOrder ? rowMajor(data, shape) : data, shape, dtype: descr };
}

/** A text without the zeros that fill it up: its code points in four bytes each, or bytes. */
function textOf(name: string, bytes: Uint8Array<ArrayBuffer>, unit: number, offset: number): string {
  const codes = unit === 4 ? [...new Uint32Array(bytes.slice().buffer)] : [];
  const wrong = codes.findIndex((code) => code > 0x10ffff);
  if (wrong >= 0)
    throw faults.valueRange`${name}: the character at offset ${offset + 4 * wrong} is ${codes[wrong]}; at most 1114111 was expected`;
  return (unit === 4 ? codes.map((code) => String.fromCodePoint(code)).join('') : new TextDecoder().decode(bytes)).replace(
    /\0+$/,
    '',
  );
}

function headerRange(name: string, bytes: Uint8Array): { start: number; end: number } {
  checkMagic(name, bytes, magic, 'an NPY file');
  if (bytes.length < 10)
    throw faults.truncated`${name}: the file has ${counted(bytes.length, 'byte')}; the beginning of an NPY file has at least 10`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const major = view.getUint8(6);
  if (major < 1 || major > 3 || bytes[7] !== 0)
    throw faults.unsupported`${name}: offset 6 says version ${major}.${bytes[7]}; versions 1.0, 2.0 and 3.0 are read (save it again with numpy.save)`;
  if (major > 1 && bytes.length < 12)
    throw faults.truncated`${name}: the file has ${counted(bytes.length, 'byte')}; a file of version ${major} has at least 12`;
  const start = major === 1 ? 10 : 12;
  const end = start + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (end > bytes.length)
    throw faults.truncated`${name}: offset 8 says that the header ends at offset ${end}, but the file ends at ${bytes.length}`;
  // NumPy itself reads no header beyond 10,000 bytes; a shape of 64 dimensions, its largest, needs about 1,400.
  if (end - start > 10_000)
    throw faults.syntax`${name}: offset 8 announces a header of ${counted(end - start, 'byte')}; at most 10000 were expected`;
  return { start, end };
}

interface Header {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** A key and its value: a text, a truth value or a tuple of sizes. */
const headerEntry =
  /(['"])(descr|fortran_order|shape)\1\s*:\s*(?:(['"])([^'"\\]*)\3|(True|False)|\(\s*((?:\d{1,15}L?\s*,\s*)*(?:\d{1,15}L?)?)\s*\))\s*(?:,\s*|(?=\}))/y;

/** Reads the header, a Python dictionary of the three keys in any order, and nothing else that Python can say. */
function parseHeader(name: string, header: Uint8Array, start: number): Header {
  const text = Array.from(header, (byte) => String.fromCharCode(byte)).join('');
  const fail = (expected: string, at: number): never => {
    const found = at < text.length ? JSON.stringify(text.slice(at, at + 12)) : 'the end of the header';
    throw faults.syntax`${name}: ${expected} was expected at offset ${start + at}, but there is ${found}`;
  };
  let at = /^\s*\{\s*/.exec(text)?.[0].length ?? fail('the "{" of a Python dictionary', 0);
  const found: { descr?: string; fortran_order?: boolean; shape?: readonly number[] } = {};
  while (text[at] !== '}') {
    headerEntry.lastIndex = at;
    const [all = '', , key = '', , descr, truth, tuple] = headerEntry.exec(text) ?? [];
    const sizes = tuple?.match(/\d+/g)?.map(Number) ?? [];
    // (3) is a number in Python, (3,) a tuple of one.
    const isTuple = tuple !== undefined && sizes.length <= 64 && (sizes.length !== 1 || tuple.includes(','));
    if (/^['"]descr['"]\s*:\s*\[/.test(text.slice(at)))
      throw faults.type`${name}: the header at offset ${start + at} describes records of several fields; save each field as an array of its own`;
    if (key in found) fail('one each of the keys', at);
    if (key === 'descr' && descr !== undefined) found.descr = descr;
    else if (key === 'fortran_order' && truth !== undefined) found.fortran_order = truth === 'True';
    else if (key === 'shape' && isTuple) found.shape = sizes;
    else fail("'descr' with a type, 'fortran_order' with True or False or 'shape' with at most 64 sizes, such as (3,),", at);
    at += all.length;
  }
  if (/\S/.test(text.slice(at + 1))) fail('nothing but spaces and a line end', at + 1);
  const { descr, fortran_order: fortranOrder, shape } = found;
  if (descr !== undefined && fortranOrder !== undefined && shape !== undefined) return { descr, fortranOrder, shape };
  const missing = ['descr', 'fortran_order', 'shape'].filter((key) => !(key in found)).map((key) => `'${key}'`);
  throw faults.syntax`${name}: the header at offset ${start} has no ${missing.join(' and no ')}`;
}

interface ElementType {
  readonly code: string;
  /** The array of its numbers as they lie in the file; undefined for texts. */
  readonly array: RawConstructor | undefined;
  /** Bytes of an element, and of the numbers in it that have an order of bytes. */
  readonly size: number;
  readonly unit: number;
  readonly order: 'big' | 'little';
}

function elementType(name: string, descr: string, text: boolean): ElementType {
  const [, mark, kind = '', digits = ''] = /^([<>|=]?)([a-zA-Z?])(\d*)$/.exec(descr) ?? [];
  const order = mark === '>' ? 'big' : 'little';
  if (text && /^[US][1-9]\d{0,8}$/.test(kind + digits)) {
    const unit = kind === 'U' ? 4 : 1;
    return { code: kind, array: undefined, size: Number(digits) * unit, unit, order };
  }
  const code = kind === '?' ? 'b1' : kind + digits;
  const array = elementTypes.get(code);
  if (array !== undefined) return { code, array, size: array.BYTES_PER_ELEMENT, unit: array.BYTES_PER_ELEMENT, order };
  const advice =
    kind === 'O'
      ? 'Python objects are pickled, which is code, and never read: save texts with astype(str), lists of one length as one array'
      : kind === 'c'
        ? 'save the real and the imaginary part apart'
        : 'save it as one of them';
  throw faults.type`${name}: the header says type '${descr}'; b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4 and f8 are read; ${advice}`;
}

/** The numbers of an array as a model takes them; those that it cannot take as they are are refused. */
function numbersOf(name: string, code: string, raw: RawArray, start: number): NpyArray {
  if (code === 'f2') return Float32Array.from(raw as Uint16Array, fromHalf);
  if (code === 'b1') {
    const wrong = (raw as Uint8Array).findIndex((value) => value > 1);
    if (wrong >= 0)
      throw faults.valueRange`${name}: the boolean at offset ${start + wrong} is ${raw[wrong]}; 0 or 1 was expected`;
  }
  if (!(raw instanceof BigInt64Array || raw instanceof BigUint64Array)) return raw;
  const data = new Float64Array(raw.length);
  for (let i = 0; i < data.length; i++) data[i] = Number(raw[i]);
  const wrong = data.findIndex((value) => !Number.isSafeInteger(value));
  if (wrong < 0) return data;
  throw faults.valueRange`${name}: the integer at offset ${start + 8 * wrong} is about ${data[wrong]}; beyond 2^53 a double cannot hold it, save it as f8`;
}

/** The same with the last axis fastest, where the first was. */
function rowMajor<A extends NpyArray | string[]>(data: A, shape: readonly number[]): A {
  const result = data.slice() as A;
  for (let i = 0; i < data.length; i++) {
    let from = 0;
    let rest = i;
    let stride = data.length;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] ?? 1;
      stride /= size;
      from += (rest % size) * stride;
      rest = Math.floor(rest / size);
    }
    result[i] = data[from] ?? 0;
  }
  return result;
}

/**
 * Writes a plain tensor as an NPY file that `numpy.load` opens: version 1.0, little-endian, C order, data at a multiple of 64 bytes.
 *
 * The type is that of the array. A shape of no dimensions is a single number. Throws a `DataError`: `'type'` for another array, `'shape'` if a
 * size is not a whole number, the rank is above 64 or the data do not fill the shape.
 */
export function writeNpy(tensor: PlainTensor): Uint8Array<ArrayBuffer> {
  const { data, shape } = tensor;
  const [, kind, bits] = /^(Float|Int|Uint)(\d+)(?:Clamped)?Array$/.exec(data[Symbol.toStringTag]) ?? [];
  if (kind === undefined)
    throw faults.type`writeNpy: \`data\` must be an Int8, Int16, Int32, Uint8, Uint16, Uint32, Float32 or Float64 array`;
  const length = sizeFromShape(shape);
  if (shape.length > 64 || !shape.every((size) => Number.isSafeInteger(size) && size >= 0) || length !== data.length)
    throw faults.shape`writeNpy: shape [${shape}] has ${counted(length, 'element')} but \`data\` has ${data.length}; at most 64 whole numbers whose product is the length were expected`;
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${bits === '8' ? '|' : '<'}${kind.charAt(0).toLowerCase()}${Number(bits) / 8}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const start = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const header = `${dictionary.padEnd(start - 11)}\n`;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set([...magic, 1, 0, header.length % 256, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(reordered(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), data.BYTES_PER_ELEMENT, 'little'), start);
  return bytes;
}
