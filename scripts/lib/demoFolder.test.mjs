import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beginDemo, dropDemo, finishDemo, unfinished } from './demoFolder.mjs';

let base;
let out;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-demo-'));
  out = join(base, 'demo');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const report = () => readFileSync(join(out, 'report.html'), 'utf8');
const demo = (text) => {
  writeFileSync(join(beginDemo(out), 'report.html'), text);
  finishDemo(out);
};

test('a demo appears whole, in the place of the one before', () => {
  demo('first');
  expect(report()).toBe('first');
  writeFileSync(join(out, 'more'), '');
  demo('second');
  expect(report()).toBe('second');
  expect(readdirSync(base)).toEqual(['demo']);
  expect(readdirSync(out).toSorted()).toEqual(['.vaekit-demo', 'report.html']);
});

test.each([
  ['interrupted', () => dropDemo(out)],
  ['killed', () => {}],
])('one that is %s leaves the report of the one before', (_, end) => {
  demo('first');
  writeFileSync(join(beginDemo(out), 'report.html'), 'half');
  end();
  expect(report()).toBe('first');
  demo('third');
  expect(report()).toBe('third');
  expect(existsSync(unfinished(out))).toBe(false);
});

test('folders of other things are refused, empty ones are taken', () => {
  mkdirSync(out);
  demo('first');
  const other = join(base, 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'thesis.tex'), '');
  expect(() => beginDemo(other)).toThrow(`demo: ${other} exists and is not the folder of a demo; choose another with --out DIR`);
  expect(() => beginDemo(join(other, 'thesis.tex'))).toThrow('is not the folder of a demo');
});
