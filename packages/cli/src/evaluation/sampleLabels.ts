import { randomStream } from '@vaekit/core';
import type { Examples } from '@vaekit/datasets';
import type { Run } from '../run/openRun.js';

/**
 * The classes of samples that stand beside examples: those of the examples, so that p(y) of both is the same and p(x|y) alone is judged. Where that of an
 * example is not known it is drawn by the shares of the classes in training. `undefined` of a model that has no classes.
 */
export function sampleLabels(
  { classes }: Pick<Run['model'], 'classes'>,
  { classCounts }: Pick<Run['config']['data'], 'classCounts'>,
  { x, y }: Pick<Examples, 'x' | 'y'>,
  seed: number,
): Int32Array | undefined {
  if (classes === undefined) return undefined;
  const counts = classCounts?.length === classes ? classCounts : Array.from({ length: classes }, () => 1);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const draws = randomStream(seed).fork('classes of samples').fillUniform(new Float32Array(x.shape[0]!));
  return Int32Array.from(draws, (draw, row) => {
    const label = y?.data[row] ?? -1;
    if (label >= 0 && label < classes) return label;
    let left = draw * total;
    return counts.findIndex((count) => (left -= count) < 0);
  });
}
