import { UsageError } from '../../usageError.js';
import { checkDataDir, isDataName } from '../dataOptions.js';
import { checkReading } from '../readingOptions.js';
import type { TrainOptions } from '../trainOptions.js';

/** @throws UsageError where no data are named, or options do not apply to them */
export function checkData({ data, 'data-dir': dataDir }: TrainOptions, given: ReadonlySet<string>): void {
  if (data === undefined)
    throw new UsageError('--data is missing; expected a data set (`vaekit data list` names them), a file or a folder');
  if (data === '-')
    throw new UsageError('--data - is read once, but a run reads its data again; write standard input to a file and give that');
  if (given.has('test-fraction') && isDataName(data))
    throw new UsageError(`--test-fraction does not apply to ${data}; it belongs to a file or a folder`);
  checkReading(data, given);
  checkDataDir(data, dataDir);
}
