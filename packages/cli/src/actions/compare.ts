import { jsonText } from '@vaekit-internal/base';
import { resolve } from 'node:path';
import { compareRuns, comparisonPage } from '@vaekit/pictures';
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
  const twice = operands.find((folder, i) => operands.findIndex((other) => resolve(other) === resolve(folder)) !== i);
  if (twice !== undefined) throw new UsageError(`${twice} is given twice; once is enough`);
  const out = options.out === undefined ? undefined : chooseOut({ ...options, run: '', name: 'comparison', endings: ['.html'] });
  const runs = [];
  for (const folder of operands) runs.push(await runOutline(folder, terminal));
  const compared = compareRuns(runs);
  if (out !== undefined)
    await writeOut(out.path, comparisonPage(runs, compared, { title: options.title, footer: `Made with vaekit ${version}.` }));
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
        ...(out === undefined ? {} : { file: out.path }),
      }),
    );
    return 0;
  }
  const { bold, dim } = colorsOf(terminal.color);
  terminal.out.write(comparisonText(compared, { columns: Math.min(terminal.out.columns, 100), bold, dim }));
  const notes = [
    ...(compared.incomparable === undefined ? [] : [`${compared.incomparable}, so that losses do not compare`]),
    ...(compared.differences.length === 0 && runs.length > 1 ? ['the options of all runs are the same'] : []),
    `losses in nats per example; -ELBO is reconstruction plus KL, unweighted${compared.results.some(({ best }) => best !== undefined) ? '; * is the best of its row' : ''}`,
  ];
  for (const note of notes) terminal.out.line(dim(note));
  if (out !== undefined) terminal.out.line(`wrote ${out.path}`);
  return 0;
}
