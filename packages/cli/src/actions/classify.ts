import * as tf from '@tensorflow/tfjs';
import { classify as classifyExamples, nearestMean } from '@vaekit/cvae';
import { createColors } from 'picocolors';
import type { CommandContext } from '../command.js';
import type { ClassifyOptions } from '../commands/classify.js';
import { requireAbility } from '../model/requireAbility.js';
import { takeNumbers } from '../pictures/drawing.js';
import { chooseOut, csv, writeOut } from '../pictures/writeDrawing.js';
import { openRun, openRunData, splitArrays } from '../run/openRun.js';
import { agreement, hasClassMeans } from '../training/scores.js';

/** Counts `[true class][answer]`. */
export function confusion(wanted: ArrayLike<number>, found: ArrayLike<number>, classes: number): number[][] {
  const table = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  for (let i = 0; i < wanted.length; i++) table[wanted[i]!]![found[i]!]! += 1;
  return table;
}

/** Runs `vaekit classify`. */
export async function classify(options: ClassifyOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const out = options.out === undefined ? undefined : chooseOut({ ...options, run: folder, name: 'classes', endings: ['.csv'] });
  const run = await openRun(folder, options.backend);
  requireAbility('classify', run);
  const { model, config } = run;
  const data = await openRunData(run, options['data-dir']);
  const { x, y } = splitArrays(data, options.split, { count: options.count, seed: config.options.seed });
  const samples = options.samples ?? (hasClassMeans(model) ? 16 : 1);
  const input = tf.tensor(x.data, [...x.shape]);
  const { labels, probabilities } = classifyExamples(model, input, { samples, seed: options.seed });
  const shares = (await takeNumbers(probabilities)).data;
  const nearest = hasClassMeans(model) && y !== undefined ? agreement(nearestMean(model, input), y) : undefined;
  input.dispose();
  const classes = model.classes!;
  const names = config.data.classes ?? Array.from({ length: classes }, (_, i) => String(i));
  if (out !== undefined) {
    const columns = ['index', ...(y === undefined ? [] : ['label']), 'answer', ...names.map((name) => `p(${name})`)];
    const rows = Array.from(labels, (label, row) => [
      row,
      ...(y === undefined ? [] : [y[row]!]),
      label,
      ...shares.subarray(row * classes, (row + 1) * classes),
    ]);
    await writeOut(out.path, csv(columns, rows));
  }
  const table = y === undefined ? undefined : confusion(y, labels, classes);
  const accuracy = y === undefined ? undefined : agreement(labels, y);
  if (options.json) {
    terminal.out.write(
      `${JSON.stringify({
        run: folder,
        split: options.split,
        examples: labels.length,
        samples,
        seed: options.seed,
        ...(accuracy === undefined ? {} : { accuracy }),
        ...(nearest === undefined ? {} : { nearestMeanAccuracy: nearest }),
        classes: names,
        ...(table === undefined ? {} : { confusion: table }),
        ...(out === undefined ? {} : { file: out.path }),
      })}\n`,
    );
    return 0;
  }
  const { bold, dim, green } = createColors(terminal.color);
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  if (accuracy !== undefined && table !== undefined) {
    terminal.out.write(
      `${bold(percent(accuracy))} of ${labels.length.toLocaleString('en')} ${options.split} examples right (${samples === 1 ? 'one draw' : `${samples} draws`} of the code)${nearest === undefined ? '' : `; nearest mean ${percent(nearest)}`}\n\n`,
    );
    const width = Math.max(5, ...names.map((name) => name.length)) + 1;
    terminal.out.write(
      dim(
        `rows: the class; columns: the answer\n${''.padEnd(width)}${names.map((name) => name.slice(0, 5).padStart(6)).join('')}  right\n`,
      ),
    );
    table.forEach((row, label) => {
      const cells = row.map((value, column) =>
        column === label ? green(String(value).padStart(6)) : value === 0 ? dim('·'.padStart(6)) : String(value).padStart(6),
      );
      const total = row.reduce((sum, value) => sum + value, 0);
      terminal.out.write(`${names[label]!.padEnd(width)}${cells.join('')}  ${total === 0 ? '' : percent(row[label]! / total)}\n`);
    });
  }
  if (out !== undefined) terminal.out.write(`wrote ${out.path}\n`);
  return 0;
}
