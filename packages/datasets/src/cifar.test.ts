import { expect, test } from 'vitest';
import { readCifar10, readCifar100 } from './cifar.js';
import { cifar100CoarseClasses, cifar100FineClasses, cifar10Classes } from './classNames.js';
import { failure } from './oracleFiles.test-helper.js';
import { validateExamples } from './validateExamples.js';

/** Records whose pixel at row r, column c of plane p is (r + 2c + 50p) mod 256. */
function records(...labels: number[][]): Uint8Array {
  const planes = Array.from(
    { length: 3072 },
    (_, i) => (Math.floor((i % 1024) / 32) + 2 * (i % 32) + 50 * Math.floor(i / 1024)) % 256,
  );
  return Uint8Array.from(labels.flatMap((label) => [...label, ...planes]));
}

test('CIFAR-10: planes become pixels', () => {
  const examples = readCifar10(records([3], [9]));
  validateExamples(examples);
  expect(examples.x.shape).toEqual([2, 32, 32, 3]);
  expect([...(examples.y?.data ?? [])]).toEqual([3, 9]);
  expect(examples.classes?.[3]).toBe('cat');
  const pixel = (row: number, r: number, c: number): number[] => [
    ...examples.x.data.subarray(((row * 32 + r) * 32 + c) * 3).subarray(0, 3),
  ];
  expect(pixel(0, 0, 0)).toEqual([0, 50, 100]);
  expect(pixel(1, 31, 30)).toEqual([91, 141, 191]);
});

test('CIFAR-100: either label', () => {
  const bytes = records([4, 0], [19, 99]);
  expect(readCifar100(bytes)).toMatchObject({ y: { data: Int32Array.of(0, 99) }, classes: cifar100FineClasses });
  expect(readCifar100(bytes, { labels: 'coarse' })).toMatchObject({ y: { data: Int32Array.of(4, 19) } });
  expect([cifar10Classes, cifar100CoarseClasses, cifar100FineClasses].map((classes) => new Set(classes).size)).toEqual([
    10, 20, 100,
  ]);
  expect(cifar100CoarseClasses[4]).toBe('fruit_and_vegetables');
});

test('refusals', async () => {
  const good = records([3]);
  expect(await failure(() => readCifar10(new Uint8Array(0)))).toMatchObject({ kind: 'empty' });
  expect(await failure(() => readCifar10(good.subarray(1), { name: 'b.bin' }))).toMatchObject({
    kind: 'truncated',
    message: expect.stringMatching(/^b\.bin: records of 3073 bytes were expected, but 3072 bytes remain at offset 0/),
  });
  expect((await failure(() => readCifar10(Uint8Array.of(...good, 1)))).message).toMatch(/1 byte remains at offset 3073/);
  expect((await failure(() => readCifar10(records([3], [10])))).message).toMatch(
    /label at offset 3073 \(record 1\) is 10; a number from 0 to 9/,
  );
  expect((await failure(() => readCifar100(records([20, 0])))).kind).toBe('label-range');
  expect((await failure(() => readCifar100(records([0, 0]), { labels: 'both' as 'fine' }))).kind).toBe('option');
  expect((await failure(() => readCifar10(good, { maxBytes: 3072 }))).kind).toBe('too-large');
});
