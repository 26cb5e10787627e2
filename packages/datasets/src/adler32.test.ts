import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { adler32 } from './adler32.js';

test('the Adler-32 of the check string is the published one, and that of many large bytes is the one of zlib', () => {
  const digits = new TextEncoder().encode('123456789');
  expect(adler32(digits)).toBe(0x091e01de);
  const many = new Uint8Array(100_000).fill(255);
  expect(adler32(many)).toBe(deflateSync(many).readUInt32BE(deflateSync(many).length - 4));
});
