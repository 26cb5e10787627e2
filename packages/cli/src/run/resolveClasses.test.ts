import { describe, expect, it } from 'vitest';
import { resolveClasses } from './resolveClasses.js';

describe('resolveClasses', () => {
  const digits = Array.from({ length: 10 }, (_, i) => String(i));
  const clothes = ['T-shirt/top', 'Trouser', 'Bag'];

  it('reads numbers, ranges and names', () => {
    expect(resolveClasses('--classes', '0-2,7', digits)).toEqual([0, 1, 2, 7]);
    expect(resolveClasses('--classes', 'bag,0', clothes)).toEqual([2, 0]);
    expect(resolveClasses('--classes', 't-shirt/top', clothes)).toEqual([0]);
  });

  it('takes numbers for the names of classes, where these are numbers', () => {
    const wines = ['1', '2', '3'];
    expect(resolveClasses('--classes', '1-2', wines)).toEqual(resolveClasses('--classes', '1,2', wines));
    expect(resolveClasses('--classes', '1-3', wines)).toEqual([0, 1, 2]);
    // Names of a column of words are in the order of the alphabet, and another class may come behind them.
    expect(resolveClasses('--anomalies', '2-10', ['1', '10', '2', 'odd'])).toEqual([1, 2]);
    expect(resolveClasses('--classes', '0-1', ['0.0', '1.0'])).toEqual([0, 1]);
    expect(resolveClasses('--classes', '1', ['-1', '1.0'])).toEqual([1]);
    for (const typed of ['0', '0-2', '2-4'])
      expect(() => resolveClasses('--classes', typed, wines)).toThrow(`--classes is ${typed}; expected classes from 1, 2, 3`);
  });

  it('lists the classes', () => {
    expect(() => resolveClasses('--classes', '10', digits)).toThrow('--classes is 10; expected classes from 0 to 9');
    expect(() => resolveClasses('--classes', '3-1', digits)).toThrow('expected classes from 0 to 9');
    expect(() => resolveClasses('--to', 'Trousers', clothes)).toThrow(
      '--to is Trousers; expected classes from 0 (T-shirt/top), 1 (Trouser), 2 (Bag) (did you mean Trouser?)',
    );
  });
});
