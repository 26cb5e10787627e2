import * as tf from '@tensorflow/tfjs';
import { impute as imputeExamples } from '@vaekit/core';
import type { PlainTensor } from '@vaekit/datasets';
import type { CommandContext } from '../command.js';
import type { ImputeOptions } from '../commands/impute.js';
import { exampleArrays } from '../data/exampleArrays.js';
import { examplesFor, knownLabels } from '../data/examplesFor.js';
import { missingByRow } from '../data/missingFields.js';
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

/** The values of some of so many rows. */
function ofRows(values: ArrayLike<number>, size: number, rows: readonly number[]): Float32Array {
  const width = values.length / size;
  return Float32Array.from(
    { length: rows.length * width },
    (_, at) => values[rows[Math.floor(at / width)]! * width + (at % width)]!,
  );
}

/** `x` with some of its rows replaced. */
function withRows(x: Float32Array, size: number, rows: readonly number[], values: Float32Array): Float32Array {
  const width = x.length / size;
  const whole = Float32Array.from(x);
  rows.forEach((row, at) => whole.set(values.subarray(at * width, (at + 1) * width), row * width));
  return whole;
}

/** Some rows with their gaps filled, each time they come, and what their draws are worth. */
interface Filled {
  readonly sets: readonly Float32Array[];
  readonly effective: Float32Array;
}

/** Fills the gaps of the rows that have some. */
async function fillRows(
  { model }: Run,
  x: PlainTensor<Float32Array>,
  mask: PlainTensor | undefined,
  rows: readonly number[],
  {
    labels,
    draws,
    multiple,
    seed,
  }: Pick<ImputeOptions, 'draws' | 'multiple' | 'seed'> & {
    readonly labels: ArrayLike<number> | undefined;
  },
): Promise<Filled> {
  if (mask === undefined || rows.length === 0)
    return { sets: Array.from({ length: multiple ?? 1 }, () => new Float32Array()), effective: new Float32Array() };
  const size = x.shape[0]!;
  const shape = [rows.length, ...x.shape.slice(1)];
  const [given, observed] = [x, mask].map(({ data }) => tf.tensor(ofRows(data, size, rows), shape));
  const found = imputeExamples(model, given!, observed!, {
    labels: labels && ofRows(labels, size, rows),
    draws,
    seed,
    ...(multiple === undefined ? {} : { multiple }),
  });
  tf.dispose([given!, observed!]);
  const effective = (await numbersOf(found.effectiveDraws)).data;
  const means = (await numbersOf(found.means)).data;
  if (found.completions === undefined) return { sets: [means], effective };
  const { data } = await numbersOf(found.completions);
  return {
    sets: Array.from({ length: multiple! }, (_, i) => data.subarray(i * means.length, (i + 1) * means.length)),
    effective,
  };
}

/** The sets one after another. */
function joined(sets: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(sets.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const one of sets) {
    all.set(one, at);
    at += one.length;
  }
  return all;
}

/** Runs `vaekit impute`. */
export async function impute(options: ImputeOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const { draws, multiple, seed } = options;
  const run = await openRun(folder, options.backend, terminal);
  const out = chooseRowsOut({ ...options, run, name: 'impute', drawn: [] });
  requireDensity(run);
  const chosen = await examplesFor(run, { ...options, keep: true }, terminal);
  const { examples } = chosen;
  const { x } = exampleArrays(examples, { seed: run.config.options.seed });
  const labels = examples.condition?.data ?? knownLabels(run, chosen, true);
  const counts = missingByRow(run, examples);
  const missing = counts.reduce((sum, count) => sum + count, 0);
  if (missing === 0) terminal.err.line(`note: nothing is missing in ${chosen.from}; its rows come back as they are`);
  const rows = counts.flatMap((count, row) => (count > 0 ? [row] : []));
  const { sets, effective } = await fillRows(run, x, examples.mask, rows, { labels, draws, multiple, seed });
  const few = effective.filter((worth) => worth < FEW).length;
  if (few > 0)
    terminal.err.line(
      `note: of ${few} of ${rows.length} rows with gaps the ${draws} draws are worth fewer than ${FEW}; give more --draws`,
    );
  const count = multiple ?? 1;
  const size = x.shape[0]!;
  const whole = joined(sets.map((values) => withRows(x.data, size, rows, values)));
  const content = rowsCsv(
    run,
    { data: whole, shape: [count * size, ...x.shape.slice(1)] },
    {
      ...repeatedRows(examples, count),
      classes: chosen.classes,
      ...(multiple === undefined
        ? {}
        : {
            lead: [{ name: 'imputation', values: Array.from({ length: count * size }, (_, row) => Math.floor(row / size) + 1) }],
          }),
    },
  );
  await writeRows(terminal, out, content, options.json, {
    ...(options.data === undefined ? { split: options.split } : { data: options.data }),
    examples: size,
    missing,
    draws,
    ...(rows.length === 0
      ? {}
      : { leastEffectiveDraws: Number(effective.reduce((least, value) => Math.min(least, value), Infinity).toPrecision(4)) }),
    ...(multiple === undefined ? {} : { multiple }),
  });
  return 0;
}
