import { sample as drawSamples } from '@vaekit/core';
import type { PlainTensor } from '@vaekit/datasets';
import { isImage, samplesFigure } from '@vaekit/pictures';
import type { CommandContext } from '../command.js';
import type { SampleOptions } from '../commands/sample.js';
import { typedCondition } from '../data/conditionColumns.js';
import { numbersOf, rowsCsv } from '../data/rowsOut.js';
import { requireAbility } from '../model/requireAbility.js';
import { writeDrawing } from '../pictures/writeDrawing.js';
import { chooseRowsOut, writeRows } from '../pictures/writeRows.js';
import { openRun, type Run } from '../run/openRun.js';
import { resolveClasses } from '../run/resolveClasses.js';
import { UsageError } from '../usageError.js';
import { sayWritten } from './sayWritten.js';

/** The condition of all samples, `[1, width]`, of a model that has one of numbers. @throws UsageError where it is missing, or makes no sense */
function conditionRows(run: Run, { condition }: SampleOptions): PlainTensor<Float32Array> | undefined {
  const { options, data } = run.config;
  const names = options.condition;
  if (names === undefined) {
    if (condition === undefined) return undefined;
    throw new UsageError(
      `--condition needs a model that was trained with --condition, but ${run.folder} is a ${options.model} without; leave it out`,
    );
  }
  if (data.encoding === undefined)
    throw new UsageError(
      `${run.folder} completes images of which it is given the ${names.join(', ')}, so it has none to draw alone; \`vaekit report\` shows completions, \`vaekit reconstruct\` writes their numbers`,
    );
  const wanted = names.map((name) => `${name}=VALUE`).join(',');
  if (condition === undefined)
    throw new UsageError(`${run.folder} is conditioned on ${names.join(', ')}; give --condition ${wanted}`);
  return typedCondition(condition, data.encoding, names);
}

/** A row so many times. */
const repeated = (row: Float32Array, count: number): Float32Array =>
  Float32Array.from({ length: row.length * count }, (_, i) => row[i % row.length]!);

/** Runs `vaekit sample`. */
export async function sample(options: SampleOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const run = await openRun(folder, options.backend, terminal);
  requireAbility('sample', run);
  const { model, config } = run;
  const names = config.data.classes ?? [];
  if (model.classes === undefined && options.classes !== undefined)
    throw new UsageError(`--classes needs a class model, but ${folder} is a ${config.options.model}; leave it out`);
  const given = conditionRows(run, options);
  const images = isImage(model.event);
  const drawn = given !== undefined ? [] : images ? ['.png', '.svg'] : model.event.join() === '2' ? ['.svg'] : [];
  const out = chooseRowsOut({ ...options, run, name: 'sample', drawn });
  const all = Array.from({ length: model.classes ?? 0 }, (_, label) => label);
  const asked = options.classes === undefined ? all : resolveClasses('--classes', options.classes, names);
  const classes = model.classes === undefined ? undefined : asked;
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
  const rows = given && { data: repeated(given.data, count), shape: [count, given.data.length] };
  const total = labels?.length ?? count;
  const samples = drawSamples(model, { count: total, temperature, seed, draw, labels: labels ?? rows?.data });
  const label = config.data.encoding?.label?.name;
  if (labels === undefined && label !== undefined)
    terminal.err.line(`${label} is left out: a ${config.options.model} does not learn the label (a class model does)`);
  await writeRows(terminal, out, rowsCsv(run, await numbersOf(samples), { labels, condition: rows }), options.json, about);
  return 0;
}
