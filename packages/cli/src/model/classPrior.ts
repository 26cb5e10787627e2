import type { Vae } from '@vaekit/core';
import type { RunConfig } from '@vaekit/runs';

/** The classes of a model, and how many training examples had each. */
interface Counted {
  readonly model: Pick<Vae, 'classes'>;
  readonly classCounts: RunConfig['data']['classCounts'];
}

/** p(y), the share of each class among the training examples of a run; nothing where that is not known, so that all classes count alike. */
export function classPrior({ model, classCounts = [] }: Counted): readonly number[] | undefined {
  const total = classCounts.reduce((sum, count) => sum + count, 0);
  return total > 0 && classCounts.length === model.classes ? classCounts.map((count) => count / total) : undefined;
}

/** log p(y), as `classify` takes it. */
export const logClassPrior = (counted: Counted): readonly number[] | undefined => classPrior(counted)?.map(Math.log);
