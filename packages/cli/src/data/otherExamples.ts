import { binarize, type Examples } from '@vaekit/datasets';
import type { Run } from '../run/openRun.js';
import { UsageError } from '../usageError.js';
import { isDataName } from '../commands/dataOptions.js';
import { loadData, type LoadOptions } from './loadData.js';
import { applyScaling } from './scaling.js';

/**
 * Examples of a file or folder other than that of a run's training, prepared in the same way: a table is encoded, numbers are standardized and images
 * binarized as those were. Of data with a test part that part is taken.
 *
 * @throws UsageError or DataError when they do not fit the run's model
 */
export async function otherExamples(
  { config, model }: Run,
  path: string,
  more: Pick<LoadOptions, 'unseen'> = {},
): Promise<Examples> {
  const { options, data } = config;
  const loaded = await loadData(path, { ...more, ...(data.encoding === undefined ? {} : { encoding: data.encoding }) });
  const plain = loaded.test ?? loaded.train;
  if (data.encoding !== undefined && loaded.encoding === undefined)
    throw new UsageError(`--data ${path} is not a table, but ${isDataName(options.data) ? options.data : data.name} is one`);
  const shape = plain.x.shape.slice(1);
  if (shape.join() !== model.event.join())
    throw new UsageError(
      `--data ${path} has examples of shape [${shape.join(',')}], but the model takes [${model.event.join(',')}]`,
    );
  if (model.classes !== undefined) {
    if (plain.y === undefined) throw new UsageError(`--data ${path} has no labels, which a ${options.model} needs`);
    const classes = plain.classes ?? data.classes ?? [];
    const known = data.classes ?? [];
    if (plain.y.data.some((label) => label >= model.classes!) || classes.some((name, i) => i < known.length && name !== known[i]))
      throw new UsageError(`--data ${path} has the classes ${classes.join(', ')}, but the model has ${known.join(', ')}`);
  }
  const ready: Examples = options.binarize === 'none' ? plain : binarize(plain, options.binarize, { seed: options.seed });
  return data.scaling === undefined ? ready : applyScaling(ready, data.scaling);
}
