import { readOptimizer } from '../../training/optimizerChoice.js';
import { UsageError } from '../../usageError.js';
import type { TrainOptions } from '../trainOptions.js';

/** @throws UsageError for a weight decay beside an optimizer that has none */
export function checkOptimizer({ 'weight-decay': decay, optimizer }: TrainOptions): void {
  const { kind } = readOptimizer(optimizer);
  if (decay === undefined || kind === 'adamw') return;
  throw new UsageError(`--weight-decay belongs to --optimizer adamw, but the optimizer is ${kind}; give --optimizer adamw too`);
}
