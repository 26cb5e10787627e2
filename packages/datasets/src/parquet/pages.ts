import type { ParquetType } from 'hyparquet';
import { crc32 } from '@vaekit-internal/base';
import { counted, faults } from '../faults.js';
import type { ColumnChunk } from './footer.js';
import { numberOf, readThrift, structsIn, type ThriftStruct } from './thrift.js';

/** Decompresses a page that must come to exactly `size` bytes. */
export type Decompress = (what: string, compressed: Uint8Array, size: number) => Uint8Array;

/** Parquet's numbers of the encodings. */
const plain = 0;
const plainDictionary = 2;
const rle = 3;
const deltaBinaryPacked = 5;
const deltaLengthByteArray = 6;
const rleDictionary = 8;
const byteStreamSplit = 9;

const numbers: readonly ParquetType[] = ['INT32', 'INT64', 'FLOAT', 'DOUBLE', 'FIXED_LEN_BYTE_ARRAY'];
const typesOf: ReadonlyMap<number, readonly ParquetType[]> = new Map([
  [plain, [...numbers, 'BOOLEAN', 'BYTE_ARRAY']],
  [plainDictionary, [...numbers, 'BYTE_ARRAY']],
  [rleDictionary, [...numbers, 'BYTE_ARRAY']],
  [rle, ['BOOLEAN']],
  [deltaBinaryPacked, ['INT32', 'INT64']],
  [deltaLengthByteArray, ['BYTE_ARRAY']],
  [byteStreamSplit, numbers],
]);

interface Page {
  readonly what: string;
  readonly column: ColumnChunk['column'];
  /** The numbers that the page announces, and those of them that are no gaps. */
  readonly count: number;
  readonly dictionary: number | undefined;
}

/**
 * Walks the pages of a column chunk and checks what the library that decodes the values afterward would believe: a run of two thousand million equal
 * values, a place in a dictionary that has none there, a page that inflates to gigabytes. What it finds out itself (values that end too early) is left to it.
 *
 * Throws a `DataError` that names page and offset. Source: Apache Parquet, "Encodings" and `parquet.thrift`.
 */
export function checkPages(name: string, bytes: Uint8Array, chunk: ColumnChunk, decompress: Decompress, maxBytes: number): void {
  const { column, start, end, values } = chunk;
  let at = start;
  let seen = 0;
  let dictionary: number | undefined;
  for (let place = 0; at < end; place++) {
    const what = `${name}, column '${column.name}', page ${place} at offset ${at}`;
    const { struct, end: bodyStart } = readThrift(what, bytes, at, end);
    const size = numberOf(what, struct, 2, 'its uncompressed size');
    at = bodyStart + numberOf(what, struct, 3, 'its compressed size');
    if (at < bodyStart || at > end) throw faults.truncated`${what}: it ends at offset ${at}, but the column ends at ${end}`;
    if (size < 0 || size > maxBytes)
      throw faults.tooLarge`${what}: it announces ${counted(size, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`;
    const body = bytes.subarray(bodyStart, at);
    checkSum(what, struct, body);
    const type = numberOf(what, struct, 1, 'its type');
    const [header] = structsIn(struct.get({ 0: 5, 2: 7, 3: 8 }[type] ?? -1));
    if (header === undefined)
      throw faults.unsupported`${what}: it is of type ${type}; dictionaries (2) and data (0 and 3), each with its header, are read`;
    const count = numberOf(what, header, 1, 'the number of values');
    if (type === 2) {
      // Every value takes a byte at least.
      if (count < 0 || count > decompress(what, body, size).length)
        throw faults.damaged`${what}: a dictionary of ${counted(count, 'value')} does not fit ${counted(size, 'byte')}`;
      const encoding = numberOf(what, header, 2, 'the encoding');
      if (encoding !== plain && encoding !== plainDictionary)
        throw faults.unsupported`${what}: its dictionary has encoding ${encoding}; plain (0) was expected`;
      dictionary = count;
      continue;
    }
    if (count < 0 || count > values - seen)
      throw faults.damaged`${what}: it announces ${counted(count, 'value')}, but only ${values - seen} of its group remain`;
    const page = { what, column, count, dictionary };
    if (type === 0) checkFirst(page, header, decompress(what, body, size));
    else checkSecond(page, header, body, size, decompress);
    seen += count;
  }
  if (seen !== values)
    throw faults.truncated`${name}, column '${column.name}': its pages hold ${counted(seen, 'value')}, ${counted(values, 'was', 'were')} expected`;
}

