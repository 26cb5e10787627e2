import { jsonText } from '@vaekit-internal/base';
import { namedSet } from '@vaekit/datasets';
import { locateDataSet } from '@vaekit/datasets/node';
import type { CommandContext } from '../command.js';
import type { DataListOptions } from '../commands/dataList.js';
import { fetchedNames, ownNames } from '../commands/dataOptions.js';
import { bytesText } from '../data/downloadProgress.js';
import { ownSets } from '../data/ownSets.js';
import { colorsOf } from '../terminalText.js';

/** A data set in the list. */
interface Listed {
  readonly name: string;
  readonly description: string;
  readonly shape: readonly number[];
  readonly train: number;
  readonly test: number;
  readonly license: string;
  /** Where it is: in the program, in a folder, or nowhere on this machine. */
  readonly place: 'cache' | 'missing' | 'program' | 'system';
  readonly folder?: string;
  /** What is to be fetched, where that is known. */
  readonly bytes?: number;
}

/** Runs `vaekit data list`. */
export async function dataList({ json }: DataListOptions, { terminal }: CommandContext): Promise<number> {
  const list: Listed[] = ownNames.map((name) => ({ name, ...ownSets[name], place: 'program' }));
  for (const name of fetchedNames) {
    const { description, shape, train, test, license, files } = namedSet(name);
    const located = await locateDataSet(name);
    const known = files.every(({ bytes }) => bytes !== undefined);
    const bytes = located?.bytes ?? (known ? files.reduce((sum, file) => sum + file.bytes!, 0) : undefined);
    list.push({
      name,
      description,
      shape,
      train,
      test,
      license,
      place: located === undefined ? 'missing' : located.place === 'system' ? 'system' : 'cache',
      ...(located === undefined ? {} : { folder: located.folder }),
      ...(bytes === undefined ? {} : { bytes }),
    });
  }
  if (json) {
    terminal.out.line(jsonText(list));
    return 0;
  }
  const { bold, dim } = colorsOf(terminal.color);
  const where = ({ place, bytes }: Listed): string =>
    place === 'program'
      ? 'comes with the program'
      : place === 'missing'
        ? `to be fetched${bytes === undefined ? '' : `, ${bytesText(bytes)}`}`
        : `on this machine, ${bytesText(bytes!)}`;
  const rows = list.map((set) => [
    set.name,
    set.shape.join('×'),
    set.train.toLocaleString('en'),
    set.test.toLocaleString('en'),
    set.license,
    where(set),
  ]);
  const head = ['name', 'example', 'training', 'test', 'license', ''];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === 2 || i === 3 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  terminal.out.line(dim(line(head)));
  for (const row of rows) terminal.out.line(`${bold(row[0]!)}${line(row).slice(row[0]!.length)}`);
  terminal.out.write(
    dim('Files and folders too: vaekit train --data PATH. vaekit data fetch NAME fetches one of the last six.\n'),
  );
  return 0;
}
