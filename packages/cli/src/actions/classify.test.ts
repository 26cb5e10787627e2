import { expect, it } from 'vitest';
import { type Verdict, verdictText } from './classify.js';

const verdict: Verdict = {
  rows: 5,
  others: 2,
  accuracy: 0.8,
  nearest: undefined,
  table: [
    [2, 0, 0],
    [0, 1, 1],
    [0, 0, 1],
  ],
};

it('heads columns by names as long as it takes to tell them apart', () => {
  const text = verdictText(verdict, 'examples right', ['Iris-setosa', 'Iris-versicolor', 'Iris-virginica'], false);
  expect(text.split('\n')).toEqual([
    '80.0 % of 5 examples right',
    '2 of other or unknown classes are not counted',
    '',
    'rows: the class; columns: the answer',
    '                 Iris-se Iris-ve Iris-vi  right',
    'Iris-setosa            2       ·       ·  100.0 %',
    'Iris-versicolor        ·       1       1  50.0 %',
    'Iris-virginica         ·       ·       1  100.0 %',
    '',
  ]);
});

it('says nothing of other classes where there are none', () => {
  const text = verdictText({ ...verdict, others: 0 }, 'examples right', ['a', 'b', 'a name'], false);
  expect(text).not.toContain('not counted');
  expect(text).toContain('           a     b a nam  right');
});
