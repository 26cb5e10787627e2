import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatColumn, formatCoordinateColumn, formatCoordinates, formatNumber } from './formatNumber.js';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [404266, '404,266'],
    [-1234567, '−1,234,567'],
    [105.7234, '105.72'],
    [12345.678, '12,345.68'],
    [88.123456, '88.12'],
    [0.0853, '0.0853'],
    [0.00012345, '0.0001234'],
    [0.00001, '1e−5'],
    [1e20, '1e20'],
    [-0.5, '−0.5'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
    [NaN, 'NaN'],
  ])('writes %d as %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it('stays within half a unit of the last digit it writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e8, max: 1e8 }), (value) => {
        const back = Number(formatNumber(value).replaceAll(',', '').replaceAll('−', '-'));
        return Math.abs(back - value) <= Math.max(0.00501, 6e-3 * Math.abs(value));
      }),
    );
  });

  it('gives a column one number of decimals, and coordinates those they need', () => {
    expect(formatColumn([152, 112.43, null, -1234.5])).toEqual(['152.00', '112.43', '', '−1,234.50']);
    expect(formatColumn([1, 2000])).toEqual(['1', '2,000']);
    expect(formatColumn([1e-9, 2])).toEqual(['1e−9', '2']);
    expect(formatCoordinates([-3, -2.5714285, 3])).toEqual(['−3', '−2.57', '3']);
    expect(formatCoordinateColumn([5.9871, 5.6, -0.5])).toEqual(['5.99', '5.60', '−0.50']);
    expect(formatCoordinateColumn([3, 0, -3])).toEqual(['3', '0', '−3']);
    expect(formatCoordinates([0.1])).toEqual(['0.1']);
  });
});
