import { crc32 } from '@vaekit-internal/base';
import { counted } from '../counted.js';
import { faults } from '../faults.js';
import type { ColumnChunk } from './footer.js';
import { fieldsOf, readThrift } from './thrift.js';

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

/**
 * Walks the pages of a column chunk and checks every count, run, length and index in them against the bytes that are there.
 *
 * The library that decodes the values afterward believes what a page says: a run of two thousand million equal values, a dictionary of which
 * none is there, a page that inflates to gigabytes. It must never see one. Throws a `DataError` that names page and offset.
 * Source: Apache Parquet, "Encodings" and `parquet.thrift`.
 */
export function checkPages(name: string, bytes: Uint8Array, chunk: ColumnChunk, decompress: Decompress, maxBytes: number): void {
  const { column, start, end, values } = chunk;
  let at = start;
  let seen = 0;
  let dictionary: number | undefined;
  for (let page = 0; at < end; page++) {
    const what = `${name}, column '${column.name}', page ${page} at offset ${at}`;
    const { struct, end: bodyStart } = readThrift(what, bytes, at, end);
    const header = fieldsOf(what, struct);
    const type = header.number(1, 'its type');
    const size = header.number(2, 'its uncompressed size');
    const compressedSize = header.number(3, 'its compressed size');
    const bodyEnd = bodyStart + compressedSize;
    if (compressedSize < 0 || bodyEnd > end)
      throw faults.truncated`${what}: its ${counted(compressedSize, 'byte ends', 'bytes end')} at offset ${bodyEnd}, but the column ends at ${end}`;
    if (size < 0 || size > maxBytes)
      throw faults.tooLarge`${what}: it announces ${counted(size, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`;
    const body = bytes.subarray(bodyStart, bodyEnd);
    const stored = header.optionalNumber(4, 'its checksum');
    if (stored !== undefined && stored >>> 0 !== crc32(body))
      throw faults.checksum`${what}: its bytes have the CRC-32 ${crc32(body).toString(16)}, the header says ${(stored >>> 0).toString(16)}`;
    if (type === 2) {
      const inner = fieldsOf(what, header.struct(7, 'the header of a dictionary') ?? new Map());
      const count = inner.number(1, 'the number of values');
      const encoding = inner.number(2, 'the encoding');
      if (dictionary !== undefined || seen > 0) throw faults.damaged`${what}: a dictionary was expected once and first`;
      if (encoding !== plain && encoding !== plainDictionary)
        throw faults.unsupported`${what}: its dictionary has encoding ${encoding}; plain (0) was expected`;
      checkPlain(what, decompress(what, body, size), 0, chunk, count);
      dictionary = count;
    } else if (type === 0) {
      const inner = fieldsOf(what, header.struct(5, 'the header of a data page') ?? new Map());
      const count = countOf(what, inner.number(1, 'the number of values'), values - seen);
      const content = decompress(what, body, size);
      let offset = 0;
      let present = count;
      for (const [level, field] of [
        [column.repetition, 4],
        [column.definition, 3],
      ] as const) {
        if (level === 0) continue;
        if (inner.number(field, 'the encoding of the levels') !== rle)
          throw faults.unsupported`${what}: the levels are not run-length encoded; save the file with a newer program`;
        const length = lengthAt(what, content, offset);
        present = checkRuns(what, content, offset + 4, offset + 4 + length, bitsOf(level), count, level + 1);
        offset += 4 + length;
      }
      if (column.definition === 0) present = count;
      checkValues(what, content, offset, chunk, inner.number(2, 'the encoding'), present, dictionary);
      seen += count;
    } else if (type === 3) {
      const inner = fieldsOf(what, header.struct(8, 'the header of a data page') ?? new Map());
      const count = countOf(what, inner.number(1, 'the number of values'), values - seen);
      const inRows = inner.number(3, 'the number of rows');
      if (column.repetition === 0 ? inRows !== count : inRows < 0 || inRows > count)
        throw faults.damaged`${what}: it has ${counted(count, 'value')} but another number of rows; they must agree`;
      const repetitions = inner.number(6, 'the length of the repetition levels');
      const levels = repetitions + inner.number(5, 'the length of the levels');
      if (
        repetitions < 0 ||
        levels < repetitions ||
        levels > body.length ||
        levels > size ||
        (column.repetition === 0 && repetitions > 0)
      )
        throw faults.damaged`${what}: its levels of ${counted(levels, 'byte')} do not fit its column in ${counted(body.length, 'byte')}`;
      if (column.repetition > 0) checkRuns(what, body, 0, repetitions, bitsOf(column.repetition), count, column.repetition + 1);
      const present =
        column.definition === 0
          ? count
          : checkRuns(what, body, repetitions, levels, bitsOf(column.definition), count, column.definition + 1);
      const isCompressed = struct.get(8) instanceof Map ? (struct.get(8) as ReadonlyMap<number, unknown>).get(7) !== false : true;
      const rest = body.subarray(levels);
      const content = isCompressed ? decompress(what, rest, size - levels) : rest;
      checkValues(what, content, 0, chunk, inner.number(4, 'the encoding'), present, dictionary);
      seen += count;
    } else {
      throw faults.unsupported`${what}: it is of type ${type}; dictionaries (2) and data (0 and 3) are read`;
    }
    at = bodyEnd;
  }
  if (seen !== values)
    throw faults.truncated`${name}, column '${column.name}': its pages hold ${counted(seen, 'value')}, ${counted(values, 'was', 'were')} expected`;
}

