import { describe, expect, it } from 'vitest';
import { choice, custom, flag, parseTexts, real, text, whole, wholes } from './optionSpec.js';
import { UsageError } from './usageError.js';

const attempt = (parse: () => unknown): string => {
  try {
    parse();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  return 'no error';
};

describe('whole', () => {
  const latent = whole('', { fallback: 20, least: 1 });

  it.each([
    ['1', 1],
    ['20', 20],
    ['2e2', 200],
  ])('reads %s', (typed, value) => expect(latent.parse(typed, '--latent')).toBe(value));

  it.each(['0', '2.5', '-1', 'abc', '', 'NaN', 'Infinity', '0x10', '1_000', '9007199254740993'])('refuses %s', (typed) => {
    expect(attempt(() => latent.parse(typed, '--latent'))).toBe(
      `--latent is ${typed || 'empty'}; expected a whole number of at least 1`,
    );
  });
});

describe('real', () => {
  const rate = real('', { fallback: 1e-3, accepts: (value) => value > 0, expected: 'a finite number above 0' });

  it('reads decimals and powers of ten', () => {
    expect(rate.parse('1e-3', '--lr')).toBe(0.001);
    expect(rate.parse('.5', '--lr')).toBe(0.5);
  });

  it.each(['NaN', 'inf', '1e999', '0', '-1', 'abc'])('refuses %s', (typed) => {
    expect(attempt(() => rate.parse(typed, '--lr'))).toBe(`--lr is ${typed}; expected a finite number above 0`);
  });
});

describe('choice', () => {
  it('says what was expected and what may have been meant', () => {
    const model = choice('', ['vae', 'class-mean-cvae', 'cvae'], { fallback: 'vae' });
    expect(model.parse('cvae', '--model')).toBe('cvae');
    expect(attempt(() => model.parse('class-mean-vae', '--model'))).toBe(
      '--model is class-mean-vae; expected one of vae, class-mean-cvae, cvae (did you mean class-mean-cvae?)',
    );
  });
});

describe('wholes', () => {
  it('reads lists, and ranges where they are allowed', () => {
    expect(wholes('', { fallback: undefined, least: 1 }).parse('400,200', '--hidden')).toEqual([400, 200]);
    expect(wholes('', { fallback: undefined, ranges: true }).parse('0,3-5', '--dims')).toEqual([0, 3, 4, 5]);
  });

  it.each(['', '400,', 'a', '400,0', '1.5', '3-1'])('refuses %s', (typed) => {
    expect(attempt(() => wholes('', { fallback: undefined, least: 1 }).parse(typed, '--hidden'))).toContain(
      'expected whole numbers of at least 1',
    );
  });
});

describe('text, flag and custom', () => {
  it('take text as it is, but not an empty one', () => {
    expect(text('', { fallback: undefined }).parse('007', '--out')).toBe('007');
    expect(attempt(() => text('', { fallback: undefined }).parse('', '--out'))).toContain('--out is empty');
    expect(flag('').parse('', '--json')).toBe(true);
    const part = custom('', { fallback: 0, read: (typed) => (typed === 'x' ? 1 : undefined), expected: 'x' });
    expect(part.parse('x', '--part')).toBe(1);
    expect(attempt(() => part.parse('y', '--part'))).toBe('--part is y; expected x');
    expect(part.repeats).toBeUndefined();
    const several = custom<readonly string[]>('', { fallback: [], repeats: true, read: (typed) => [typed], expected: 'x' });
    expect(several).toMatchObject({ repeats: true, fallback: [] });
  });
});

describe('parseTexts', () => {
  it('reads the one text, or a list of all of them where the option repeats', () => {
    const number = whole('', { fallback: undefined });
    expect(parseTexts(number, ['3'], '--n')).toBe(3);
    expect(parseTexts({ ...number, repeats: true }, ['3', '4'], '--n')).toEqual([3, 4]);
    expect(parseTexts({ ...wholes('', { fallback: undefined }), repeats: true }, ['3,4', '5'], '--n')).toEqual([3, 4, 5]);
    expect(attempt(() => parseTexts({ ...number, repeats: true }, ['3', 'x'], '--n'))).toBe(
      '--n is x; expected a whole number of at least 0',
    );
  });
});
