import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DataErrorKind } from './dataError.js';
import { type NpyArray, readNpy, writeNpy } from './npy.js';
import { failure, oracle, oracleFile, oracleNames } from './oracleFiles.test-helper.js';

/** A file with a header written by hand. */
function file(header: string, payload: readonly number[] = [], version: number = 1): Uint8Array {
  const length = version === 1 ? [header.length & 255, header.length >> 8] : [header.length & 255, header.length >> 8, 0, 0];
  return Uint8Array.from([0x93, ...[...'NUMPY'].map(code), version, 0, ...length, ...[...header].map(code), ...payload]);
}
const code = (character: string): number => character.charCodeAt(0);

describe('files that NumPy wrote', () => {
  test.each(oracleNames('.npy'))('%s', (name) => {
    const { dtype, shape, data } = oracle.npy[name.replace('.npy', '')] ?? { dtype: '', shape: [], data: [] };
    const tensor = readNpy(oracleFile(name));
    expect(tensor.dtype).toBe(dtype);
    expect(tensor.shape).toEqual(shape);
    expect([...tensor.data]).toEqual(data);
  });

  test('the arrays that the types become', () => {
    const kinds = Object.fromEntries(
      [
        'b1',
        'u1',
        'i1',
        'u2-little',
        'i2-big',
        'u4-little',
        'i4-big',
        'u8-little',
        'i8-big',
        'f2-big',
        'f4-little',
        'f8-big',
      ].map((name) => [name.slice(0, 2), readNpy(oracleFile(`${name}.npy`)).data[Symbol.toStringTag]]),
    );
    expect(kinds).toEqual({
      b1: 'Uint8Array',
      u1: 'Uint8Array',
      i1: 'Int8Array',
      u2: 'Uint16Array',
      i2: 'Int16Array',
      u4: 'Uint32Array',
      i4: 'Int32Array',
      u8: 'Float64Array',
      i8: 'Float64Array',
      f2: 'Float32Array',
      f4: 'Float32Array',
      f8: 'Float64Array',
    });
  });

  test('writeNpy writes what NumPy writes, to the byte', () => {
    for (const name of [
      'u1',
      'i1',
      'u2-little',
      'i2-little',
      'u4-little',
      'i4-little',
      'f4-little',
      'f8-little',
      'vector',
      'scalar',
      'nothing',
    ]) {
      const whole = oracleFile(`${name}.npy`);
      expect(writeNpy(readNpy(whole)), name).toEqual(whole);
    }
  });
});

test('a header in any order, with spaces, other quotes, long integers of Python 2', () => {
  const tensor = readNpy(file('{"shape": (2L,) ,\'fortran_order\':False,  \'descr\' : "|u1"}', [7, 8]));
  expect(tensor).toEqual({ data: Uint8Array.of(7, 8), shape: [2], dtype: '|u1' });
  const buffer = new Uint8Array(100);
  const whole = file("{'descr': '<i2', 'fortran_order': True, 'shape': (1, 2), }", [1, 0, 2, 0], 2);
  buffer.set(whole, 13);
  expect(readNpy(buffer.subarray(13, 13 + whole.length)).data).toEqual(Int16Array.of(1, 2));
});

