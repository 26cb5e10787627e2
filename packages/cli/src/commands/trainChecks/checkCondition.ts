import { type Catalog, findModel } from '@vaekit/models';
import { UsageError } from '../../usageError.js';
import type { TrainOptions } from '../trainOptions.js';

/** @throws UsageError where the model has no place for numbers, or labels are its condition too */
export function checkCondition({ condition, model, label, normal }: TrainOptions, models: Catalog): void {
  if (condition === undefined) return;
  const named = `--condition ${condition.join(',')}`;
  const entry = findModel(model, models);
  if (entry?.takesNumbers !== true)
    throw new UsageError(
      `${named} is not for ${model}${entry?.withoutNumbers === undefined ? '' : `, because ${entry.withoutNumbers}`}; take another --model, such as cvae`,
    );
  const other = label === undefined ? normal && `--normal ${normal}` : `--label ${label}`;
  if (other !== undefined)
    throw new UsageError(
      `${named} and ${other} name two conditions; give one, and the column of the label among those of --condition where it is to count too`,
    );
  if (new Set(condition).size < condition.length) throw new UsageError(`${named} names a column twice; name each once`);
}
