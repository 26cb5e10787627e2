import type { CommandContext } from '../command.js';
import type { TransformOptions } from '../commands/transform.js';
import { requireAbility } from '../model/requireAbility.js';
import { rowsOf } from '../pictures/drawing.js';
import { rowsByClass } from '../pictures/rowsByClass.js';
import { drawTransformation } from '../pictures/transformation.js';
import { chooseOut, writeDrawing } from '../pictures/writeDrawing.js';
import { openRun, openRunData, splitArrays } from '../run/openRun.js';
import { resolveClasses } from '../run/resolveClasses.js';
import { UsageError } from '../usageError.js';
import { sayWritten } from './sayWritten.js';

/** Runs `vaekit transform`. */
export async function transform(options: TransformOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const out = chooseOut({ ...options, run: folder, name: 'transform', endings: ['.png', '.svg'] });
  const run = await openRun(folder, options.backend);
  requireAbility('transform', run);
  const { model, config } = run;
  const names = config.data.classes ?? [];
  const all = `0-${model.classes! - 1}`;
  const from = resolveClasses('--from', options.from ?? all, names);
  const to = resolveClasses('--to', options.to ?? all, names);
  const data = await openRunData(run, options['data-dir']);
  const examples = splitArrays(data, options.split, { seed: config.options.seed });
  const rows = rowsByClass(examples.y, options.count, from);
  if (rows.length === 0) throw new UsageError(`--from: the ${options.split} split has no examples of these classes`);
  const y = Int32Array.from(rows, (row) => examples.y![row]!);
  const drawing = await drawTransformation(
    model,
    { x: rowsOf(examples.x, rows), y },
    { to, classNames: names, seed: options.seed },
  );
  await writeDrawing(out, drawing, options.scale);
  sayWritten(terminal, options.json, {
    file: out.path,
    split: options.split,
    examples: rows.length,
    to: to.map((label) => names[label] ?? String(label)),
  });
  return 0;
}
