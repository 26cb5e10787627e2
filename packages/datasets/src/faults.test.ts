import { counted } from './faults.js';
import { expect, test } from 'vitest';
import { readIdx, writeIdx } from './idx.js';
import { readNpy, writeNpy } from './npy.js';

test('one is singular, all others plural', () => {
  expect([0, 1, 2, 1.5].map((count) => counted(count, 'byte'))).toEqual(['0 bytes', '1 byte', '2 bytes', '1.5 bytes']);
  expect([1, 3].map((count) => counted(count, 'byte follows', 'bytes follow'))).toEqual(['1 byte follows', '3 bytes follow']);
});

test('errors of one say so', async () => {
  const longer = (bytes: Uint8Array, by: number): Uint8Array => Uint8Array.of(...bytes, ...new Uint8Array(by));
  const idx = writeIdx({ data: Uint8Array.of(1, 2), shape: [2] });
  await expect(readIdx(longer(idx, 1))).rejects.toThrow('readIdx: 1 byte follows at offset 10');
  await expect(readIdx(longer(idx, 2))).rejects.toThrow('readIdx: 2 bytes follow at offset 10');
  await expect(readIdx(Uint8Array.of(0))).rejects.toThrow('the file has 1 byte;');
  const npy = writeNpy({ data: Float32Array.of(1), shape: [1] });
  expect(() => readNpy(longer(npy, 1))).toThrow('1 byte follows at offset');
});
