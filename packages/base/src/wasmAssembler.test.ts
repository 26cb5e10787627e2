import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assemble,
  branch,
  call,
  type Code,
  f32,
  f64x2,
  func,
  type FunctionSource,
  i32,
  i32x4,
  int,
  v128,
} from './wasmAssembler.js';

const memoryOf = (shared: boolean): WebAssembly.Memory =>
  new WebAssembly.Memory(shared ? { initial: 1, maximum: 65_536, shared } : { initial: 1 });

type Functions = Record<string, (...parameters: number[]) => void>;

function instance(memory: WebAssembly.Memory, functions: readonly FunctionSource[], shared: boolean = false): Functions {
  const module = new WebAssembly.Module(assemble(functions, { shared }));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Functions;
}

/** What a vector holds after it was stored. */
function stored<Numbers>(vector: Code, read: (buffer: ArrayBufferLike) => Numbers, floats: readonly number[] = []): Numbers {
  const memory = memoryOf(false);
  new Float32Array(memory.buffer).set(floats);
  instance(memory, [func('run', [], {}, () => [v128.store(int(1024), vector)])])['run']!();
  return read(memory.buffer.slice(1024, 1040));
}

const ints = (buffer: ArrayBufferLike): number[] => [...new Int32Array(buffer)];
const floats = (buffer: ArrayBufferLike): number[] => [...new Float32Array(buffer)];
const number: fc.Arbitrary<number> = fc.float({ noNaN: true, noDefaultInfinity: true });
const four: fc.Arbitrary<number[]> = fc.array(number, { minLength: 4, maxLength: 4 });
const A = v128.load(int(0));
const B = v128.load(int(0), 16);

test('an i32 constant comes out as it went in', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.constantFrom(0, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31))), (value) => {
      expect(stored(i32x4.splat(int(value)), ints)).toEqual([value, value, value, value]);
    }),
    { numRuns: 50 },
  );
});

test('i32: what JavaScript makes of 32 bits', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (a, b) => {
      const cases: [Code, number][] = [
        [i32.add(int(a), int(b)), (a + b) | 0],
        [i32.sub(int(a), int(b)), (a - b) | 0],
        [i32.mul(int(a), int(b)), Math.imul(a, b)],
        [i32.and(int(a), int(b)), a & b],
        [i32.shiftLeft(int(a), int(b)), a << b],
        [i32.lessThan(int(a), int(b)), Number(a >>> 0 < b >>> 0)],
        [i32.isZero(int(a)), Number(a === 0)],
      ];
      for (const [code, value] of cases) expect(stored(i32x4.splat(code), ints)[0]).toBe(value);
    }),
    { numRuns: 20 },
  );
});

test('v128: four lanes, each as Math.fround rounds it', () => {
  fc.assert(
    fc.property(four, four, (a, b) => {
      const each = (of: (x: number, y: number) => number): number[] => a.map((x, lane) => Math.fround(of(x, b[lane]!)));
      const cases: [Code, number[]][] = [
        [v128.add(A, B), each((x, y) => x + y)],
        [v128.sub(A, B), each((x, y) => x - y)],
        [v128.mul(A, B), each((x, y) => x * y)],
        [v128.div(A, B), each((x, y) => x / y)],
        [v128.neg(A), each((x) => -x)],
        [v128.sqrt(A), each((x) => Math.sqrt(x))],
        [v128.pmin(A, B), each((x, y) => (y < x ? y : x))],
        [v128.pmax(A, B), each((x, y) => (x < y ? y : x))],
        [v128.and(A, i32x4.splat(int(0x7fffffff))), each((x) => Math.abs(x))],
        [v128.loadSplat(int(0), 8), [a[2]!, a[2]!, a[2]!, a[2]!]],
        [v128.shuffle(A, B, [3, 4, 0, 7]), [a[3]!, b[0]!, a[0]!, b[3]!]],
        [v128.zero, [0, 0, 0, 0]],
      ];
      for (const [code, value] of cases) expect(stored(code, floats, [...a, ...b])).toEqual(value);
    }),
    { numRuns: 20 },
  );
});

test('i32x4 takes the larger signed number, f64x2 the lower two floats', () => {
  expect(stored(i32x4.max(i32x4.splat(int(-5)), i32x4.splat(int(3))), ints)).toEqual([3, 3, 3, 3]);
  const doubles = (buffer: ArrayBufferLike): number[] => [...new Float64Array(buffer)];
  expect(stored(f64x2.promote(A), doubles, [0.5, -3, 7, 9])).toEqual([0.5, -3]);
  const wide = f64x2.add(f64x2.mul(f64x2.promote(A), f64x2.promote(A)), f64x2.promote(A));
  // 2⁻²⁴ is lost beside 1 in float32, not in float64.
  expect(stored(wide, doubles, [2 ** -12, 1 + 2 ** -23])).toEqual([2 ** -24 + 2 ** -12, (1 + 2 ** -23) ** 2 + 1 + 2 ** -23]);
});

