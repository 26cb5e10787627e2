import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomStream } from './randomStream.js';
import { wordsAt } from './wordsAt.js';

test('the words from any place on are those of the stream', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, 1, 784 * 59_999, 2 ** 33 - 5, 2 ** 33 - 3000),
      fc.constantFrom(0, 1, 2, 7, 150, 2045, 2046, 2047, 5001),
      (counter, count) => {
        const stream = randomStream({ key: [7, 8], counter });
        const words = new Uint32Array(count);
        wordsAt([7, 8], counter, words);
        expect(words).toEqual(Uint32Array.from({ length: count }, () => stream.uint32()));
      },
    ),
    { numRuns: 60 },
  );
});
