import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { deadLink, formulasOf, mathOf } from './formulas.mjs';
import { root } from './workspace.mjs';

const folder = join(root, 'docs');
const pages = ['formulas.md', 'formulas.zh.md'];
const texts = pages.map((page) => readFileSync(join(folder, page), 'utf8'));

describe.each(pages.map((page, i) => [page, texts[i]]))('%s', (_, text) => {
  const formulas = formulasOf(text);

  test('every formula is written out, and says what computes it and what holds it', () => {
    expect(formulas.length).toBeGreaterThan(50);
    for (const { id, marks } of formulas) expect(marks.slice(-2), id).toEqual(['Function', 'Test']);
  });

  test('no link is dead: files, exports, titles of tests', () => {
    expect(formulas.flatMap(({ links }) => links.map((link) => deadLink(link, folder)).filter(Boolean))).toEqual([]);
  });

  test('KaTeX reads all of it', () => {
    const refused = (tex) => {
      try {
        katex.renderToString(tex, { throwOnError: true, strict: 'error' });
        return [];
      } catch (error) {
        return [`${tex}: ${error.message}`];
      }
    };
    expect(mathOf(text).math.flatMap(refused)).toEqual([]);
  });
});

test('both languages have the same formulas, links and misprints', () => {
  const [english, chinese] = texts.map(formulasOf);
  expect(chinese).toEqual(english);
});

test('dead links are found', () => {
  const losses = '../packages/losses/src';
  const live = [
    ['klDiscrete', 'klDiscrete.ts'],
    ['klMeanPart', 'klStandardNormal.ts'],
    ['is the weight itself at k = 1', 'importanceWeightedBound.test.ts'],
    ['squaredError agrees with PyTorch', 'squaredError.test.ts'],
  ];
  for (const [label, file] of live) expect(deadLink({ label, path: `${losses}/${file}` }, folder), label).toBeUndefined();
  expect(deadLink({ label: 'elbo', path: '../packages/core/src/objectives/elbo.ts' }, folder)).toBeUndefined();
  const dead = [
    ['klDiscrete', `${losses}/klContinuous.ts`, 'there is no file ../packages/losses/src/klContinuous.ts'],
    ['klContinuous', `${losses}/klDiscrete.ts`, 'exports no klContinuous from'],
    ['klDiscrete', `${losses}/klGamma.ts`, 'exports no klDiscrete from'],
    ['sumEvent', `${losses}/sumEvent.ts`, 'exports no sumEvent from'],
    ['is 1', `${losses}/klDiscrete.test.ts`, 'has no test "is 1"'],
    ['root', './../scripts/lib/workspace.mjs', 'is in the sources of no package'],
  ];
  for (const [label, path, message] of dead) expect(deadLink({ label, path }, folder)).toContain(message);
});
