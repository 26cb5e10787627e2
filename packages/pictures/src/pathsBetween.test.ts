import { expect, it } from 'vitest';
import { pathsBetween } from './pathsBetween.js';
import { labeledVae, plainVae } from './tiny.test-helper.js';

const codes = {
  width: 1,
  mean: Float32Array.from([0, 1, 2, 3, 4, 5]),
  labels: Int32Array.from([2, 0, 1, 1, 0, 2]),
};
const classNames = ['a', 'b', 'c'];

it('joins neighboring classes, or examples of one class where the decoder sees it, or whatever there is', () => {
  const plain = plainVae();
  const labeled = labeledVae();
  const between = pathsBetween(plain, codes, { count: 2, classNames });
  expect(between.map(({ name }) => name)[0]).toBe('a → b');
  expect([between[0]!.from[0], between[0]!.to[0]]).toEqual([1, 2]);
  const within = pathsBetween(labeled, codes, { count: 3, classNames });
  expect(within.map(({ name, from, to, label }) => [name, from[0], to[0], label])).toEqual([
    ['a', 1, 4, 0],
    ['b', 2, 3, 1],
    ['c', 0, 5, 2],
  ]);
  expect(pathsBetween(plain, { width: 1, mean: codes.mean }, { count: 9 }).length).toBe(3);
  for (const model of [plain, labeled]) model.dispose();
});
