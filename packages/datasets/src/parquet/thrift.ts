import { counted } from '../counted.js';
import { faults } from '../faults.js';

/** A value of the Thrift compact protocol; a structure maps the numbers of its fields to values. */
export type ThriftValue = boolean | number | bigint | Uint8Array | readonly ThriftValue[] | ThriftStruct;

/** The fields of a structure, by number. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

/** A structure and the offset behind it. */
export interface ThriftResult {
  readonly struct: ThriftStruct;
  readonly end: number;
}

const deepest = 24;

/**
 * Reads one structure of the Thrift compact protocol between two offsets and checks all of it.
 *
 * No list longer than the bytes that remain, no number longer than ten bytes, no nesting deeper than 24, nothing past `end`: what comes after, a reader that
 * checks none of this, meets only structures that have passed. Throws a `DataError` of kind `'truncated'` or `'damaged'` that names the offset.
 * Source: Apache Thrift, "Thrift Compact protocol encoding".
 */
export function readThrift(what: string, bytes: Uint8Array, start: number, end: number): ThriftResult {
  let at = start;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fail = (problem: string): never => {
    throw faults.damaged`${what}: ${problem} at offset ${at}`;
  };
  const need = (count: number): void => {
    if (at + count <= end) return;
    throw faults.truncated`${what}: ${counted(count, 'byte was', 'bytes were')} expected at offset ${at}, but it ends at offset ${end}`;
  };
  const byte = (): number => {
    need(1);
    return view.getUint8(at++);
  };
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const next = byte();
      value |= BigInt(next & 127) << shift;
      if (next < 128) return value;
    }
    return fail('a number of more than ten bytes');
  };
  const count = (noun: string): number => {
    const value = varint();
    if (value > BigInt(end - at))
      fail(`${noun} of ${value}, more than the ${counted(end - at, 'byte that remains', 'bytes that remain')},`);
    return Number(value);
  };
  const zigzag = (): bigint => {
    const value = varint();
    return (value >> 1n) ^ -(value & 1n);
  };
  const small = (): number => {
    const value = zigzag();
    if (value < -(2n ** 31n) || value >= 2n ** 31n) fail(`the number ${value}, beyond 32 bits,`);
    return Number(value);
  };
  const element = (type: number, depth: number): ThriftValue => {
    switch (type) {
      case 1:
        return true;
      case 2:
        return false;
      case 3:
        need(1);
        return view.getInt8(at++);
      case 4:
      case 5:
        return small();
      case 6:
        return zigzag();
      case 7:
        need(8);
        at += 8;
        return view.getFloat64(at - 8, true);
      case 8: {
        const length = count('a text');
        at += length;
        return bytes.subarray(at - length, at);
      }
      case 9: {
        const head = byte();
        const length = head >> 4 === 15 ? count('a list') : head >> 4;
        if (length > end - at)
          fail(`a list of ${length}, more than the ${counted(end - at, 'byte that remains', 'bytes that remain')},`);
        const values: ThriftValue[] = [];
        const kind = head & 15;
        for (let i = 0; i < length; i++) values.push(kind === 1 || kind === 2 ? byte() === 1 : element(kind, depth));
        return values;
      }
      case 12:
        return struct(depth + 1);
      default:
        return fail(`an element of type ${type}, which Parquet does not use,`);
    }
  };
  const struct = (depth: number): ThriftStruct => {
    if (depth > deepest) fail('a structure nested too deeply');
    const fields = new Map<number, ThriftValue>();
    let id = 0;
    for (;;) {
      const head = byte();
      if ((head & 15) === 0) return fields;
      id = head >> 4 === 0 ? small() : id + (head >> 4);
      if (fields.has(id)) fail(`field ${id} a second time`);
      fields.set(id, element(head & 15, depth));
    }
  };
  return { struct: struct(0), end: at };
}

/** The fields of a structure with their types checked; `field` in messages is a name for people. */
export interface FieldReader {
  number(id: number, field: string): number;
  optionalNumber(id: number, field: string): number | undefined;
  bytes(id: number, field: string): Uint8Array | undefined;
  structs(id: number, field: string): readonly ThriftStruct[];
  struct(id: number, field: string): ThriftStruct | undefined;
  list(id: number, field: string): readonly ThriftValue[];
}

/** Reads fields of a structure by number; throws a `DataError` of kind `'damaged'` for one that is missing or of another type. */
export function fieldsOf(what: string, fields: ThriftStruct): FieldReader {
  const fail = (field: string, expected: string): never => {
    throw faults.damaged`${what}: ${field} is not ${expected}`;
  };
  const isStruct = (value: ThriftValue | undefined): value is ThriftStruct => value instanceof Map;
  const optionalNumber = (id: number, field: string): number | undefined => {
    const value = fields.get(id);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' && typeof value !== 'bigint') return fail(field, 'a number');
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : fail(field, 'a whole number below 2^53');
  };
  const list = (id: number, field: string): readonly ThriftValue[] => {
    const value = fields.get(id);
    return Array.isArray(value) ? (value as readonly ThriftValue[]) : fail(field, 'a list');
  };
  return {
    optionalNumber,
    list,
    number: (id, field) => optionalNumber(id, field) ?? fail(field, 'there'),
    bytes: (id, field) => {
      const value = fields.get(id);
      return value === undefined || value instanceof Uint8Array ? value : fail(field, 'a text');
    },
    struct: (id, field) => {
      const value = fields.get(id);
      return value === undefined || isStruct(value) ? value : fail(field, 'a structure');
    },
    structs: (id, field) => {
      const values = list(id, field);
      return values.every(isStruct) ? (values as readonly ThriftStruct[]) : fail(field, 'a list of structures');
    },
  };
}
