import { sample as drawSamples } from '@vaekit/core';
import { isImage, samplesFigure } from '@vaekit/pictures';
import type { CommandContext } from '../command.js';
import type { SampleOptions } from '../commands/sample.js';
import { numbersOf, rowsCsv } from '../data/rowsOut.js';
import { requireAbility } from '../model/requireAbility.js';
import { writeDrawing } from '../pictures/writeDrawing.js';
import { chooseRowsOut, writeRows } from '../pictures/writeRows.js';
import { openRun } from '../run/openRun.js';
import { resolveClasses } from '../run/resolveClasses.js';
import { UsageError } from '../usageError.js';
import { sayWritten } from './sayWritten.js';

/** Runs `vaekit sample`. */
export async function sample(options: SampleOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const run = await openRun(folder, options.backend, terminal);
  requireAbility('sample', run);
  const { model, config } = run;
  const names = config.data.classes ?? [];
  if (model.classes === undefined && options.classes !== undefined)
    throw new UsageError(`--classes needs a class model, but ${folder} is a ${config.options.model}; leave it out`);
  const images = isImage(model.event);
  const drawn = images ? ['.png', '.svg'] : model.event.join() === '2' ? ['.svg'] : [];
  const out = chooseRowsOut({ ...options, run, name: 'sample', drawn });
  const classes =
    model.classes === undefined ? undefined : resolveClasses('--classes', options.classes ?? `0-${model.classes - 1}`, names);
  const { temperature, seed, columns } = options;
  // The mean of a row is no row: a category has one value, and numbers vary.
  const { draw = config.data.encoding !== undefined } = options;
  const about = {
    ...(classes === undefined ? {} : { classes: classes.map((label) => names[label] ?? String(label)) }),
    seed,
  };
  if (out !== undefined && out.ending !== '.csv') {
    const { count } = options;
    const figure = await samplesFigure(model, { count, classes, classNames: names, temperature, seed, draw, columns });
    await writeDrawing(out, figure, options.scale);
    sayWritten(terminal, options.json, { file: out.path, ...about });
    return 0;
  }
  const { count = classes === undefined ? 64 : 10 } = options;
  const labels = classes?.flatMap((label) => Array.from({ length: count }, () => label));
  const samples = drawSamples(model, { count: labels?.length ?? count, temperature, seed, draw, labels });
  const label = config.data.encoding?.label?.name;
  if (labels === undefined && label !== undefined)
    terminal.err.line(`${label} is left out: a ${config.options.model} does not learn the label (a class model does)`);
  await writeRows(terminal, out, rowsCsv(run, await numbersOf(samples), { labels }), options.json, about);
  return 0;
}
