import * as tf from '@tensorflow/tfjs';
import { reconstruct as reconstructExamples } from '@vaekit/core';
import { isImage, reconstructionsFigure } from '@vaekit/pictures';
import { take } from '@vaekit/datasets';
import type { CommandContext } from '../command.js';
import type { ReconstructOptions } from '../commands/reconstruct.js';
import { exampleArrays } from '../data/exampleArrays.js';
import { examplesFor, knownLabels, networksSeeLabels } from '../data/examplesFor.js';
import { filled, numbersOf, rowsCsv } from '../data/rowsOut.js';
import { requireAbility } from '../model/requireAbility.js';
import { writeDrawing } from '../pictures/writeDrawing.js';
import { openRun } from '../run/openRun.js';
import { chooseRowsOut, writeRows } from '../pictures/writeRows.js';
import { sayWritten } from './sayWritten.js';

/** Examples of a picture, unless it is said how many. */
const DRAWN = 20;

/** Runs `vaekit reconstruct`. */
export async function reconstruct(options: ReconstructOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const run = await openRun(folder, options.backend, terminal);
  const { model, config } = run;
  const out = chooseRowsOut({ ...options, run, name: 'reconstruct', drawn: isImage(model.event) ? ['.png', '.svg'] : [] });
  requireAbility('encode', run);
  const chosen = await examplesFor(run, { ...options, keep: !options.all }, terminal);
  const { seed, data, split } = options;
  const few = out?.ending !== '.csv' && out !== undefined && options.count === undefined;
  const size = few ? Math.min(DRAWN, chosen.examples.x.shape[0]!) : chosen.examples.x.shape[0]!;
  const examples = take(chosen.examples, size);
  const { x } = exampleArrays(examples, { seed: config.options.seed });
  const labels = examples.condition?.data ?? knownLabels(run, { ...chosen, examples }, networksSeeLabels(run));
  const about = { ...(data === undefined ? { split } : { data }), examples: size };
  if (out !== undefined && out.ending !== '.csv') {
    await writeDrawing(out, await reconstructionsFigure(model, { x, y: labels }, { seed, split }), options.scale);
    sayWritten(terminal, options.json, { file: out.path, ...about });
    return 0;
  }
  const input = tf.tensor(x.data, [...x.shape]);
  const made = await numbersOf(reconstructExamples(model, input, { labels, draw: seed !== undefined, seed }));
  input.dispose();
  const rows = options.all ? made : filled(made, { x, ...(examples.mask === undefined ? {} : { mask: examples.mask }) });
  const content = rowsCsv(run, rows, {
    labels: examples.y?.data,
    condition: examples.condition,
    classes: chosen.classes,
    ids: examples.ids,
    rows: examples.rows,
  });
  await writeRows(terminal, out, content, options.json, about);
  return 0;
}
