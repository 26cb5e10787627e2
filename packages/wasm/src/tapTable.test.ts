import { describe, expect, it } from 'vitest';
import { isPointwise, tapTable } from './tapTable.js';

const line = { image: [5], positions: [3], taps: [3], strides: [2], dilations: [1], padding: [1] };

describe('tapTable', () => {
  it('names the pixel of each tap at each position, and −1 in the padding', () => {
    expect([...tapTable(line, 1)]).toEqual([-1, 0, 1, 1, 2, 3, 3, 4, -1]);
    expect([...tapTable({ ...line, dilations: [2], padding: [2] }, 10)]).toEqual([-1, 0, 20, 0, 20, 40, 20, 40, -1]);
  });

  it('runs through the axes in the order of memory', () => {
    const plane = { image: [2, 3], positions: [1, 2], taps: [2, 2], strides: [1, 1], dilations: [1, 1], padding: [0, 0] };
    expect([...tapTable(plane, 1)]).toEqual([0, 1, 3, 4, 1, 2, 4, 5]);
    expect([...tapTable({ ...plane, padding: [1, 0] }, 1)]).toEqual([-1, -1, 0, 1, -1, -1, 1, 2]);
  });
});

describe('isPointwise', () => {
  it('is true where every position reads its own pixel', () => {
    const one = { image: [4], positions: [4], taps: [1], strides: [1], dilations: [1], padding: [0] };
    expect(isPointwise(one)).toBe(true);
    expect(isPointwise({ ...one, strides: [2], positions: [2] })).toBe(false);
    expect(isPointwise({ ...one, padding: [1], positions: [6] })).toBe(false);
    expect(isPointwise(line)).toBe(false);
  });
});
