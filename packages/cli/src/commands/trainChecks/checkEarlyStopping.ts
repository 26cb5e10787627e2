import { UsageError } from '../../usageError.js';
import type { TrainOptions } from '../trainOptions.js';

/** @throws UsageError for early stopping without a validation part */
export function checkEarlyStopping({ validation, 'early-stopping': patience }: TrainOptions): void {
  if (patience === undefined || typeof validation === 'number') return;
  throw new UsageError(
    `--early-stopping needs a validation part, but --validation is ${validation}; give a fraction such as 0.1`,
  );
}
