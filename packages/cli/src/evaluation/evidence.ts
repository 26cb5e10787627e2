import type { LogLikelihoodOptions } from '@vaekit/metrics';
import { classPrior } from '../model/classPrior.js';
import type { Run } from '../run/openRun.js';

/** What the evidence of a run is called: `log p(x)`, `log p(x|y)` of models that are told the label or a condition; named where it is no likelihood, or a bound of one. */
export function evidenceName({ model, config }: Pick<Run, 'config' | 'model'>): string {
  const conditional = model.classes !== undefined || model.conditionWidth !== undefined;
  const notes = [
    ...(config.quantity === 'pseudoNll' ? ['pseudo-likelihood'] : []),
    ...(model.prior.densityIsBound === true ? ['a bound, as the density of its prior is'] : []),
  ];
  return `log p(x${conditional ? '|y' : ''})${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}

/** What sums p(x|y) over the classes to p(x): p(y) as in training, where the counts of the classes are known. */
export function summedOver(
  model: Pick<Run['model'], 'classes'>,
  { classCounts }: Pick<Run['config']['data'], 'classCounts'>,
): Pick<LogLikelihoodOptions, 'classProbabilities' | 'labels'> {
  const classProbabilities = classPrior({ model, classCounts });
  return { labels: 'summed', ...(classProbabilities === undefined ? {} : { classProbabilities }) };
}
