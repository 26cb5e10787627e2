import { inProportion } from '@vaekit-internal/base';
import { randomStream } from '@vaekit/core';
import type { Examples } from '@vaekit/datasets';
import { classPrior } from '../model/classPrior.js';
import type { Run } from '../run/openRun.js';

/**
 * The classes of samples that stand beside examples: those of the examples, so that p(y) of both is the same and p(x|y) alone is judged. Where that of an
 * example is not known it is drawn by the shares of the classes in training. `undefined` of a model that has no classes.
 */
export function sampleLabels(
  model: Pick<Run['model'], 'classes'>,
  { classCounts }: Pick<Run['config']['data'], 'classCounts'>,
  { x, y }: Pick<Examples, 'x' | 'y'>,
  seed: number,
): Int32Array | undefined {
  const { classes } = model;
  if (classes === undefined) return undefined;
  // Where they are not known all classes count alike.
  const shares = Float64Array.from(classPrior({ model, classCounts }) ?? Array<number>(classes).fill(1));
  const draws = randomStream(seed).fork('classes of samples').fillUniform(new Float32Array(x.shape[0]!));
  return Int32Array.from(draws, (draw, row) => {
    const label = y?.data[row] ?? -1;
    return label >= 0 && label < classes ? label : inProportion(shares, draw);
  });
}
