import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitText, textWidth, wrapText } from './textWidth.js';

describe('textWidth', () => {
  it('estimates on the wide side', () => {
    expect(textWidth('', 13)).toBe(0);
    expect(textWidth('ii', 10)).toBeLessThan(textWidth('mm', 10));
    expect(textWidth('数字', 10)).toBeGreaterThanOrEqual(20);
  });

  it('fits and wraps any text into its room without losing words that fit', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 120 }),
          fc.string({ unit: fc.constantFrom('编', '码', '，', '。', 'a', ' ', '！'), maxLength: 60 }),
        ),
        fc.integer({ min: 40, max: 400 }),
        fc.integer({ min: 1, max: 4 }),
        (text, width, lines) => {
          const wrapped = wrapText(text, width, 12, lines);
          expect(wrapped.length).toBeLessThanOrEqual(lines);
          for (const line of wrapped) expect(textWidth(line, 12)).toBeLessThanOrEqual(width + 1e-9);
          expect(textWidth(fitText(text, width, 12), 12)).toBeLessThanOrEqual(width + 1e-9);
          if (!wrapped.some((line) => line.endsWith('…')))
            expect(wrapped.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        },
      ),
    );
  });
});

describe('wrapText', () => {
  it('breaks between East Asian characters, but not before their punctuation', () => {
    expect(wrapText('先看图，再看字', 4 * 12.7, 12, 5)).toEqual(['先看图，', '再看字']);
    expect(wrapText('先看图，再看字', 3 * 12.7, 12, 5)).toEqual(['先看', '图，再', '看字']);
    expect(wrapText('用 KL 项', 300, 12, 1)).toEqual(['用 KL 项']);
    expect(wrapText('one two', 30, 12, 2)).toEqual(['one', 'two']);
  });
});
