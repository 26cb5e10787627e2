import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DataError, type DataErrorKind } from './dataError.js';
import { type IdxArray, readIdx, writeIdx } from './idx.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** Two rows of three unsigned bytes, written by hand. */
const small = bytes(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 253, 254, 255);

async function failure(promise: Promise<unknown>): Promise<DataError> {
  const outcome = await promise.then(
    () => 'no error',
    (error: unknown) => error,
  );
  if (!(outcome instanceof DataError)) throw new Error(`a DataError was expected, not ${String(outcome)}`, { cause: outcome });
  return outcome;
}

describe('bytes written by hand', () => {
  test.each<[name: string, file: Uint8Array, data: IdxArray]>([
    ['unsigned byte', bytes(0, 0, 0x08, 1, 0, 0, 0, 2, 0, 255), Uint8Array.of(0, 255)],
    ['signed byte', bytes(0, 0, 0x09, 1, 0, 0, 0, 2, 0x7f, 0x80), Int8Array.of(127, -128)],
    ['short', bytes(0, 0, 0x0b, 1, 0, 0, 0, 2, 0x01, 0x02, 0xff, 0xfe), Int16Array.of(258, -2)],
    ['int', bytes(0, 0, 0x0c, 1, 0, 0, 0, 2, 0x01, 0x02, 0x03, 0x04, 0xff, 0xff, 0xff, 0xfd), Int32Array.of(16909060, -3)],
    ['float', bytes(0, 0, 0x0d, 1, 0, 0, 0, 2, 0x3f, 0xc0, 0, 0, 0xc0, 0x49, 0x0f, 0xdb), Float32Array.of(1.5, -Math.PI)],
    [
      'double',
      bytes(0, 0, 0x0e, 1, 0, 0, 0, 2, 0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18, 0xbf, 0xe0, 0, 0, 0, 0, 0, 0),
      Float64Array.of(Math.PI, -0.5),
    ],
  ])('%s', async (_, file, data) => {
    expect(await readIdx(file)).toEqual({ data, shape: [2] });
    expect(await readIdx(new Uint8Array(gzipSync(file)))).toEqual({ data, shape: [2] });
    expect(writeIdx({ data, shape: [2] })).toEqual(file);
  });

  test('rows, a view into a larger buffer, no examples', async () => {
    expect(await readIdx(small)).toEqual({ data: Uint8Array.of(1, 2, 3, 253, 254, 255), shape: [2, 3] });
    const buffer = new Uint8Array(64);
    buffer.set(small, 7);
    const tensor = await readIdx(buffer.subarray(7, 7 + small.length));
    buffer.fill(9);
    expect(tensor.data).toEqual(Uint8Array.of(1, 2, 3, 253, 254, 255));
    expect(await readIdx(bytes(0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 3))).toEqual({ data: new Uint8Array(0), shape: [0, 3] });
    expect(await readIdx(new Uint8Array(gzipSync(bytes(0, 0, 8, 1, 0, 0, 0, 0))))).toEqual({
      data: new Uint8Array(0),
      shape: [0],
    });
  });
});