/** How many bits a number from 0 to `largest` takes. */
const bitsOf = (largest: number): number => 32 - Math.clz32(largest);

function countOf(what: string, count: number, remaining: number): number {
  if (count >= 0 && count <= remaining) return count;
  throw faults.damaged`${what}: it announces ${counted(count, 'value')}, but only ${counted(remaining, 'value of its group remains', 'values of its group remain')}`;
}

function lengthAt(what: string, content: Uint8Array, offset: number): number {
  if (offset + 4 > content.length)
    throw faults.truncated`${what}: a length was expected at byte ${offset} of its ${content.length}`;
  const length = new DataView(content.buffer, content.byteOffset + offset, 4).getUint32(0, true);
  if (offset + 4 + length > content.length)
    throw faults.truncated`${what}: byte ${offset} announces ${counted(length, 'byte')}, but only ${counted(content.length - offset - 4, 'follows', 'follow')}`;
  return length;
}

function checkValues(
  what: string,
  content: Uint8Array,
  offset: number,
  chunk: ColumnChunk,
  encoding: number,
  count: number,
  dictionary: number | undefined,
): void {
  const { type, typeLength } = chunk.column;
  switch (encoding) {
    case plain:
      checkPlain(what, content, offset, chunk, count);
      return;
    case plainDictionary:
    case rleDictionary: {
      if (dictionary === undefined || type === 0) throw faults.damaged`${what}: it points into a dictionary, but there is none`;
      const width = content[offset];
      if (width === undefined || width > 24)
        throw faults.damaged`${what}: byte ${offset} says ${width} bits for a place in the dictionary; 0 to 24 were expected`;
      if (width === 0) {
        if (count > 0 && dictionary === 0) throw faults.damaged`${what}: it points into an empty dictionary`;
        return;
      }
      checkRuns(what, content, offset + 1, content.length, width, count, dictionary);
      return;
    }
    case rle: {
      if (type !== 0) throw faults.damaged`${what}: run-length encoding is for booleans, but the column is of type ${type}`;
      checkRuns(what, content, offset + 4, offset + 4 + lengthAt(what, content, offset), 1, count, 2);
      return;
    }
    case byteStreamSplit: {
      const width = { 1: 4, 2: 8, 4: 4, 5: 8, 7: typeLength }[type];
      if (width === undefined || offset + count * width > content.length)
        throw faults.truncated`${what}: ${counted(count, `value of type ${type} does`, `values of type ${type} do`)} not fit its ${counted(content.length - offset, 'byte')}`;
      return;
    }
    case deltaBinaryPacked:
    case deltaLengthByteArray:
      if ((encoding === deltaBinaryPacked) !== (type === 1 || type === 2) || (encoding === deltaLengthByteArray && type !== 6))
        throw faults.damaged`${what}: delta encoding ${encoding} is not for columns of type ${type}`;
      checkDelta(what, content, offset, count);
      return;
    default:
      throw faults.unsupported`${what}: its values have encoding ${encoding}; 0, 2, 3, 5, 6, 8 and 9 are read`;
  }
}

