import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { withTable } from './readme.mjs';

it('README.md has the table of the committed results', () => {
  const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  expect(withTable(text), 'run `node reproductions/src/writeReadme.mjs`').toBe(text);
});
