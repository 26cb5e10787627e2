import { type Catalog, findModel } from '@vaekit/models';
import { UsageError } from '../../usageError.js';
import type { TrainOptions } from '../trainOptions.js';

/** Options of the optimizer. */
const ofOptimizer = ['optimizer', 'lr', 'lr-schedule', 'weight-decay', 'clip-norm'] as const;
/** Options of gradient steps. */
const ofSteps = ['epochs', ...ofOptimizer, 'average-weights', 'early-stopping'] as const;

/** @throws UsageError for options of gradient steps that a model has no use for */
export function checkSteps({ model }: TrainOptions, given: ReadonlySet<string>, models: Catalog): void {
  const entry = findModel(model, models);
  const steps = ofSteps.find((name) => given.has(name));
  if (steps !== undefined && entry?.atOnce === true)
    throw new UsageError(`--${steps} does not apply to ${model}, which is computed at once; leave it out`);
  const rate = ofOptimizer.find((name) => given.has(name));
  if (rate !== undefined && entry?.ownOptimizers === true)
    throw new UsageError(
      `--${rate} does not apply to ${model}, whose players have optimizers of their own; give --generator-lr and --discriminator-lr`,
    );
  if (given.has('average-weights') && Object.hasOwn(entry?.options ?? {}, 'game-average'))
    throw new UsageError(`--average-weights is --game-average for ${model}, and has a default; give that`);
}
