import { describe, expect, it } from 'vitest';
import { bitsPerDimension } from './bitsPerDimension.js';

describe('bitsPerDimension', () => {
  // 784 fair bits are 784 ln 2 nats. A uniform density on [0, 1] is 0 nats, and eight bits a pixel.
  it.each([
    [784 * Math.LN2, { dimensions: 784, dequantization: 'none: probabilities' }, 1],
    [0, { dimensions: 3072, dequantization: 'uniform', levels: 256 }, 8],
    [-3072 * Math.LN2 * 5, { dimensions: 3072, dequantization: 'uniform', levels: 256 }, 3],
  ] as const)('%f nats, %j: %f', (nll, options, expected) => expect(bitsPerDimension(nll, options)).toBeCloseTo(expected, 12));

  it('refuses densities without the number of levels', () => {
    expect(() => bitsPerDimension(1, { dimensions: 2, dequantization: 'uniform' })).toThrow(/`levels` is undefined/);
    expect(() => bitsPerDimension(1, { dimensions: 0, dequantization: 'none: probabilities' })).toThrow(/`dimensions` is 0/);
  });
});