describe('refusals', () => {
  const head = (...rest: number[]): Uint8Array => bytes(0, 0, ...rest);
  const cases: [name: string, file: Uint8Array, kind: DataErrorKind, message: RegExp][] = [
    ['nothing', bytes(), 'truncated', /0 bytes/],
    ['three bytes', bytes(0, 0, 8), 'truncated', /3 bytes/],
    ['wrong magic', bytes(1, 0, 8, 1, 0, 0, 0, 0), 'magic', /offset 0 holds 01 00 08 01/],
    ['a PNG', bytes(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'magic', /89 50 4e 47/],
    ['unknown type', head(0x0a, 1, 0, 0, 0, 0), 'type', /offset 2/],
    ['rank 0', head(8, 0), 'shape', /offset 3/],
    ['half a header', head(8, 3, 0, 0, 0, 1, 0, 0), 'truncated', /ends at offset 10; rank 3 needs sizes up to offset 16/],
    [
      'payload cut off',
      small.subarray(0, 17),
      'truncated',
      /end at offset 17, but shape \[2,3\] of type unsigned byte ends at 18/,
    ],
    ['trailing byte', bytes(...small, 0), 'trailing', /1 byte follows at offset 18/],
    ['a forged size', head(8, 1, 0x3f, 0, 0, 0, 1), 'truncated', /end at offset 9/],
    ['an impossible size', head(0x0e, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255), 'too-large', /maxBytes/],
    ['a size beyond all numbers', head(0x0e, 255, ...Array.from({ length: 255 * 4 }, () => 255)), 'too-large', /Infinity bytes/],
  ];
  test.each(cases)('%s', async (_, file, kind, message) => {
    const plain = await failure(readIdx(file));
    expect(plain).toMatchObject({ kind, name: 'DataError', message: expect.stringMatching(message) });
    expect(plain.message).toMatch(/^readIdx: /);
    const zipped = await failure(readIdx(new Uint8Array(gzipSync(file)), { name: 'images.gz' }));
    expect(zipped.kind).toBe(kind);
    expect(zipped.message).toMatch(/^images\.gz: /);
  });

  test('gzip: cut off anywhere, bytes after the end, a second member, damage', async () => {
    const whole = new Uint8Array(gzipSync(small));
    for (let length = 2; length < whole.length; length++) {
      expect((await failure(readIdx(whole.subarray(0, length)))).kind, `${length} bytes`).toBe('truncated');
    }
    const after = (...rest: number[]): Promise<DataError> => failure(readIdx(bytes(...whole, ...rest)));
    expect((await after(0)).kind).toBe('gzip');
    expect((await after(1, 2, 3, 4)).kind).toBe('gzip');
    expect(['gzip', 'trailing']).toContain((await after(...whole)).kind);
    const damaged = whole.slice();
    damaged[whole.length - 8] = (damaged[whole.length - 8] ?? 0) ^ 1;
    expect((await failure(readIdx(damaged))).kind).toBe('gzip');
    expect((await failure(readIdx(bytes(0x1f, 0x8b, ...Array.from({ length: 40 }, () => 7))))).kind).toBe('gzip');
  });

  test('maxBytes', async () => {
    expect((await failure(readIdx(small, { maxBytes: 17 }))).kind).toBe('too-large');
    expect((await readIdx(small, { maxBytes: 18 })).shape).toEqual([2, 3]);
  });
});

describe('memory', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** Counts what comes out of the inflater. */
  function countInflated(): { bytes: number } {
    const count = { bytes: 0 };
    const Real = DecompressionStream;
    vi.stubGlobal(
      'DecompressionStream',
      class {
        readonly readable: ReadableStream<Uint8Array>;
        readonly writable: WritableStream<BufferSource>;
        constructor(format: CompressionFormat) {
          const real = new Real(format);
          this.writable = real.writable;
          this.readable = real.readable.pipeThrough(
            new TransformStream<Uint8Array, Uint8Array>({
              transform(chunk, controller): void {
                count.bytes += chunk.length;
                controller.enqueue(chunk);
              },
            }),
          );
        }
      },
    );
    return count;
  }

  test('a gzip bomb behind a small header is left at the first byte too many', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.concat([small, Buffer.alloc(2 ** 26)])));
    const count = countInflated();
    expect((await failure(readIdx(bomb))).kind).toBe('trailing');
    expect(count.bytes).toBeGreaterThan(18);
    expect(count.bytes).toBeLessThan(2 ** 20);
  });

  test('a size that no file so small can hold is refused before inflation goes on', async () => {
    const forged = new Uint8Array(gzipSync(Buffer.concat([bytes(0, 0, 8, 1, 0x3f, 0, 0, 0), Buffer.alloc(2 ** 22)])));
    const count = countInflated();
    const error = await failure(readIdx(forged));
    expect(error).toMatchObject({
      kind: 'truncated',
      message: expect.stringMatching(/which no gzip file of \d+ bytes can hold/),
    });
    expect(count.bytes).toBeLessThan(2 ** 20);
  });
});