describe('refusals', () => {
  const good = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }";
  const cases: [name: string, bytes: Uint8Array, kind: DataErrorKind, message: RegExp][] = [
    ['nothing', new Uint8Array(0), 'truncated', /0 bytes/],
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'magic', /offset 0 holds 89/],
    ['half a magic number', Uint8Array.of(0x93, 0x4e, 0x55), 'truncated', /3 bytes/],
    ['version 4', file(good, [1, 2], 4), 'unsupported', /offset 6 says version 4.0/],
    [
      'a header that reaches beyond the file',
      file(good).subarray(0, 30),
      'truncated',
      /ends at offset 67, but the file ends at 30/,
    ],
    [
      'a header of 4 GB',
      Uint8Array.of(0x93, ...[...'NUMPY'].map(code), 2, 0, 255, 255, 255, 255, 0),
      'truncated',
      /ends at offset 4294967307/,
    ],
    ['a header too long', file(good.padEnd(20_000), [1, 2]), 'syntax', /20000 bytes; at most 10000/],
    ['no dictionary', file('[]'), 'syntax', /"{" of a Python dictionary was expected at offset 10/],
    ['code', file("{'descr': __import__('os')}"), 'syntax', /'descr' with a type.* was expected at offset 11/],
    ['an unknown key', file("{'descr': '|u1', 'x': 1}"), 'syntax', /offset 27/],
    ['a key twice', file("{'descr': '|u1', 'descr': '|u1'}"), 'syntax', /one each of the keys/],
    ['a key missing', file("{'descr': '|u1', 'shape': (2,)}"), 'syntax', /no 'fortran_order'/],
    ['bytes behind the dictionary', file(`${good} x`, [1, 2]), 'syntax', /nothing but spaces/],
    [
      'a negative size',
      file("{'descr': '|u1', 'fortran_order': False, 'shape': (-2,), }"),
      'syntax',
      /'shape' with at most 64 sizes/,
    ],
    [
      'a number for a shape',
      file("{'descr': '|u1', 'fortran_order': False, 'shape': (2), }", [1, 2]),
      'syntax',
      /such as \(3,\)/,
    ],
    ['objects', file("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }"), 'type', /pickled, which is code/],
    ['complex numbers', file("{'descr': '<c8', 'fortran_order': False, 'shape': (2,), }"), 'type', /real and the imaginary part/],
    ['records', file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }"), 'type', /several fields/],
    ['texts', file("{'descr': '<U3', 'fortran_order': False, 'shape': (2,), }"), 'type', /'<U3'/],
    ['a byte too few', file(good, [1]), 'truncated', /end at offset 68, but shape \[2\] of type '\|u1' ends at 69/],
    ['a byte too many', file(good, [1, 2, 3]), 'trailing', /1 byte follows at offset 69/],
    [
      'a forged shape',
      file("{'descr': '<f8', 'fortran_order': False, 'shape': (100000000,), }", [1]),
      'truncated',
      /ends at 800000075/,
    ],
    [
      'an impossible shape',
      file("{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999999, 999999999999999), }"),
      'too-large',
      /maxBytes/,
    ],
    [
      'a boolean of 2',
      file("{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }", [1, 2]),
      'value-range',
      /offset 68 is 2/,
    ],
    [
      'an integer that a double cannot hold',
      file("{'descr': '<u8', 'fortran_order': False, 'shape': (1,), }", [1, 0, 0, 0, 0, 0, 0, 1]),
      'value-range',
      /offset 67 is about 72057594037927940; beyond 2\^53/,
    ],
  ];
  test.each(cases)('%s', async (_, bytes, kind, message) => {
    const error = await failure(() => readNpy(bytes, { name: 'x.npy' }));
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message) });
    expect(error.message).toMatch(/^x\.npy: /);
  });

  test('maxBytes; what writeNpy cannot write', async () => {
    expect((await failure(() => readNpy(file(good, [1, 2]), { maxBytes: 68 }))).kind).toBe('too-large');
    expect((await failure(() => writeNpy({ data: new Uint8Array(3), shape: [2] }))).message).toMatch(/^writeNpy: shape \[2\]/);
    expect((await failure(() => writeNpy({ data: new BigInt64Array(1) as unknown as Uint8Array, shape: [1] }))).kind).toBe(
      'type',
    );
  });
});

test('clamped bytes are written as bytes', () => {
  const shape = [2];
  expect(writeNpy({ data: Uint8ClampedArray.of(7, 300), shape })).toEqual(writeNpy({ data: Uint8Array.of(7, 255), shape }));
});

test('whatever is written is read back to the bit', () => {
  const makes: ((values: number[]) => NpyArray)[] = [
    (values) => Uint8Array.from(values),
    (values) => Int8Array.from(values),
    (values) => Uint16Array.from(values),
    (values) => Int16Array.from(values),
    (values) => Uint32Array.from(values),
    (values) => Int32Array.from(values),
    (values) => Float32Array.from(values),
    (values) => Float64Array.from(values),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...makes),
      fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 5 }),
      fc.infiniteStream(fc.oneof(fc.double(), fc.integer())),
      (make, shape, stream) => {
        const length = shape.reduce((product, size) => product * size, 1);
        const data = make([...stream.take(length)]);
        const tensor = readNpy(writeNpy({ data, shape }));
        expect(tensor.shape).toEqual(shape);
        expect(tensor.data).toEqual(data);
      },
    ),
    { numRuns: 200 },
  );
});
