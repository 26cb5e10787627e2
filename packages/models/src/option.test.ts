import { describe, expect, it } from 'vitest';
import { fallbackOf, inRange, type Option, type OptionValues, placeholderOf, rangeText } from './option.js';

describe('a range', () => {
  it.each([
    [{}, 'number', [-1, 0, 1e300], [NaN, Infinity, -Infinity]],
    [{ above: 0 }, 'number above 0', [1e-9, 4], [0, -1, NaN, Infinity]],
    [{ least: 0 }, 'number of at least 0', [0, 4], [-1e-9, NaN, Infinity]],
    [{ below: 1 }, 'number below 1', [-4, 0.99], [1, 2, -Infinity]],
    [{ above: 0, below: 1 }, 'number above 0 and below 1', [0.5], [0, 1]],
    [{ least: 0, below: 1 }, 'number from 0 to below 1', [0, 0.99], [-0.1, 1]],
  ])('%j is a %s', (range, text, inside, outside) => {
    expect(rangeText(range)).toBe(text);
    for (const value of inside) expect(inRange(range, value)).toBe(true);
    for (const value of outside) expect(inRange(range, value)).toBe(false);
  });
});

describe('an option', () => {
  const about = 'text';
  it.each<[Option, string | undefined, unknown]>([
    [{ kind: 'switch', about }, undefined, false],
    [{ kind: 'choice', about, choices: ['a', 'b'], fallback: 'b' }, 'a|b', 'b'],
    [{ kind: 'choice', about, choices: ['a', 'b'], placeholder: 'NAME' }, 'NAME', undefined],
    [{ kind: 'whole', about, least: 1, fallback: 5 }, 'N', 5],
    [{ kind: 'wholes', about, least: 1, fallback: [2, 3] }, 'N,N', [2, 3]],
    [{ kind: 'number', about, range: {}, fallback: 0.5 }, 'X', 0.5],
    [{ kind: 'number', about, range: {}, words: ['learned'] }, 'learned|X', undefined],
  ])('%j', (option, placeholder, fallback) => {
    expect(placeholderOf(option)).toBe(placeholder);
    expect(fallbackOf(option)).toEqual(fallback);
  });

  it('says the type of its value', () => {
    const options = {
      on: { kind: 'switch', about },
      arch: { kind: 'choice', about, choices: ['mlp', 'conv'], fallback: 'mlp' },
      sigma: { kind: 'number', about, range: {}, words: ['learned'] },
    } as const;
    const values: OptionValues<typeof options> = { on: true, arch: 'conv', sigma: undefined };
    const sigma: number | 'learned' | undefined = values.sigma;
    expect([values.on, values.arch, sigma]).toEqual([true, 'conv', undefined]);
  });
});
