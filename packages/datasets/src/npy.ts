import { fromHalf, type PlainTensor, sizeFromShape, type TypedArray } from '@vaekit-internal/base';
import { counted } from './counted.js';
import { faults } from './faults.js';
import type { ReadOptions } from './readOptions.js';

/** The arrays that come out of an NPY file. */
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

interface ElementType {
  readonly size: number;
  readonly create: (length: number) => NpyArray;
  readonly get: (view: DataView, offset: number, little: boolean) => number;
}

const elementTypes: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['b1', { size: 1, create: (n) => new Uint8Array(n), get: (v, o) => v.getUint8(o) }],
  ['u1', { size: 1, create: (n) => new Uint8Array(n), get: (v, o) => v.getUint8(o) }],
  ['i1', { size: 1, create: (n) => new Int8Array(n), get: (v, o) => v.getInt8(o) }],
  ['u2', { size: 2, create: (n) => new Uint16Array(n), get: (v, o, little) => v.getUint16(o, little) }],
  ['i2', { size: 2, create: (n) => new Int16Array(n), get: (v, o, little) => v.getInt16(o, little) }],
  ['u4', { size: 4, create: (n) => new Uint32Array(n), get: (v, o, little) => v.getUint32(o, little) }],
  ['i4', { size: 4, create: (n) => new Int32Array(n), get: (v, o, little) => v.getInt32(o, little) }],
  ['u8', { size: 8, create: (n) => new Float64Array(n), get: (v, o, little) => Number(v.getBigUint64(o, little)) }],
  ['i8', { size: 8, create: (n) => new Float64Array(n), get: (v, o, little) => Number(v.getBigInt64(o, little)) }],
  ['f2', { size: 2, create: (n) => new Float32Array(n), get: (v, o, little) => fromHalf(v.getUint16(o, little)) }],
  ['f4', { size: 4, create: (n) => new Float32Array(n), get: (v, o, little) => v.getFloat32(o, little) }],
  ['f8', { size: 8, create: (n) => new Float64Array(n), get: (v, o, little) => v.getFloat64(o, little) }],
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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { start, end } = headerRange(name, bytes, view);
  const { descr, fortranOrder, shape } = parseHeader(name, bytes.subarray(start, end), start);
  const texts = text ? textType(descr) : undefined;
  const { type, little } = texts ?? elementType(name, descr);
  const length = sizeFromShape(shape);
  const size = end + length * type.size;
  if (!(size <= maxBytes))
    throw faults.tooLarge`${name}: the header announces shape [${shape}] of type '${descr}', ${counted(size, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`;
  if (bytes.length < size)
    throw faults.truncated`${name}: the data end at offset ${bytes.length}, but shape [${shape}] of type '${descr}' ends at ${size}`;
  if (bytes.length > size)
    throw faults.trailing`${name}: ${counted(bytes.length - size, 'byte follows', 'bytes follow')} at offset ${size}, where shape [${shape}] of type '${descr}' ends`;
  if (!('create' in type)) return readTexts(name, view, end, { ...type, little, descr, fortranOrder, shape });
  const data = type.create(length);
  for (let i = 0, offset = end; i < length; i++, offset += type.size) data[i] = type.get(view, offset, little);
  checkValues(name, descr, data, end, type.size);
  return { data: fortranOrder ? rowMajor(data, shape, type.create(length)) : data, shape, dtype: descr };
}

interface TextType {
  readonly size: number;
  /** Bytes of a character: four, which are its code point, or one. */
  readonly unit: 1 | 4;
}

function textType(descr: string): { type: TextType; little: boolean } | undefined {
  const [, order, kind, count = 0] = /^([<>|=]?)([US])([1-9]\d{0,8})$/.exec(descr) ?? [];
  if (kind === undefined) return undefined;
  const unit = kind === 'U' ? 4 : 1;
  return { type: { size: Number(count) * unit, unit }, little: order === '<' || (order !== '>' && !bigEndianHost) };
}

function readTexts(
  name: string,
  view: DataView,
  start: number,
  { size, unit, little, descr, fortranOrder, shape }: TextType & Header & { readonly little: boolean },
): NpyText {
  const utf8 = new TextDecoder();
  const read = (offset: number): string => {
    if (unit === 1) return utf8.decode(new Uint8Array(view.buffer, view.byteOffset + offset, size)).replace(/\0+$/, '');
    let text = '';
    for (let at = offset; at < offset + size; at += unit) {
      const code = view.getUint32(at, little);
      if (code > 0x10ffff)
        throw faults.valueRange`${name}: the character at offset ${at} is ${code}; at most 1114111 was expected`;
      text += String.fromCodePoint(code);
    }
    return text.replace(/\0+$/, '');
  };
  const count = sizeFromShape(shape);
  const places = Int32Array.from({ length: count }, (_, i) => i);
  const order = fortranOrder ? rowMajor(places, shape, new Int32Array(count)) : places;
  return { data: Array.from(order, (place) => read(start + place * size)), shape, dtype: descr };
}

