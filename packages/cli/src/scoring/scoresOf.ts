import { classScores } from '@vaekit/cvae';
import { learnedEncoding } from '../data/conditionColumns.js';
import { type ChosenExamples, knownLabels } from '../data/examplesFor.js';
import { logClassPrior } from '../model/classPrior.js';
import type { Run } from '../run/openRun.js';
import { rowScores, type RowScores } from './rowScores.js';
import { unseenCosts } from './unseenCosts.js';

/** log p(y) of each class of a class model, where examples have labels that it does not know, or none: what their scores are summed with. */
export function classWeights(run: Run, chosen: ChosenExamples): readonly number[] | undefined {
  const { model, config } = run;
  if (model.classes === undefined || knownLabels(run, chosen, false) !== undefined) return undefined;
  const { classCounts } = config.data;
  return logClassPrior({ model, classCounts }) ?? Array.from({ length: model.classes }, () => -Math.log(model.classes!));
}

/**
 * Scores of examples: under their classes where a model has classes and all are known, else under all classes. What values cost that training never saw
 * is in `reconstruction` and in `score`.
 */
export async function scoresOf(
  run: Run,
  chosen: ChosenExamples,
  options: { readonly samples?: number | undefined; readonly seed: number },
): Promise<RowScores> {
  const logPrior = classWeights(run, chosen);
  const scores =
    logPrior === undefined
      ? await rowScores(run.model, chosen.examples, options)
      : await classScores(run.model, chosen.examples, { ...options, logPrior });
  const { encoding: whole, examples: sizes } = run.config.data;
  if (whole === undefined) return scores;
  const { condition } = run.config.options;
  const encoding = condition === undefined ? whole : learnedEncoding(whole, condition);
  const costs = await unseenCosts(run.model, chosen.examples, { encoding, n: encoding.rows ?? sizes.train });
  costs?.forEach((cost, row) => {
    scores.reconstruction[row]! += cost;
    scores.score[row]! += cost;
  });
  return scores;
}
