import { dataFile, type ReadExamplesOptions } from '@vaekit/datasets/node';
import { type OptionSpecsOf, under } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
import { isDataName } from './dataOptions.js';
import { csvOptionsOf, type DialectChoice, dialectOptions } from './dialectOptions.js';
import { type FileDataOptions, fileDataOptions } from './fileDataOptions.js';
import { type ImageChoice, imageOptions, imageReading } from './imageOptions.js';
import { columnKind, type TableChoice, tableOptions } from './tableOptions.js';

/** How a file or a folder is read. */
export interface ReadingChoice extends DialectChoice, FileDataOptions, ImageChoice, TableChoice {}

/** Options of every command that reads files. */
export const readingOptions: OptionSpecsOf<ReadingChoice> = {
  ...under('Files', fileDataOptions),
  ...under('Tables', tableOptions),
  ...under('CSV', dialectOptions),
  ...under('Images', imageOptions),
};

/** @throws UsageError for options of files beside the name of a set */
export function checkReading(data: string | undefined, given: ReadonlySet<string>): void {
  if (data === undefined || !isDataName(data)) return;
  for (const name of Object.keys(readingOptions))
    if (given.has(name)) throw new UsageError(`--${name} does not apply to ${data}; it belongs to a file or a folder`);
}

/** Of the options of a run those by which later files are read, too: the part, its labels and limits are each file's own. */
export function readingChoiceOf(options: Partial<ReadingChoice>): Partial<ReadingChoice> {
  const names = Object.keys({ ...dialectOptions, ...imageOptions }) as (keyof ReadingChoice)[];
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}

/** What `readExamples` is told of them. */
export function readingOf(choice: Partial<ReadingChoice>): ReadExamplesOptions {
  const { part, labels, label, exclude, id, weight, column } = choice;
  const maxBytes = choice['max-bytes'];
  return {
    csv: csvOptionsOf(choice),
    ...(label === undefined ? {} : { label }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(id === undefined ? {} : { id }),
    ...(weight === undefined ? {} : { weight }),
    ...(column === undefined ? {} : { kinds: new Map(column.map(columnKind)) }),
    ...imageReading(choice),
    ...(part === undefined ? {} : { part }),
    ...(labels === undefined ? {} : { labels: dataFile(labels) }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  };
}
