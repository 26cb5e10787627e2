import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { modelKey } from './modelKey.js';

it('is the SHA-256 of the canonical JSON, whatever the order of the keys', async () => {
  const text = '{"a":[1,{"c":true}],"b":"x"}';
  const expected = createHash('sha256').update(text).digest('hex').slice(0, 16);
  expect(await modelKey({ b: 'x', a: [1, { c: true, d: undefined }] })).toBe(expected);
  expect(await modelKey({ a: [1, { c: true }], b: 'x' })).toBe(expected);
  expect(await modelKey({ a: [1, { c: false }], b: 'x' })).not.toBe(expected);
});
