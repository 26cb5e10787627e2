import { counted, faults } from '../faults.js';

/** A value of the Thrift compact protocol; a structure maps the numbers of its fields to values. */
export type ThriftValue = boolean | number | Uint8Array | readonly ThriftValue[] | ThriftStruct;

export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

const deepest = 24;

/**
 * Reads one structure of the Thrift compact protocol between two offsets and checks all of it; gives it and the offset behind it.
 *
 * No list longer than the bytes that remain, no number longer than ten bytes, no nesting deeper than 24, nothing past `end`: what comes after, a reader that
 * checks none of this, meets only structures that have passed. Throws a `DataError` of kind `'truncated'` or `'damaged'` that names the offset.
 * Source: Apache Thrift, "Thrift Compact protocol encoding".
 */
export function readThrift(what: string, bytes: Uint8Array, start: number, end: number): { struct: ThriftStruct; end: number } {
  let at = start;
  const fail = (problem: string): never => {
    throw faults.damaged`${what}: ${problem} at offset ${at}`;
  };
  /** Goes on; gives where it was. */
  const pass = (count: number): number => {
    if (at + count > end)
      throw faults.truncated`${what}: ${counted(count, 'byte was', 'bytes were')} expected at offset ${at}, but it ends at offset ${end}`;
    at += count;
    return at - count;
  };
  const byte = (): number => bytes[pass(1)] ?? 0;
  // Numbers beyond 2^53 lose their last digits; nobody takes them.
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const next = byte();
      value += (next & 127) * 2 ** shift;
      if (next < 128) return value;
    }
    return fail('a number of more than ten bytes');
  };
  const zigzag = (): number => {
    const value = varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const small = (): number => {
    const value = zigzag();
    return value < -(2 ** 31) || value >= 2 ** 31 ? fail(`the number ${value}, beyond 32 bits,`) : value;
  };
  const list = (depth: number): readonly ThriftValue[] => {
    const head = byte();
    const length = head >> 4 === 15 ? varint() : head >> 4;
    if (length > end - at)
      fail(`a list of ${length}, more than the ${counted(end - at, 'byte that remains', 'bytes that remain')},`);
    const kind = head & 15;
    const values: ThriftValue[] = [];
    for (let i = 0; i < length; i++) values.push(kind === 1 || kind === 2 ? byte() === 1 : element(kind, depth));
    return values;
  };
  const element = (type: number, depth: number): ThriftValue => {
    if (type === 1 || type === 2) return type === 1;
    if (type === 3) return (byte() << 24) >> 24;
    if (type === 4 || type === 5) return small();
    if (type === 6) return zigzag();
    if (type === 7) return new DataView(bytes.buffer, bytes.byteOffset + pass(8), 8).getFloat64(0, true);
    if (type === 8) return bytes.subarray(pass(varint()), at);
    if (type === 9) return list(depth);
    if (type === 12) return struct(depth + 1);
    return fail(`an element of type ${type}, which Parquet does not use,`);
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

/** A whole number among the fields of a structure; throws a `DataError` of kind `'damaged'` where there is none. */
export function numberOf(what: string, struct: ThriftStruct, id: number, field: string): number {
  const value = struct.get(id);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw faults.damaged`${what}: ${field} is ${value === undefined ? 'not there' : 'no whole number below 2^53'}`;
}

/** The structures of a field that is a list of them, or is one. */
export const structsIn = (value: ThriftValue | undefined): readonly ThriftStruct[] =>
  [value].flat().filter((one): one is ThriftStruct => one instanceof Map);
