import { expect, test } from 'vitest';
import { given } from './given.js';

test('a value is kept under its key, and none is no key at all', () => {
  expect(given('mask', 0)).toEqual({ mask: 0 });
  expect(Object.keys(given('mask', undefined))).toEqual([]);
});