function checkPlain(what: string, content: Uint8Array, offset: number, { column }: ColumnChunk, count: number): void {
  const { type, typeLength } = column;
  // A text takes four bytes at least, for its length; a boolean one bit.
  const bits = { 0: 1, 1: 32, 2: 64, 4: 32, 5: 64, 6: 32, 7: 8 * typeLength }[type] ?? 0;
  const size = Math.ceil((count * bits) / 8);
  if (count < 0 || bits === 0 || offset + size > content.length)
    throw faults.truncated`${what}: ${counted(count, `value of type ${type} needs`, `values of type ${type} need`)} ${counted(size, 'byte')}, but only ${counted(content.length - offset, 'is', 'are')} there`;
  if (type !== 6) return;
  for (let i = 0, at = offset; i < count; i++) at += 4 + lengthAt(what, content, at);
}

/**
 * Checks a sequence of runs and packed groups from `start` to `end` that must give `count` numbers below `limit`, and says how many of
 * them are the largest that may be: of levels those where there is a value.
 */
function checkRuns(
  what: string,
  content: Uint8Array,
  start: number,
  end: number,
  width: number,
  count: number,
  limit: number,
): number {
  const mask = 2 ** width - 1;
  let at = start;
  let seen = 0;
  let largest = 0;
  const need = (size: number): void => {
    if (at + size <= end) return;
    throw faults.truncated`${what}: ${counted(size, 'byte of runs was', 'bytes of runs were')} expected at byte ${at}, but they end at ${end}`;
  };
  const see = (value: number, times: number): void => {
    if (value >= limit)
      throw faults.damaged`${what}: the number ${value} near byte ${at} is not below ${limit}, the size of what it points into`;
    if (value === limit - 1) largest += times;
  };
  while (seen < count) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      need(1);
      const byte = content[at++] ?? 0;
      header += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
      if (shift === 28) throw faults.damaged`${what}: a number of more than five bytes ends at byte ${at}`;
    }
    const length = Math.floor(header / 2);
    const remaining = count - seen;
    if (header % 2 === 0) {
      const size = Math.ceil(width / 8);
      need(size);
      let value = 0;
      for (let i = 0; i < size; i++) value += (content[at++] ?? 0) * 2 ** (8 * i);
      if (length > remaining)
        throw faults.damaged`${what}: a run of ${length} ends at byte ${at}, but only ${counted(remaining, 'value remains', 'values remain')}`;
      see(value, length);
      seen += length;
      continue;
    }
    if (length > Math.ceil(remaining / 8))
      throw faults.damaged`${what}: ${counted(length, 'group of eight begins', 'groups of eight begin')} at byte ${at}, but only ${counted(remaining, 'value remains', 'values remain')}`;
    need(length * width);
    const first = at * 8;
    const values = Math.min(8 * length, remaining);
    for (let i = 0; i < values; i++) {
      const place = first + i * width;
      const byte = Math.floor(place / 8);
      // At most 24 bits from a bit within the first byte: four bytes hold them.
      const four =
        (content[byte] ?? 0) |
        ((content[byte + 1] ?? 0) << 8) |
        ((content[byte + 2] ?? 0) << 16) |
        ((content[byte + 3] ?? 0) << 24);
      const value = (four >>> (place % 8)) & mask;
      see(value, 1);
    }
    seen += values;
    at += length * width;
  }
  return largest;
}

/** Checks the head of delta-packed numbers, whose blocks the decoder sizes its memory by. */
function checkDelta(what: string, content: Uint8Array, offset: number, count: number): void {
  let at = offset;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = content[at++];
      if (byte === undefined) break;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw faults.damaged`${what}: a number of delta encoding was expected before byte ${at}`;
  };
  const block = varint();
  const minis = varint();
  const total = varint();
  if (block < 128 || block > 65_536 || block % 128 !== 0 || minis < 1 || minis > block / 32 || block % (32 * minis) !== 0)
    throw faults.damaged`${what}: blocks of ${counted(block, 'value')} in ${counted(minis, 'part')}; multiples of 128 and of 32 were expected`;
  // Each block after the first value takes a number and a width for each of its parts.
  const least = Math.ceil(Math.max(0, count - 1) / block) * (1 + minis);
  if (total !== count || at + least > content.length)
    throw faults.damaged`${what}: it announces ${counted(total, 'value')} in blocks of ${block}; ${counted(count, 'was', 'were')} expected, and bytes for them`;
}
