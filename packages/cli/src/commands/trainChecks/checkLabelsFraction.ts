import { type Catalog, findModel } from '@vaekit/models';
import { UsageError } from '../../usageError.js';
import type { TrainOptions } from '../trainOptions.js';

/** @throws UsageError where a model needs the label of every row, or has no use for one */
export function checkLabelsFraction(options: TrainOptions, models: Catalog): void {
  const { 'labels-fraction': fraction, model } = options;
  if (fraction === undefined) return;
  const named = `--labels-fraction ${fraction}`;
  const entry = findModel(model, models);
  if (entry?.takesUnknownLabels === undefined) {
    const taking = models.flatMap((one) => (one.takesUnknownLabels === undefined ? [] : [one.name]));
    const why = entry?.needs.includes('labels') === true ? 'needs the label of every row' : 'learns no labels';
    throw new UsageError(`${named} hides labels, but a ${model} ${why}; take ${taking.join(' or ')}`);
  }
  const { takesUnknownLabels: by } = entry;
  if (by !== true && options[by] !== true)
    throw new UsageError(`${named} hides labels, which a ${model} takes with --${by} alone; give that too`);
}
