import type { CommandContext } from '../command.js';
import type { SampleOptions } from '../commands/sample.js';
import { requireAbility } from '../model/requireAbility.js';
import { isImage } from '../pictures/drawing.js';
import { drawSamples } from '../pictures/samples.js';
import { chooseOut, writeDrawing } from '../pictures/writeDrawing.js';
import { openRun } from '../run/openRun.js';
import { resolveClasses } from '../run/resolveClasses.js';
import { UsageError } from '../usageError.js';
import { sayWritten } from './sayWritten.js';

/** Runs `vaekit sample`. */
export async function sample(options: SampleOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const run = await openRun(folder, options.backend);
  requireAbility('sample', run);
  const { model, config } = run;
  const names = config.data.classes ?? [];
  if (model.classes === undefined && options.classes !== undefined)
    throw new UsageError(`--classes needs a class model, but ${folder} is a ${config.options.model}; leave it out`);
  const images = isImage(model.event);
  const out = chooseOut({
    ...options,
    run: folder,
    name: 'sample',
    endings: images ? ['.png', '.svg', '.csv'] : ['.svg', '.csv'],
  });
  const classes =
    model.classes === undefined ? undefined : resolveClasses('--classes', options.classes ?? `0-${model.classes - 1}`, names);
  const drawing = await drawSamples(model, {
    count: options.count ?? (images ? (classes === undefined ? 64 : 10) : 400),
    ...(classes === undefined ? {} : { classes }),
    classNames: names,
    temperature: options.temperature,
    seed: options.seed,
    drawEvent: options.draw,
    ...(options.columns === undefined ? {} : { columns: options.columns }),
  });
  await writeDrawing(out, drawing, options.scale);
  sayWritten(terminal, options.json, {
    file: out.path,
    ...(classes === undefined ? {} : { classes: classes.map((label) => names[label] ?? String(label)) }),
    seed: options.seed,
  });
  return 0;
}
