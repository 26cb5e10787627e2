import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { works } from '../list.mjs';
import { resultOf, withTable } from './readme.mjs';

it('README.md has the table of the committed results', () => {
  const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  expect(withTable(text), 'run `node reproductions/src/writeReadme.mjs`').toBe(text);
});

it.each(works.filter(({ linked }) => !linked).map(({ name }) => name))(
  '%s says that it was not run where it has no result',
  (name) => {
    const text = withTable('', (work) => (work.name === name ? undefined : resultOf(work)));
    const rows = text.split('\n').filter((line) => line.startsWith('| ') && line.includes(`\`${name}\`:`));
    expect(rows).toEqual([expect.stringMatching(/ \| not run \| – \| .+, estimated \|$/)]);
  },
);
