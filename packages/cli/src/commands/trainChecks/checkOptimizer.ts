import { UsageError } from '../../usageError.js';
import type { TrainOptions } from '../trainOptions.js';

/** @throws UsageError for a weight decay beside an optimizer that has none */
export function checkOptimizer({ 'weight-decay': decay, optimizer }: TrainOptions): void {
  if (decay === undefined || optimizer === 'adamw') return;
  throw new UsageError(
    `--weight-decay belongs to --optimizer adamw, but the optimizer is ${optimizer}; give --optimizer adamw too`,
  );
}
