import * as tf from '@tensorflow/tfjs';
import { decode, interpolate as codesBetween, interpolateGrid } from '@vaekit/core';
import { type Codes, codesOf, cornersFigure, interpolationFigure, isImage, type Path, pathsBetween } from '@vaekit/pictures';
import type { CommandContext } from '../command.js';
import type { InterpolateOptions } from '../commands/interpolate.js';
import { exampleArrays } from '../data/exampleArrays.js';
import { type ChosenExamples, examplesFor, knownLabels, networksSeeLabels } from '../data/examplesFor.js';
import { numbersOf, rowsCsv } from '../data/rowsOut.js';
import { requireAbility } from '../model/requireAbility.js';
import { requireOneCondition } from '../model/requireOneCondition.js';
import { writeDrawing } from '../pictures/writeDrawing.js';
import { chooseRowsOut, writeRows } from '../pictures/writeRows.js';
import { openRun, type Run } from '../run/openRun.js';
import { UsageError } from '../usageError.js';
import { sayWritten } from './sayWritten.js';

type Corners = readonly [Float32Array, Float32Array, Float32Array, Float32Array];

/** The ways that were asked for, or four corners. */
function chosenPaths(
  { model }: Run,
  codes: Codes,
  { classes, examples, from }: ChosenExamples,
  options: InterpolateOptions,
): { readonly paths: readonly Path[]; readonly corners?: Corners; readonly label: number | undefined } {
  const rows = examples.x.shape[0]!;
  const { between, grid } = options;
  const wrong = between?.find((row) => row >= rows);
  if (wrong !== undefined)
    throw new UsageError(
      `--between has ${wrong} but ${from} has ${rows === 1 ? 'one example alone' : `${rows} examples; expected numbers from 0 to ${rows - 1}`}`,
    );
  const code = (row: number): Float32Array => codes.mean.slice(row * codes.width, (row + 1) * codes.width);
  const labelOf = (row: number): number | undefined => codes.labels?.[row];
  const paths =
    between === undefined
      ? pathsBetween(model, codes, { count: grid ? 2 : options.paths, classNames: classes })
      : Array.from({ length: between.length / 2 }, (_, i): Path => {
          const [start, end] = [between[2 * i]!, between[2 * i + 1]!];
          return { from: code(start), to: code(end), label: labelOf(start), name: `${start} → ${end}` };
        });
  const least = grid ? 2 : 1;
  if (paths.length < least)
    throw new UsageError(`${from} has ${rows} examples, too few for a way between two; name examples with --between`);
  const [first, second] = paths;
  return {
    paths,
    ...(grid ? { corners: [first!.from, first!.to, second!.from, second!.to] as const } : {}),
    label: first!.label,
  };
}

/** The ways as rows of CSV: the way, the step on it, and the example that its code gives. */
async function pathRows(run: Run, chosen: ReturnType<typeof chosenPaths>, options: InterpolateOptions): Promise<string> {
  const { model } = run;
  const { steps, method } = options;
  const { paths, corners, label } = chosen;
  const each = corners === undefined ? paths : [{ name: 'grid', label }];
  const perPath = corners === undefined ? steps : steps * steps;
  const labels = each.flatMap((path) => Array.from({ length: perPath }, () => path.label ?? 0));
  const made = tf.tidy(() => {
    const codes =
      corners === undefined
        ? tf.concat(paths.map(({ from, to }) => codesBetween(from, to, { steps, method })))
        : interpolateGrid(corners, { rows: steps, columns: steps, method });
    return decode(model, tf.reshape(codes, [labels.length, ...model.latent]), { labels });
  });
  return rowsCsv(run, await numbersOf(made), {
    lead: [
      { name: 'way', values: each.flatMap(({ name }) => Array.from({ length: perPath }, () => name)) },
      { name: 'step', values: labels.map((_, i) => i % perPath) },
    ],
    labels: model.decoder.inputShapes.length > 1 ? labels : undefined,
  });
}

/** Runs `vaekit interpolate`. */
export async function interpolate(options: InterpolateOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const run = await openRun(folder, options.backend, terminal);
  const { model, config } = run;
  const drawn = options.grid ? ['.png', '.svg'] : ['.png', '.svg', '.gif'];
  const out = chooseRowsOut({ ...options, run, name: 'interpolate', drawn: isImage(model.event) ? drawn : [] });
  requireAbility('encode', run);
  requireOneCondition('interpolate', run);
  const chosen = await examplesFor(run, options, terminal);
  const { x } = exampleArrays(chosen.examples, { seed: config.options.seed });
  const codes = await codesOf(model, { x, y: knownLabels(run, chosen, networksSeeLabels(run)) });
  const ways = chosenPaths(run, codes, chosen, options);
  const { steps, method, data, split } = options;
  const about = { ...(data === undefined ? { split } : { data }), steps, method };
  if (out === undefined || out.ending === '.csv') {
    await writeRows(terminal, out, await pathRows(run, ways, options), options.json, about);
    return 0;
  }
  const { paths, corners, label } = ways;
  const figure =
    corners === undefined
      ? await interpolationFigure(model, paths, { steps, frames: Math.max(steps, 24), method, examples: { x } })
      : await cornersFigure(model, corners, { steps, method, label });
  await writeDrawing(out, figure, options.scale);
  sayWritten(terminal, options.json, { file: out.path, ...about });
  return 0;
}