function checkSum(what: string, struct: ThriftStruct, body: Uint8Array): void {
  if (!struct.has(4)) return;
  const [stored, actual] = [numberOf(what, struct, 4, 'its checksum') >>> 0, crc32(body)];
  if (stored !== actual)
    throw faults.checksum`${what}: its bytes have the CRC-32 ${actual.toString(16)}, the header says ${stored.toString(16)}`;
}

/** A page of the first version: levels that say their own length, then values. */
function checkFirst(page: Page, header: ThriftStruct, content: Uint8Array): void {
  const { what, column, count } = page;
  let offset = 0;
  let present = count;
  for (const [level, field] of [[column.repetition, 4] as const, [column.definition, 3] as const]) {
    if (level === 0) continue;
    if (numberOf(what, header, field, 'the encoding of the levels') !== rle)
      throw faults.unsupported`${what}: the levels are not run-length encoded; save the file with a newer program`;
    const end = endOfRuns(what, content, offset);
    const largest = checkRuns(what, content.subarray(0, end), offset + 4, bitsOf(level), count, level + 1);
    if (field === 3) present = largest;
    offset = end;
  }
  checkValues({ ...page, count: present }, content, offset, numberOf(what, header, 2, 'the encoding'));
}

/** A page of the second version: levels, whose lengths the header has and which are never compressed, then values. */
function checkSecond(page: Page, header: ThriftStruct, body: Uint8Array, size: number, decompress: Decompress): void {
  const { what, column, count } = page;
  const repetitions = numberOf(what, header, 6, 'the length of the repetition levels');
  const levels = repetitions + numberOf(what, header, 5, 'the length of the levels');
  const misplaced = (column.repetition === 0 && repetitions > 0) || (column.definition === 0 && levels > repetitions);
  if (repetitions < 0 || levels < repetitions || levels > Math.min(body.length, size) || misplaced)
    throw faults.damaged`${what}: its levels of ${counted(levels, 'byte')} do not fit its column in ${counted(body.length, 'byte')}`;
  const head = body.subarray(0, levels);
  if (column.repetition > 0)
    checkRuns(what, head.subarray(0, repetitions), 0, bitsOf(column.repetition), count, column.repetition + 1);
  const { definition } = column;
  const present = definition === 0 ? count : checkRuns(what, head, repetitions, bitsOf(definition), count, definition + 1);
  const gaps = numberOf(what, header, 2, 'the number of gaps');
  if (gaps !== count - present)
    throw faults.damaged`${what}: it announces ${counted(gaps, 'gap')}, but its levels have ${count - present}`;
  const rest = body.subarray(levels);
  const content = header.get(7) === false ? rest : decompress(what, rest, size - levels);
  checkValues({ ...page, count: present }, content, 0, numberOf(what, header, 4, 'the encoding'));
}

/** How many bits a number from 0 to `largest` takes. */
const bitsOf = (largest: number): number => 32 - Math.clz32(largest);

/** Where runs end that say their length in four bytes before them. */
function endOfRuns(what: string, content: Uint8Array, offset: number): number {
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  const end = offset + 4 > content.length ? Infinity : offset + 4 + view.getUint32(offset, true);
  if (end <= content.length) return end;
  throw faults.truncated`${what}: runs and their length were expected at byte ${offset} of its ${content.length}`;
}

