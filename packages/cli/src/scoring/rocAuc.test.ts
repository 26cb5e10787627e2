import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rocAuc } from './rocAuc.js';

it('is 1, 0 and one half where the ranks say so', () => {
  expect(rocAuc([1, 2, 3, 4], (row) => row > 1)).toBe(1);
  expect(rocAuc([1, 2, 3, 4], (row) => row < 2)).toBe(0);
  expect(rocAuc([5, 5, 5, 5], (row) => row < 2)).toBe(0.5);
  // sklearn.metrics.roc_auc_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
  expect(rocAuc([0.1, 0.4, 0.35, 0.8], (row) => row > 1)).toBe(0.75);
  expect(rocAuc([1, 2], () => true)).toBeNaN();
});

it('is the share of pairs in order', () => {
  const examples = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(examples, (list) => {
      const found = rocAuc(
        list.map(([value]) => value),
        (row) => list[row]![1],
      );
      let won = 0;
      let pairs = 0;
      for (const [a, first] of list)
        for (const [b, second] of list) {
          if (!first || second) continue;
          pairs += 1;
          won += a > b ? 1 : a === b ? 0.5 : 0;
        }
      if (pairs === 0) expect(found).toBeNaN();
      else expect(found).toBeCloseTo(won / pairs, 10);
    }),
  );
});
