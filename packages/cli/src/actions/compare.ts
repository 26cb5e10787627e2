import { jsonText, wrap } from '@vaekit-internal/base';
import { resolve } from 'node:path';
import {
  type Comparison,
  compareRuns,
  comparisonPage,
  differenceText,
  groupedComparison,
  spreadTexts,
  unendedTexts,
} from '@vaekit/pictures';
import { compareSeeds } from '../comparing/compareSeeds.js';
import { runFolders } from '../comparing/runFolders.js';
import type { CommandContext } from '../command.js';
import type { CompareOptions } from '../commands/compare.js';
import { chooseOut, writeOut } from '../pictures/writeDrawing.js';
import { runOutline } from '../run/runOutline.js';
import { UsageError } from '../usageError.js';
import { version } from '../version.js';
import { comparisonText } from './comparisonText.js';
import { colorsOf } from '../terminalText.js';

/** Runs `vaekit compare`. */
export async function compare(options: CompareOptions, { terminal, operands }: CommandContext): Promise<number> {
  const { folders, notes: missing } = await runFolders(operands);
  const twice = folders.find((folder, i) => folders.findIndex((other) => resolve(other) === resolve(folder)) !== i);
  if (twice !== undefined) throw new UsageError(`${twice} is given twice; once is enough`);
  const out = options.out === undefined ? undefined : chooseOut({ ...options, run: '', name: 'comparison', endings: ['.html'] });
  const runs = [];
  for (const folder of folders) runs.push(await runOutline(folder, terminal));
  const compared = compareRuns(runs);
  const seeds = compareSeeds(runs, compared);
  if (out !== undefined)
    await writeOut(
      out.path,
      comparisonPage(runs, compared, { title: options.title, seeds, footer: `Made with vaekit ${version}.` }),
    );
  if (options.json) {
    const record = (rows: typeof compared.results, run: number): Record<string, unknown> =>
      Object.fromEntries(rows.map(({ name, values }) => [name, values[run] ?? null]));
    terminal.out.line(
      jsonText({
        unit: 'nats per example',
        ...(compared.incomparable === undefined ? {} : { incomparable: compared.incomparable }),
        runs: runs.map(({ folder, config, result }, i) => ({
          run: folder,
          ended: result !== undefined,
          likelihood: config.quantity,
          differences: record(compared.differences, i),
          results: record(compared.results, i),
          options: config.options,
        })),
        ...(seeds === undefined ? {} : { seeds: { level: 0.95, ...seeds } }),
        ...(out === undefined ? {} : { file: out.path }),
        ...(missing.length === 0 ? {} : { notes: missing }),
      }),
    );
    return 0;
  }
  const { bold, dim } = colorsOf(terminal.color);
  const columns = Math.min(terminal.out.columns, 100);
  // What is best by one run each is not marked: another seed may turn it.
  const shown: Comparison =
    seeds === undefined
      ? { ...compared, results: compared.results.map(({ best: _, ...row }) => row) }
      : groupedComparison(seeds, compared);
  terminal.out.write(comparisonText(shown, { columns, bold, dim }));
  const verdicts = (seeds?.rows ?? [])
    .filter(({ name }) => name === 'test -ELBO')
    .flatMap((row) => row.differences.map((one) => differenceText(seeds!, row, one)));
  if (seeds !== undefined) verdicts.push(...spreadTexts(seeds));
  for (const verdict of verdicts) for (const line of wrap(verdict, columns)) terminal.out.line(line);
  const notes = [
    ...missing,
    ...(seeds === undefined ? [] : unendedTexts(seeds)),
    ...(compared.incomparable === undefined ? [] : [`${compared.incomparable}, so that losses do not compare`]),
    ...(compared.differences.length === 0 && runs.length > 1 ? ['the options of all runs are the same'] : []),
    'losses in nats per example; -ELBO is reconstruction plus KL, unweighted',
    seeds === undefined
      ? 'nothing is marked as the best: one run says nothing of another seed; train several (vaekit sweep --seed 0-4)'
      : '± is half of the 95 % interval over seeds, without the errors of the test set and of the draws of the code, which are stated apart; * is the best of its row, where all of its seeds have a value and its difference to each other is larger than the interval of that',
  ];
  for (const note of notes) for (const line of wrap(note, columns)) terminal.out.line(dim(line));
  if (out !== undefined) terminal.out.line(`wrote ${out.path}`);
  return 0;
}