describe('properties', () => {
  const arrays: ((values: number[]) => IdxArray)[] = [
    (values) => Uint8Array.from(values),
    (values) => Int8Array.from(values),
    (values) => Int16Array.from(values),
    (values) => Int32Array.from(values),
    (values) => Float32Array.from(values),
    (values) => Float64Array.from(values),
  ];

  test('whatever is written is read back to the bit, gzip-compressed or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...arrays),
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.oneof(fc.double(), fc.integer())),
        fc.boolean(),
        async (make, shape, stream, zip) => {
          const length = shape.reduce((product, size) => product * size, 1);
          const data = make([...stream.take(length)]);
          const file = writeIdx({ data, shape });
          const tensor = await readIdx(zip ? new Uint8Array(gzipSync(file)) : file);
          expect(tensor.shape).toEqual(shape);
          expect(tensor.data.constructor).toBe(data.constructor);
          expect(writeIdx(tensor)).toEqual(file);
          // NaN has many patterns of bits; as numbers the two agree even so.
          expect(tensor.data).toEqual(data);
        },
      ),
      { numRuns: 200 },
    );
  });

  type Damage = (file: Uint8Array) => Uint8Array;
  const damage: fc.Arbitrary<Damage> = fc.oneof(
    fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([at, flip]): Damage => (file) => {
      const copy = file.slice();
      copy[at % file.length] = (copy[at % file.length] ?? 0) ^ flip;
      return copy;
    }),
    fc.nat().map(
      (at): Damage =>
        (file) =>
          file.slice(0, at % file.length),
    ),
    fc.uint8Array({ minLength: 1, maxLength: 9 }).map(
      (tail): Damage =>
        (file) =>
          bytes(...file, ...tail),
    ),
    fc.tuple(fc.nat(), fc.nat({ max: 255 })).map(([at, value]): Damage => (file) => {
      const place = at % (file.length + 1);
      return bytes(...file.subarray(0, place), value, ...file.subarray(place));
    }),
    fc.nat().map(
      (at): Damage =>
        (file) =>
          bytes(...file.subarray(0, at % file.length), ...file.subarray((at % file.length) + 1)),
    ),
  );

  test('a damaged file gives a DataError or what its bytes say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        const file = damages.reduce((bytes, apply) => (bytes.length === 0 ? bytes : apply(bytes)), small);
        const outcome = await readIdx(file).catch((error: unknown) => error);
        if (outcome instanceof DataError) return;
        expect(writeIdx(outcome as { data: IdxArray; shape: number[] })).toEqual(file);
      }),
      { numRuns: 300 },
    );
  });

  test('a damaged gzip file gives a DataError or the data that went in', async () => {
    const data = Uint8Array.from({ length: 600 }, (_, i) => (i * i) % 251);
    const whole = new Uint8Array(gzipSync(writeIdx({ data, shape: [6, 10, 10] })));
    await fc.assert(
      fc.asyncProperty(damage, async (apply) => {
        const outcome = await readIdx(apply(whole)).catch((error: unknown) => error);
        if (outcome instanceof DataError) return;
        expect(outcome).toEqual({ data, shape: [6, 10, 10] });
      }),
      { numRuns: 300 },
    );
  });
});

test('writeIdx refuses what an IDX file cannot say', () => {
  expect(() => writeIdx({ data: new Uint8Array(3), shape: [2] })).toThrow(/shape \[2\] has 2 elements but `data` has 3/);
  expect(() => writeIdx({ data: new Uint8Array(1), shape: [] })).toThrow(DataError);
  expect(() => writeIdx({ data: new Uint8Array(0), shape: [0, 1.5] })).toThrow(DataError);
  expect(() => writeIdx({ data: new Uint16Array(1) as unknown as Uint8Array, shape: [1] })).toThrow(/no other type/);
});
