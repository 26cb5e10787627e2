import { classScores } from '@vaekit/cvae';
import { type ChosenExamples, knownLabels } from '../data/examplesFor.js';
import type { Run } from '../run/openRun.js';
import { rowScores, type RowScores } from './rowScores.js';

/** log p(y) of each class of a class model, where examples have labels that it does not know, or none: what their scores are summed with. */
export function classWeights(run: Run, chosen: ChosenExamples): readonly number[] | undefined {
  const { model, config } = run;
  if (model.classes === undefined || knownLabels(run, chosen, false) !== undefined) return undefined;
  const counts = config.data.classCounts ?? Array.from({ length: model.classes }, () => 1);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => Math.log(count / total));
}

/** Scores of examples: under their classes where a model has classes and all are known, else under all classes. */
export function scoresOf(
  run: Run,
  chosen: ChosenExamples,
  options: { readonly samples?: number | undefined; readonly seed: number },
): Promise<RowScores> {
  const logPrior = classWeights(run, chosen);
  return logPrior === undefined
    ? rowScores(run.model, chosen.examples, options)
    : classScores(run.model, chosen.examples, { ...options, logPrior });
}