function checkValues({ what, column, count, dictionary }: Page, content: Uint8Array, offset: number, encoding: number): void {
  const { type } = column;
  if (type === undefined || typesOf.get(encoding)?.includes(type) !== true)
    throw faults.unsupported`${what}: its values of type ${type} have encoding ${encoding}, in which they are not read`;
  if (encoding === rle) checkRuns(what, content.subarray(0, endOfRuns(what, content, offset)), offset + 4, 1, count, 2);
  if (encoding === deltaBinaryPacked || encoding === deltaLengthByteArray) checkDelta(what, content, offset, count);
  // A value takes a bit at least.
  if ((encoding === plain || encoding === byteStreamSplit) && count > 8 * (content.length - offset))
    throw faults.truncated`${what}: ${counted(count, 'value')} do not fit its ${counted(content.length, 'byte')}`;
  if (encoding !== plainDictionary && encoding !== rleDictionary) return;
  const width = content[offset] ?? 0;
  if (dictionary === undefined || width > 24 || (count > 0 && dictionary === 0))
    throw faults.damaged`${what}: it points with ${width} bits into ${dictionary === undefined ? 'no dictionary' : `a dictionary of ${counted(dictionary, 'value')}`}`;
  if (width > 0) checkRuns(what, content, offset + 1, width, count, dictionary);
}

/**
 * Checks a sequence of runs and packed groups from `start` to the end that must give `count` numbers below `limit`, and says how many of them are
 * the largest that may be: of levels those where there is a value.
 */
function checkRuns(what: string, content: Uint8Array, start: number, width: number, count: number, limit: number): number {
  let at = start;
  let largest = 0;
  const pass = (size: number): number => {
    if (at + size > content.length)
      throw faults.truncated`${what}: ${counted(size, 'byte of runs was', 'bytes of runs were')} expected at byte ${at} of ${content.length}`;
    at += size;
    return at - size;
  };
  const see = (value: number, times: number): void => {
    if (value >= limit)
      throw faults.damaged`${what}: the number ${value} near byte ${at} is not below ${limit}, the size of what it points into`;
    if (value === limit - 1) largest += times;
  };
  for (let remaining = count; remaining > 0;) {
    let header = 0;
    for (let shift = 0, byte = 128; byte >= 128; shift += 7) {
      byte = content[pass(1)] ?? 0;
      header += (byte & 127) * 2 ** shift;
      if (shift > 28) throw faults.damaged`${what}: a number of more than five bytes ends at byte ${at}`;
    }
    const length = Math.floor(header / 2);
    const isRun = header % 2 === 0;
    if (length > (isRun ? remaining : Math.ceil(remaining / 8)))
      throw faults.damaged`${what}: ${isRun ? 'a run' : 'groups'} of ${isRun ? length : 8 * length} at byte ${at}, but only ${counted(remaining, 'value remains', 'values remain')}`;
    const from = pass(isRun ? Math.ceil(width / 8) : length * width);
    const bits = (place: number, most: number): number => {
      // At most 24 bits from a bit within the first byte: four bytes hold them.
      const byte = from + Math.floor(place / 8);
      const four = content[byte]! | (content[byte + 1]! << 8) | (content[byte + 2]! << 16) | (content[byte + 3]! << 24);
      return (four >>> (place % 8)) & (2 ** most - 1);
    };
    if (isRun) see(bits(0, 8 * Math.ceil(width / 8)), length);
    else for (let i = 0; i < Math.min(8 * length, remaining); i++) see(bits(i * width, width), 1);
    remaining -= Math.min(isRun ? length : 8 * length, remaining);
  }
  return largest;
}

/** Checks the head of delta-packed numbers, whose blocks the decoder sizes its memory by. */
function checkDelta(what: string, content: Uint8Array, offset: number, count: number): void {
  let at = offset;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = content[at++] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    return value;
  };
  const [block, minis, total] = [varint(), varint(), varint()];
  const isRight = block >= 128 && block <= 65_536 && block % 128 === 0 && minis >= 1 && block % (32 * minis) === 0;
  // Each block after the first value takes a number and a width for each of its parts.
  const least = Math.ceil(Math.max(0, count - 1) / block) * (1 + minis);
  if (!isRight || total !== count || at + least > content.length)
    throw faults.damaged`${what}: it announces ${counted(total, 'value')} in blocks of ${block} in ${counted(minis, 'part')}; ${count} in multiples of 128 and of 32 were expected, and bytes for them`;
}