function headerRange(name: string, bytes: Uint8Array, view: DataView): { start: number; end: number } {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  const wrong = magic.findIndex((byte, i) => i < bytes.length && bytes[i] !== byte);
  if (wrong >= 0)
    throw faults.magic`${name}: an NPY file begins with 93 4e 55 4d 50 59 ("\\x93NUMPY"), but offset ${wrong} holds ${hex(bytes[wrong])}; is it an NPY file?`;
  if (bytes.length < 10)
    throw faults.truncated`${name}: the file has ${counted(bytes.length, 'byte')}; the beginning of an NPY file has at least 10`;
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

const hex = (byte: number | undefined): string => (byte ?? 0).toString(16).padStart(2, '0');

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

const bigEndianHost: boolean = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;

function elementType(name: string, descr: string): { type: ElementType; little: boolean } {
  const match = /^([<>|=]?)([a-zA-Z?]\d*)$/.exec(descr);
  const code = match?.[2] === '?' ? 'b1' : (match?.[2] ?? '');
  const type = elementTypes.get(code);
  if (type === undefined) {
    const advice = code.startsWith('O')
      ? 'Python objects are pickled, which is code, and never read: save texts with astype(str), lists of one length as one array'
      : code.startsWith('c')
        ? 'save the real and the imaginary part apart'
        : 'save it as one of them';
    throw faults.type`${name}: the header says type '${descr}'; b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4 and f8 are read; ${advice}`;
  }
  return { type, little: match?.[1] === '<' || (match?.[1] !== '>' && !bigEndianHost) };
}

function checkValues(name: string, descr: string, data: NpyArray, start: number, size: number): void {
  const kind = descr.replace(/^[<>|=]/, '');
  if (kind === 'b1' || kind === '?') {
    const wrong = (data as Uint8Array).findIndex((value) => value > 1);
    if (wrong >= 0)
      throw faults.valueRange`${name}: the boolean at offset ${start + wrong} is ${data[wrong]}; 0 or 1 was expected`;
  }
  if (kind === 'i8' || kind === 'u8') {
    const wrong = (data as Float64Array).findIndex((value) => !Number.isSafeInteger(value));
    if (wrong >= 0)
      throw faults.valueRange`${name}: the integer at offset ${start + wrong * size} is about ${data[wrong]}; beyond 2^53 a double cannot hold it, save it as f8`;
  }
}

/** The same numbers with the last axis fastest, where the first was. */
function rowMajor(data: NpyArray, shape: readonly number[], result: NpyArray): NpyArray {
  if (data.length === 0) return data;
  const strides: number[] = [];
  shape.reduce((stride, size, axis) => {
    strides[axis] = stride;
    return stride * size;
  }, 1);
  const index = shape.map(() => 0);
  let from = 0;
  for (let i = 0; i < data.length; i++) {
    result[i] = data[from] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] ?? 1;
      const stride = strides[axis] ?? 0;
      const here = (index[axis] ?? 0) + 1;
      from += stride;
      if (here < size) {
        index[axis] = here;
        break;
      }
      index[axis] = 0;
      from -= stride * size;
    }
  }
  return result;
}

const typeNames: readonly (readonly [matches: (data: TypedArray) => boolean, dtype: string])[] = [
  [(data): boolean => data instanceof Uint8Array || data instanceof Uint8ClampedArray, '|u1'],
  [(data): boolean => data instanceof Int8Array, '|i1'],
  [(data): boolean => data instanceof Uint16Array, '<u2'],
  [(data): boolean => data instanceof Int16Array, '<i2'],
  [(data): boolean => data instanceof Uint32Array, '<u4'],
  [(data): boolean => data instanceof Int32Array, '<i4'],
  [(data): boolean => data instanceof Float32Array, '<f4'],
  [(data): boolean => data instanceof Float64Array, '<f8'],
];

/**
 * Writes a plain tensor as an NPY file that `numpy.load` opens: version 1.0, little-endian, C order, data at a multiple of 64 bytes.
 *
 * The type is that of the array. A shape of no dimensions is a single number. Throws a `DataError`: `'type'` for another array, `'shape'` if a
 * size is not a whole number, the rank is above 64 or the data do not fill the shape.
 */
export function writeNpy(tensor: PlainTensor): Uint8Array {
  const { data, shape } = tensor;
  const dtype = typeNames.find(([matches]) => matches(data))?.[1];
  if (dtype === undefined)
    throw faults.type`writeNpy: \`data\` must be an Int8, Int16, Int32, Uint8, Uint16, Uint32, Float32 or Float64 array`;
  const length = sizeFromShape(shape);
  if (shape.length > 64 || !shape.every((size) => Number.isSafeInteger(size) && size >= 0) || length !== data.length)
    throw faults.shape`writeNpy: shape [${shape}] has ${counted(length, 'element')} but \`data\` has ${data.length}; at most 64 whole numbers whose product is the length were expected`;
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const start = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const header = `${dictionary.padEnd(start - 11)}\n`;
  const elementSize = data.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(start + length * elementSize);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, header.length, true);
  for (let i = 0; i < header.length; i++) bytes[10 + i] = header.charCodeAt(i);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  if (bigEndianHost) {
    for (let i = start; i < bytes.length; i += elementSize) bytes.subarray(i, i + elementSize).reverse();
  }
  return bytes;
}
