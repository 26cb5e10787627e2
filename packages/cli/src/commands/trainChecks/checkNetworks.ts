import { UsageError } from '../../usageError.js';
import { hasPoints } from '../dataOptions.js';
import type { TrainOptions } from '../trainOptions.js';

/** @throws UsageError where networks do not fit points, or the dense layers behind convolutions are named twice */
export function checkNetworks({ arch, data }: TrainOptions, given: ReadonlySet<string>): void {
  if (given.has('hidden') && given.has('dense'))
    throw new UsageError(
      `--hidden and --dense mean the same with --arch ${arch}: the dense layers behind the convolutions; give one`,
    );
  if (arch !== 'mlp' && hasPoints(data!)) throw new UsageError(`--arch ${arch} needs images, but ${data} has points; use mlp`);
}
