import * as tf from '@tensorflow/tfjs';
import { impute as imputeExamples } from '@vaekit/core';
import type { CommandContext } from '../command.js';
import type { ImputeCommandOptions } from '../commands/impute.js';
import { exampleArrays } from '../data/exampleArrays.js';
import { examplesFor, knownLabels } from '../data/examplesFor.js';
import { missingFields } from '../data/missingFields.js';
import { repeatedRows } from '../data/repeatedRows.js';
import { numbersOf, rowsCsv } from '../data/rowsOut.js';
import { isAble } from '../model/requireAbility.js';
import { chooseRowsOut, writeRows } from '../pictures/writeRows.js';
import { openRun, type Run } from '../run/openRun.js';

/** A row whose draws are worth fewer than this is told of. */
const FEW = 10;

/** @throws Error for a run whose codes have no density */
function requireDensity(run: Run): void {
  if (isAble('score', run)) return;
  throw new Error(
    `the model of ${run.folder} is ${run.config.options.model}, whose codes have no density to weigh draws by, so it cannot impute; take vaekit reconstruct, or train a vae`,
  );
}

/** Runs `vaekit impute`. */
export async function impute(options: ImputeCommandOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const { draws, multiple, seed } = options;
  const run = await openRun(folder, options.backend, terminal);
  const out = chooseRowsOut({ ...options, run, name: 'impute', drawn: [] });
  requireDensity(run);
  const chosen = await examplesFor(run, { ...options, keep: true }, terminal);
  const { examples } = chosen;
  const { x } = exampleArrays(examples, { seed: run.config.options.seed });
  const labels = examples.condition?.data ?? knownLabels(run, chosen, true);
  const missing = missingFields(run, examples);
  if (missing === 0) terminal.err.line(`note: nothing is missing in ${chosen.from}; its rows come back as they are`);
  const [given, mask] = tf.tidy(() => {
    const values = tf.tensor(x.data, [...x.shape]);
    return [
      values,
      examples.mask === undefined ? tf.onesLike(values) : tf.tensor(Float32Array.from(examples.mask.data), [...x.shape]),
    ];
  });
  const found = imputeExamples(run.model, given!, mask!, {
    labels,
    draws,
    seed,
    ...(multiple === undefined ? {} : { multiple }),
  });
  tf.dispose([given!, mask!]);
  const effective = await numbersOf(found.effectiveDraws);
  const few = effective.data.filter((size) => size < FEW).length;
  if (missing > 0 && few > 0)
    terminal.err.line(
      `note: of ${few} of ${effective.data.length} rows the ${draws} draws are worth fewer than ${FEW}; give more --draws`,
    );
  const means = await numbersOf(found.means);
  const sets = found.completions && (await numbersOf(found.completions));
  const count = multiple ?? 1;
  const size = means.shape[0]!;
  const content = rowsCsv(run, sets === undefined ? means : { data: sets.data, shape: [count * size, ...means.shape.slice(1)] }, {
    ...repeatedRows(examples, count),
    classes: chosen.classes,
    ...(sets === undefined
      ? {}
      : { lead: [{ name: 'imputation', values: Array.from({ length: count * size }, (_, row) => Math.floor(row / size) + 1) }] }),
  });
  await writeRows(terminal, out, content, options.json, {
    ...(options.data === undefined ? { split: options.split } : { data: options.data }),
    examples: size,
    missing,
    draws,
    leastEffectiveDraws: Number(effective.data.reduce((least, value) => Math.min(least, value), Infinity).toPrecision(4)),
    ...(multiple === undefined ? {} : { multiple }),
  });
  return 0;
}
