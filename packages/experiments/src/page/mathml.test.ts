import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { experiments } from '../list.js';
import { mathml } from './mathml.js';

const documented = readFileSync(join(import.meta.dirname, '../../../../docs/formulas.md'), 'utf8');

it('writes MathML alone, without the LaTeX that some readers would show', () => {
  const markup = mathml('D_{KL}\\ge 0');
  expect(markup).toMatch(/^<math .*<\/math>$/);
  expect(markup).not.toContain('annotation');
  expect(() => mathml('\\nothing{')).toThrow('KaTeX');
});

describe.each(experiments.map((one) => [one.name, one] as const))('%s', (_, { load }) => {
  it('has formulas that can be read, with numbers of the list of formulas', async () => {
    const { formulas } = await load();
    expect(formulas.length).toBeGreaterThan(0);
    for (const { tex, number } of formulas) {
      expect(mathml(tex)).toContain('<math');
      if (number !== undefined) expect(documented).toContain(`### ${number} `);
    }
  });
});
