import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as models from '../../packages/models/src/index.ts';
import * as experiments from '../../packages/experiments/src/index.ts';
import { experimentTable, filesWithExperiments } from './experimentTable.mjs';
import { filesWithTables, tablesOf, withTables } from './tables.mjs';
import { root } from './workspace.mjs';

const markers = '<!-- a: written by scripts/writeTables.mjs -->';

test.each(filesWithTables)(
  '%s has the tables of the catalog (if this fails: pnpm build && node scripts/writeTables.mjs)',
  (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    expect(withTables(text, tablesOf(models))).toBe(text);
  },
);

test.each(Object.entries(filesWithExperiments))(
  '%s has the verdicts of the committed results (if this fails: pnpm build && node scripts/writeTables.mjs)',
  async (file, language) => {
    const text = readFileSync(join(root, file), 'utf8');
    expect(withTables(text, { experiments: await experimentTable(experiments, language) })).toBe(text);
  },
);

test('the first page names every model of the catalog, and no other', () => {
  const section = /^## The models\n([\s\S]*?)\n## /m.exec(readFileSync(join(root, 'README.md'), 'utf8'))[1];
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  const named = [...rows.join('\n').matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(models.catalog.map(({ name }) => name).toSorted());
});

test('a table replaces what stands between its markers, and nothing else', () => {
  const text = `before\n${markers}\nold\n<!-- end of a -->\nafter\n`;
  const written = withTables(text, { a: '| new |', b: '| elsewhere |' });
  expect(written).toBe(`before\n${markers}\n\n| new |\n\n<!-- end of a -->\nafter\n`);
  expect(withTables(written, { a: '| new |' })).toBe(written);
});

test('a marker that is missing is an error', () => {
  expect(() => withTables('no markers', { a: '' })).toThrow('the text has no markers; expected one of <!-- a:');
  expect(() => withTables(markers, { a: '' })).toThrow('and then `<!-- end of a -->`');
  expect(() => withTables(`<!-- end of a -->\n${markers}`, { a: '' })).toThrow('and then `<!-- end of a -->`');
});
