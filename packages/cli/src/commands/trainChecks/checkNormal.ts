import { readNormal } from '../../data/normalClasses.js';
import { UsageError } from '../../usageError.js';
import { isDataName } from '../dataOptions.js';
import type { TrainOptions } from '../trainOptions.js';

/** @throws UsageError where `--normal` and `--label` name different columns, or a table's column is not named */
export function checkNormal({ normal, label, data }: TrainOptions): void {
  const column = normal === undefined ? undefined : readNormal(normal)?.column;
  if (column === undefined) return;
  if (isDataName(data!))
    throw new UsageError(`--normal ${normal} names a column, but ${data} is no table; give the classes alone`);
  if (label !== undefined && label !== column)
    throw new UsageError(`--normal ${normal} and --label ${label} name different columns; give one`);
}
