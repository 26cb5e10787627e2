import { randomStream } from '@vaekit/core';
import { describe, expect, it } from 'vitest';
import { classGaps, normalOfStudent } from './classGaps.js';
import { isFound, THRESHOLDS } from './thresholds.js';

/** Losses of examples of each class, normal of deviation 1 about a mean; and their labels. */
function lossesOf(sizes: readonly number[], means: readonly number[], seed: number): [Float64Array, Float64Array] {
  const labels = Float64Array.from(sizes.flatMap((size, label) => Array<number>(size).fill(label)));
  const noise = randomStream(seed).fillNormal(new Float32Array(labels.length));
  return [labels.map((label, row) => means[label]! + noise[row]!), labels];
}
const isNamed = (found: ReturnType<typeof classGaps>): boolean => isFound(THRESHOLDS['class-gap'], found!.excess);

describe('gaps by class', () => {
  it('a value of Student’s t is as rare as the normal’s of SciPy, to 4 %', () => {
    // scipy.stats.norm.isf(scipy.stats.t.sf(t, freedom))
    for (const [t, freedom, normal] of [
      [1, 2, 0.802],
      [5, 2, 2.078],
      [20, 2, 3.024],
      [5, 4, 2.674],
      [5, 8, 3.276],
      [20, 8, 5.488],
      [5, 18, 3.909],
    ] as const) {
      expect(normalOfStudent(t, freedom) / normal).toBeGreaterThan(0.96);
      expect(normalOfStudent(t, freedom) / normal).toBeLessThan(1.01);
      expect(normalOfStudent(-t, freedom)).toBe(-normalOfStudent(t, freedom));
    }
  });

  it.each([
    ['four classes', [40, 40, 40, 40]],
    ['ten classes', Array<number>(10).fill(40)],
    ['a class of few examples', [200, 200, 200, 200, 200, 5]],
  ])('that are chance alone are rarely named: %s', (_, sizes) => {
    const repeats = 400;
    const means = sizes.map((size) => size);
    const named = Array.from({ length: repeats }, (_, seed) =>
      isNamed(classGaps(lossesOf(sizes, means, 2 * seed), lossesOf(sizes, means, 2 * seed + 1))),
    ).filter(Boolean).length;
    // At most 1 % are expected; of 400, 2.5 % or more are once in a hundred repetitions of this then.
    expect(named / repeats).toBeLessThan(0.025);
  });

  it('where classes differ by chance too, four of them are not named for their spread', () => {
    // Gaps with a deviation of 1, which 2,000 examples of a class tell to a twentieth.
    const sizes = [1000, 1000, 1000, 1000];
    const named = Array.from({ length: 200 }, (_, seed) => {
      const gaps = randomStream(seed).fork('gaps').fillNormal(new Float32Array(4));
      const unseen = lossesOf(
        sizes,
        Array.from(gaps, (gap) => 10 + gap),
        2 * seed,
      );
      return isNamed(classGaps(unseen, lossesOf(sizes, [10, 10, 10, 10], 2 * seed + 1)));
    }).filter(Boolean).length;
    // 10 % were, by their plain standard deviations.
    expect(named / 200).toBeLessThan(0.03);
  });

  it('names a class that training does not know', () => {
    const sizes = Array<number>(10).fill(50);
    const means = sizes.map((_, label) => label);
    const unseen = lossesOf(sizes, means.with(3, 8), 1);
    const found = classGaps(unseen, lossesOf(sizes, means, 2))!;
    expect(found.worst).toBe(3);
    expect(found.classes[3]).toMatchObject({ label: 3, examples: 50, trained: 50 });
    // 5, less the noise of two means of 50.
    expect(found.classes[3]!.gap).toBeGreaterThan(4.4);
    expect(isNamed(found)).toBe(true);
  });

  it('names no class that costs less than in training, however far it is above the others', () => {
    const sizes = Array<number>(10).fill(50);
    const unseen = lossesOf(sizes, Array<number>(10).fill(-20).with(3, -1), 1);
    const found = classGaps(unseen, lossesOf(sizes, Array<number>(10).fill(0), 2))!;
    expect(found.worst).toBe(3);
    expect(found.excess).toBeLessThan(0);
  });

  it('leaves classes out where a loss is not finite', () => {
    const [loss, labels] = lossesOf([9, 9, 9, 9], [0, 0, 0, 0], 1);
    expect(classGaps([loss.with(2, Infinity), labels], [loss, labels])).toBeUndefined();
  });
});
