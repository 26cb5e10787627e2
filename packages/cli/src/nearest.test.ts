import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance, nearest } from './nearest.js';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['latent', 'latent', 0],
    ['kitten', 'sitting', 3],
    ['latnet', 'latent', 1],
    ['', 'abc', 3],
  ])('%s to %s is %i', (from, to, distance) => expect(editDistance(from, to)).toBe(distance));

  it('is symmetric and at most the longer length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

describe('nearest', () => {
  const words = ['train', 'traverse', 'transform', 'sample', 'report'];

  it.each([
    ['trian', 'train'],
    ['sampel', 'sample'],
    ['TRAIN', 'train'],
    ['rep', 'report'],
    ['xyz', undefined],
    ['tra', undefined],
  ])('%s: %s', (word, found) => expect(nearest(word, words)).toBe(found));

  it('says nothing where nothing is near', () => expect(didYouMean('qqqq', words)).toBe(''));
});
