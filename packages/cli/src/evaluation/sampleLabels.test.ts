import { describe, expect, it } from 'vitest';
import { sampleLabels } from './sampleLabels.js';

const rows = (labels: readonly number[] | undefined, count = labels!.length) => ({
  x: { data: new Float32Array(count), shape: [count, 1] },
  ...(labels === undefined ? {} : { y: { data: Int32Array.from(labels), shape: [count] } }),
});
const counts = { classCounts: [1900, 0, 100] };

describe('sampleLabels', () => {
  it('takes the classes of the examples, as rare as these are', () => {
    expect(sampleLabels({ classes: 3 }, counts, rows([2, 0, 0, 0, 1]), 0)).toEqual(Int32Array.of(2, 0, 0, 0, 1));
    expect(sampleLabels({}, counts, rows([2, 0]), 0)).toBeUndefined();
  });

  it('draws what is not known, or is no class of the model, by the shares in training', () => {
    const count = 10_000;
    for (const labels of [undefined, Array<number>(count).fill(-1), Array<number>(count).fill(3)]) {
      const drawn = sampleLabels({ classes: 3 }, counts, rows(labels, count), 1)!;
      const rare = drawn.filter((label) => label === 2).length;
      // Binomial: 500 of 10,000, with a deviation of 21.8; five of those.
      expect(Math.abs(rare - 500)).toBeLessThan(109);
      expect(drawn.filter((label) => label === 0).length).toBe(count - rare);
    }
  });

  it('draws all alike where nothing is known of the shares', () => {
    for (const known of [{}, { classCounts: [5] }]) {
      const drawn = sampleLabels({ classes: 2 }, known, rows(undefined, 10_000), 1)!;
      // Deviation 50.
      expect(Math.abs(drawn.filter((label) => label === 1).length - 5000)).toBeLessThan(250);
    }
  });
});
