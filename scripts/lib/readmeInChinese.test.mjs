import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './workspace.mjs';

const [english, chinese] = ['README.md', 'README.zh.md'].map((file) => readFileSync(join(root, file), 'utf8'));
const all = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[0]);

test.each([
  ['blocks of code', /^```[\s\S]*?^```$/gm],
  ['headings', /^#+(?= )/gm],
  ['rows of tables', /^\|(?=.*\|$)/gm],
  ['entries of lists', /^- /gm],
])('the Chinese README has the %s of the English one', (_, pattern) => {
  expect(all(chinese, pattern)).toEqual(all(english, pattern));
});

// A sentence may put its parts in another order.
test.each([
  ['links', /(?<=\]\()[^)]+(?=\))/g],
  ['numbers', /\d[\d.,]*(?<=\d)/g],
  ['names in code', /`[^`\n]+`/g],
])('the Chinese README has the %s of the English one', (_, pattern) => {
  const found = (text) =>
    all(text, pattern)
      .map((part) => part.replace('.zh.md', '.md'))
      .toSorted();
  expect(found(chinese)).toEqual(found(english));
});