test('i32x4: what JavaScript makes of 32 bits, lane by lane', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.integer({ min: 0, max: 31 }), (a, b, bits) => {
      const [x, y] = [i32x4.splat(int(a)), i32x4.splat(int(b))];
      const cases: [Code, number][] = [
        [i32x4.add(x, y), (a + b) | 0],
        [i32x4.sub(x, y), (a - b) | 0],
        [i32x4.shiftLeft(x, int(bits)), a << bits],
        [i32x4.shiftRight(x, int(bits)), (a >>> bits) | 0],
        [v128.or(x, y), a | b],
        [v128.xor(x, y), a ^ b],
        [v128.select(x, y, i32x4.splat(int(bits - 9))), (a & (bits - 9)) | (b & ~(bits - 9))],
      ];
      for (const [code, value] of cases) expect(stored(code, ints)).toEqual([value, value, value, value]);
      expect(stored(v128.convert(x), floats)[3]).toBe(Math.fround(a));
    }),
    { numRuns: 20 },
  );
});

test('f64x2: two lanes in double precision', () => {
  const doubles = (buffer: ArrayBufferLike): number[] => [...new Float64Array(buffer)];
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [x, y] = [f64x2.promote(v128.loadSplat(int(0))), f64x2.promote(v128.loadSplat(int(4)))];
      const cases: [Code, number][] = [
        [f64x2.sub(x, y), a - b],
        [f64x2.div(x, y), a / b],
        [f64x2.neg(x), -a],
        [f64x2.sqrt(x), Math.sqrt(a)],
        [f64x2.pmin(x, y), b < a ? b : a],
        [v128.and(f64x2.atLeast(x, y), y), a >= b ? b : 0],
      ];
      for (const [code, value] of cases) expect(stored(code, doubles, [a, b])).toEqual([value, value]);
      expect(stored(f64x2.demote(f64x2.div(x, y)), floats, [a, b])).toEqual([Math.fround(a / b), Math.fround(a / b), 0, 0]);
    }),
    { numRuns: 20 },
  );
  expect(stored(f64x2.convertSigned(i32x4.splat(int(-5))), doubles)).toEqual([-5, -5]);
  expect(stored(f64x2.convertUnsigned(i32x4.splat(int(-5))), doubles)).toEqual([2 ** 32 - 5, 2 ** 32 - 5]);
  expect(stored(v128.loadPair(int(0)), floats, [1, 2, 3, 4])).toEqual([1, 2, 1, 2]);
});

test('one lane is stored, and an i32, where they belong', () => {
  const memory = memoryOf(false);
  const numbers = new Float32Array(memory.buffer, 0, 8);
  numbers.set([1, 2, 3, 4]);
  const run = func('run', [], {}, () => [v128.storeLane(int(20), A, 2), i32.store(int(16), int(7), 8)]);
  instance(memory, [run])['run']!();
  expect([...numbers.slice(0, 6)]).toEqual([1, 2, 3, 4, 0, 3]);
  expect(new Int32Array(memory.buffer)[6]).toBe(7);
});

describe.each([false, true])('a module on memory with shared = %s', (shared) => {
  const memory = memoryOf(shared);
  const numbers = new Float32Array(memory.buffer);
  const fill = func('fill', ['from', 'to', 'value'], { one: 'f32' }, ({ get, set, increase, whileBelow, vector }) => {
    const [two, copy] = [vector(), vector()];
    return [
      set('one', f32.load(get('value'))),
      two.set(v128.loadSplat(get('value'))),
      copy.set(two.get),
      whileBelow('from', get('to'), [
        f32.store(get('from'), f32.add(get('one'), f32.mul(get('one'), get('one')))),
        v128.store(get('from'), copy.get, 512),
        increase('from', int(4)),
      ]),
    ];
  });
  const choose = func('choose', ['which'], {}, ({ get }) => [
    branch(get('which'), [call(0, [int(0), int(8), int(256)])], [f32.store(int(0), f32.zero)]),
    branch(i32.isZero(get('which')), [f32.store(int(4), f32.zero)]),
  ]);
  const { fill: run, choose: either } = instance(memory, [fill, choose], shared);

  test('a loop runs while its counter is below the limit, and not at all where it never is', () => {
    numbers.fill(-1);
    numbers[64] = 3;
    run!(0, 8, 256);
    run!(24, 24, 256);
    run!(32, 28, 256);
    expect([...numbers.slice(0, 9)]).toEqual([12, 12, -1, -1, -1, -1, -1, -1, -1]);
    expect([...numbers.slice(128, 134)]).toEqual([3, 3, 3, 3, 3, -1]);
  });

  test('a branch takes one side, and a call the function of that number', () => {
    numbers.fill(-1);
    numbers[64] = 2;
    either!(0);
    expect([...numbers.slice(0, 3)]).toEqual([0, 0, -1]);
    either!(1);
    expect([...numbers.slice(0, 3)]).toEqual([6, 6, -1]);
  });
});

test('an i32 is read from where it lies', () => {
  const memory = memoryOf(false);
  new Int32Array(memory.buffer)[3] = -77;
  const copy = func('copy', ['at'], {}, ({ get }) => [v128.store(int(64), i32x4.splat(i32.load(get('at'), 4)))]);
  instance(memory, [copy])['copy']!(8);
  expect(new Int32Array(memory.buffer)[16]).toBe(-77);
});
