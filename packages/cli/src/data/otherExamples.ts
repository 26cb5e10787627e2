import { binarize, type Examples } from '@vaekit/datasets';
import { isDataName } from '../commands/dataOptions.js';
import { type ReadingChoice, readingChoiceOf } from '../commands/readingOptions.js';
import type { Run } from '../run/openRun.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usageError.js';
import { alignedClasses } from './alignedClasses.js';
import { splitCondition } from './conditionColumns.js';
import { splitQuadrants } from './quadrants.js';
import { asCounts } from './openData.js';
import { type LoadedData, loadData, type LoadOptions } from './loadData.js';
import { applyScaling } from './scaling.js';

/** What a file of later rows lacks of the columns of the training, said once. */
function sayAbsent({ config }: Run, { table }: LoadedData, { err }: Terminal, from: string): void {
  const present = new Set(table?.columns.map(({ name }) => name));
  const absent = (config.data.encoding?.columns ?? []).filter(({ name, width }) => width > 0 && !present.has(name));
  if (table === undefined || absent.length === 0) return;
  const names = absent.map(({ name }) => name).join(', ');
  err.line(`${from} has no column ${names}; ${absent.length === 1 ? 'it counts' : 'they count'} as missing in every row`);
}

/**
 * Examples of a file or folder other than that of a run's training, or of the standard input (`-`), prepared in the same way: a table is encoded,
 * numbers are standardized and images binarized as those were. Of data with a test part that part is taken, and said. Labels are by the run's classes, others come
 * behind them.
 *
 * @throws UsageError or DataError when they do not fit the run's model
 */
export async function otherExamples(
  run: Run,
  path: string,
  terminal: Terminal,
  how: Partial<Pick<ReadingChoice, 'labels' | 'max-bytes' | 'part'>> &
    Pick<LoadOptions, 'keep' | 'unseen'> & {
      /** The option that named the path, for messages. Default `--data`. */
      readonly option?: '--against' | '--data';
    } = {},
): Promise<Examples> {
  const { config, model } = run;
  const { options, data } = config;
  const { option = '--data' } = how;
  const from = path === '-' ? 'the standard input' : path;
  const channels = model.event.length === 3 ? model.event[2] : undefined;
  const loaded = await loadData(path, {
    ...readingChoiceOf(options),
    part: how.part,
    labels: how.labels,
    'max-bytes': how['max-bytes'],
    input: terminal.input,
    ...(data.encoding === undefined ? { label: options.label, exclude: options.exclude } : { encoding: data.encoding }),
    earlier: data.schema,
    unseen: how.unseen,
    keep: how.keep,
    encode: { absent: 'missing', labels: 'any' },
    color: channels === 1 ? 'gray' : channels === 3 ? 'rgb' : undefined,
  });
  for (const note of loaded.notes ?? []) terminal.err.line(`note: ${note}`);
  if (loaded.parts !== undefined && loaded.parts.length > 1) {
    const taken = loaded.test === undefined ? 'train' : 'test';
    terminal.err.line(
      `note: ${from} has the parts ${loaded.parts.join(', ')}; ${taken} is taken${option === '--data' ? ' (--part chooses another)' : ''}`,
    );
  }
  const read = loaded.test ?? loaded.train;
  if (data.encoding !== undefined && loaded.encoding === undefined)
    throw new UsageError(`${option} ${path} is not a table, but ${isDataName(options.data) ? options.data : data.name} is one`);
  sayAbsent(run, loaded, terminal, from);
  const { condition } = options;
  const splitOf = (whole: Examples): Examples =>
    condition === undefined
      ? whole
      : data.encoding === undefined
        ? splitQuadrants(whole, condition, from)
        : splitCondition(whole, data.encoding, condition, from);
  const plain = splitOf(read);
  const shape = plain.x.shape.slice(1);
  if (shape.join() !== model.event.join())
    throw new UsageError(
      `${option} ${path} has examples of shape [${shape.join(',')}], but the model takes [${model.event.join(',')}]`,
    );
  // As the training's were: bits before quadrants, so that the given ones are bits too.
  const ready = options.binarize === 'none' ? plain : splitOf(binarize(read, options.binarize, { seed: options.seed }));
  const counts = model.likelihood.support === 'counts';
  const scaled = counts ? asCounts(ready) : data.scaling === undefined ? ready : applyScaling(ready, data.scaling);
  return alignedClasses(scaled, data.classes);
}
