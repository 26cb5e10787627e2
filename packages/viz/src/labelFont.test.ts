import { expect, test } from 'vitest';
import { drawLabel, fitLabel, labelHeight, labelWidth } from './labelFont.js';

/** What a label covers: the sum of its shares, and where they lie. */
function drawn(text: string, scale: number) {
  const shares = new Map<string, number>();
  let [right, bottom] = [0, 0];
  drawLabel(text, scale, (x, y, share) => {
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThanOrEqual(1);
    [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
    shares.set(`${x},${y}`, share);
  });
  return { shares, right, bottom, ink: [...shares.values()].reduce((sum, share) => sum + share, 0) };
}

test('every letter has a picture of its own, inside its line', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:-+=()/%_\'"?!<>*#&[]|~→−μσ₀₁₂';
  const seen = [...alphabet].map((letter) => {
    const { shares, right, bottom } = drawn(letter, 2);
    expect(shares.size, letter).toBeGreaterThan(0);
    expect(right).toBeLessThan(2 * labelWidth(letter) + 1);
    expect(bottom).toBeLessThan(2 * labelHeight);
    return [...shares].join(' ');
  });
  expect(new Set(seen).size).toBe(alphabet.length);
});

test('covers the same share of the line at every scale, with gray edges', () => {
  // An area grows with the square of the scale; resampling moves at most a few percent of it.
  const one = drawn('Sandal 8', 2).ink / 4;
  for (const scale of [1, 3, 4, 7]) expect(drawn('Sandal 8', scale).ink / scale ** 2 / one).toBeCloseTo(1, 1);
  expect([...drawn('S', 3).shares.values()].some((share) => share > 0.2 && share < 0.8)).toBe(true);
});

test('letters are as wide as they are, unknown ones a box', () => {
  expect(labelWidth('iiii')).toBeLessThan(labelWidth('mmmm') / 2);
  expect([...drawn('数', 2).shares]).toEqual([...drawn('据', 2).shares]);
  expect([...drawn('ā', 2).shares]).toEqual([...drawn('a', 2).shares]);
});

test('cuts what is too long with an ellipsis', () => {
  expect(fitLabel('abc', labelWidth('abc'))).toBe('abc');
  expect(fitLabel('trousers', labelWidth('trou…'))).toBe('trou…');
  expect(fitLabel('trousers', 0)).toBe('');
});
