import { expect, test } from 'vitest';
import { jsonText } from './jsonText.js';

test('numbers that JSON does not have are words, at any depth', () => {
  const value = { a: Number.NaN, b: [Infinity, -Infinity, 1.5, null, 'NaN'], c: { d: -0 } };
  expect(jsonText(value)).toBe('{"a":"NaN","b":["Infinity","-Infinity",1.5,null,"NaN"],"c":{"d":0}}');
  expect(jsonText({ a: 1 }, 2)).toBe('{\n  "a": 1\n}');
});
