import { expect, test } from 'vitest';
import { compareSides, compareWeights } from './frozenWeights.mjs';

const bits = (...values) => Buffer.from(Float32Array.from(values).buffer).toString('base64');

test('equal bits are equal, whatever the numbers', () => {
  const weights = { a: bits(1, -2, 0.1), b: bits(Number.NaN, -0, Number.POSITIVE_INFINITY) };
  expect(compareWeights(weights, { ...weights })).toBe('equal');
});

test('the largest difference is named with its place', () => {
  const before = { a: bits(1, 2, 3), b: bits(5, 5) };
  expect(compareWeights(before, { a: bits(1, 2.5, 3.25), b: bits(5, 5.25) })).toBe(
    'largest difference 0.5, `a` at 1: was 2, is 2.5',
  );
  expect(compareWeights(before, { ...before, b: bits(5, Number.NaN) })).toBe(
    'largest difference Infinity, `b` at 1: was 5, is NaN',
  );
  expect(compareWeights({ a: bits(1, 0) }, { a: bits(1, -0) })).toBe('largest difference 0, `a` at 1: was 0, is 0');
  const next = Math.fround(1 + 2 ** -23);
  expect(compareWeights({ a: bits(1) }, { a: bits(next) })).toBe(`largest difference ${2 ** -23}, \`a\` at 0: was 1, is ${next}`);
});

test('weights that are gone, new or of another size differ', () => {
  expect(compareWeights({ a: bits(1), b: bits(1) }, { a: bits(1), c: bits(1) })).toBe('other weights: gone b; new c');
  expect(compareWeights({ a: bits(1) }, { a: bits(1, 2) })).toBe('`a` had 1 numbers and has 2');
});

test('a line for each model and engine; nothing at all is not equal', () => {
  const one = { eager: { w: bits(1) }, compiled: { w: bits(1) } };
  expect(compareSides({ vae: one }, { vae: one })).toEqual({
    lines: ['vae  eager     equal', 'vae  compiled  equal'],
    equal: true,
  });
  const other = { eager: one.eager, compiled: { w: bits(2) } };
  const { lines, equal } = compareSides({ vae: one, gone: { eager: {} } }, { vae: other });
  expect(equal).toBe(false);
  expect(lines).toEqual([
    'vae   eager     equal',
    'vae   compiled  largest difference 1, `w` at 0: was 1, is 2',
    'gone  eager     only on the other side',
  ]);
  expect(compareSides({}, {}).equal).toBe(false);
});
