import * as tf from '@tensorflow/tfjs';
import { transform as transformExamples } from '@vaekit/cvae';
import { subset } from '@vaekit/datasets';
import { isImage, rowsByClass, transformationFigure } from '@vaekit/pictures';
import type { CommandContext } from '../command.js';
import type { TransformOptions } from '../commands/transform.js';
import { exampleArrays } from '../data/exampleArrays.js';
import { className, examplesFor, knownLabels } from '../data/examplesFor.js';
import { numbersOf, rowsCsv } from '../data/rowsOut.js';
import { requireAbility } from '../model/requireAbility.js';
import { writeDrawing } from '../pictures/writeDrawing.js';
import { chooseRowsOut, writeRows } from '../pictures/writeRows.js';
import { openRun } from '../run/openRun.js';
import { resolveClasses } from '../run/resolveClasses.js';
import { UsageError } from '../usageError.js';
import { sayWritten } from './sayWritten.js';

/** Runs `vaekit transform`. */
export async function transform(options: TransformOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const run = await openRun(folder, options.backend, terminal);
  requireAbility('transform', run);
  const { model, config } = run;
  const out = chooseRowsOut({ ...options, run, name: 'transform', drawn: isImage(model.event) ? ['.png', '.svg'] : [] });
  const names = config.data.classes ?? [];
  const all = Array.from({ length: model.classes! }, (_, label) => label);
  const from = options.from === undefined ? all : resolveClasses('--from', options.from, names);
  const to = options.to === undefined ? all : resolveClasses('--to', options.to, names);
  const chosen = await examplesFor(run, { ...options, count: undefined }, terminal);
  const labels = knownLabels(run, chosen, true)!;
  const { seed, data, split } = options;
  const tabular = out === undefined || out.ending === '.csv';
  const count = options.count ?? (tabular ? labels.length : 10);
  const rows = rowsByClass({ x: chosen.examples.x, y: labels }, count, from);
  if (rows.length === 0) throw new UsageError(`--from: ${chosen.from} has no examples of these classes`);
  // Of a picture the classes take turns; rows stay in the order of the file.
  const examples = subset(chosen.examples, tabular ? rows.sort((a, b) => a - b) : rows);
  const { x, y } = exampleArrays(examples, { seed: config.options.seed });
  const about = {
    ...(data === undefined ? { split } : { data }),
    examples: rows.length,
    to: to.map((label) => names[label] ?? String(label)),
  };
  if (!tabular) {
    await writeDrawing(out, await transformationFigure(model, { x, y }, { to, classNames: names, seed }), options.scale);
    sayWritten(terminal, options.json, { file: out.path, ...about });
    return 0;
  }
  // A row for each example and class: each class in turn, then the rows brought into the order of the examples.
  const made = tf.tidy(() => {
    const input = tf.tensor(x.data, [...x.shape]);
    const parts = to.map((label) =>
      transformExamples(model, input, { from: y!, to: rows.map(() => label), draw: seed !== undefined, seed }),
    );
    return tf.reshape(tf.stack(parts, 1), [rows.length * to.length, ...model.event]);
  });
  const each = <T>(values: ArrayLike<T>): T[] => Array.from(values).flatMap((value) => to.map(() => value));
  const content = rowsCsv(run, await numbersOf(made), {
    lead: [
      { name: 'example', values: each(rows) },
      { name: 'from', values: each(Array.from(y!, (label) => className(names, label))) },
    ],
    ids: examples.ids?.map(({ name, values }) => ({ name, values: each(values) })),
    labels: rows.flatMap(() => to),
  });
  await writeRows(terminal, out, content, options.json, about);
  return 0;
}
