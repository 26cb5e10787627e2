import { binarize, type Examples } from '@vaekit/datasets';
import type { Run } from '../run/openRun.js';
import { UsageError } from '../usageError.js';
import { isDataName } from '../commands/dataOptions.js';
import { type ReadingChoice, readingChoiceOf } from '../commands/readingOptions.js';
import { asCounts } from './openData.js';
import { loadData } from './loadData.js';
import { applyScaling } from './scaling.js';

/** How they are read, and who is told what is not taken. */
export interface OtherOptions extends Partial<Pick<ReadingChoice, 'labels' | 'max-bytes' | 'part'>> {
  readonly onNote?: (note: string) => void;
}

/**
 * Examples of a file or folder other than that of a run's training, prepared in the same way: a table is encoded, numbers are standardized and images
 * binarized as those were. Of data with a test part that part is taken.
 *
 * @throws UsageError or DataError when they do not fit the run's model
 */
export async function otherExamples({ config, model }: Run, path: string, how: OtherOptions = {}): Promise<Examples> {
  const { options, data } = config;
  const loaded = await loadData(path, {
    ...readingChoiceOf(options),
    ...how,
    ...(data.encoding === undefined ? { label: options.label, exclude: options.exclude } : { encoding: data.encoding }),
  });
  let plain = loaded.test ?? loaded.train;
  for (const note of loaded.notes ?? []) how.onNote?.(note);
  if (loaded.parts !== undefined && loaded.parts.length > 1) {
    const taken = loaded.test === undefined ? 'train' : 'test';
    how.onNote?.(`${path} has the parts ${loaded.parts.join(', ')}; ${taken} is taken (--part chooses another)`);
  }
  if (data.encoding !== undefined && loaded.encoding === undefined)
    throw new UsageError(`--data ${path} is not a table, but ${isDataName(options.data) ? options.data : data.name} is one`);
  const shape = plain.x.shape.slice(1);
  if (shape.join() !== model.event.join())
    throw new UsageError(
      `--data ${path} has examples of shape [${shape.join(',')}], but the model takes [${model.event.join(',')}]`,
    );
  if (model.classes !== undefined) {
    if (plain.y === undefined) throw new UsageError(`--data ${path} has no labels, which a ${options.model} needs`);
    const known = data.classes ?? [];
    const classes = plain.classes ?? known;
    // Classes are those of the training, by name: some may have no example here.
    const places = classes.map((name) => known.indexOf(name));
    if (plain.y.data.some((label) => (places[label] ?? -1) < 0))
      throw new UsageError(`--data ${path} has the classes ${classes.join(', ')}, but the model has ${known.join(', ')}`);
    plain = { ...plain, classes: known, y: { data: plain.y.data.map((label) => places[label]!), shape: plain.y.shape } };
  }
  const ready: Examples = options.binarize === 'none' ? plain : binarize(plain, options.binarize, { seed: options.seed });
  const counts = model.likelihood.support === 'counts';
  return counts ? asCounts(ready) : data.scaling === undefined ? ready : applyScaling(ready, data.scaling);
}
