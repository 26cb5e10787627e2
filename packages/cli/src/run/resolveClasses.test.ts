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

  it('lists the classes', () => {
    expect(() => resolveClasses('--classes', '10', digits)).toThrow('--classes is 10; expected classes from 0 to 9');
    expect(() => resolveClasses('--classes', '3-1', digits)).toThrow('expected classes from 0 to 9');
    expect(() => resolveClasses('--to', 'Trousers', clothes)).toThrow('--to is Trousers; expected classes from 0 (T-shirt/top), 1 (Trouser), 2 (Bag) (did you mean Trouser?)');
  });
});
