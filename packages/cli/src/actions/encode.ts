import { jsonText } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { encode as encodeExamples } from '@vaekit/core';
import { type Codes, codesOf } from '@vaekit/pictures';
import type { CommandContext } from '../command.js';
import type { EncodeOptions } from '../commands/encode.js';
import { exampleArrays } from '../data/exampleArrays.js';
import { type ChosenExamples, className, examplesFor, knownLabels, leadOf } from '../data/examplesFor.js';
import { engineHere } from '../model/engine.js';
import { requireAbility } from '../model/requireAbility.js';
import { csv } from '../pictures/csv.js';
import { chooseOut, writeOut } from '../pictures/writeDrawing.js';
import { openRun } from '../run/openRun.js';
import { codesNpy, codesNpz } from '../scoring/codeArrays.js';
import { UsageError } from '../usageError.js';
import { sayWritten } from './sayWritten.js';

const part = (values: Float32Array, width: number, row: number): number[] => [...values.subarray(row * width, (row + 1) * width)];

/** A JSON object for each example. */
function jsonLines({ examples, classes }: ChosenExamples, { mean, logVar, width }: Codes): string {
  const { ids, y, x } = examples;
  return Array.from({ length: x.shape[0]! }, (_, row) => {
    const record = {
      index: row,
      ...(ids === undefined ? {} : { ids: Object.fromEntries(ids.map(({ name, values }) => [name, values[row]])) }),
      ...(y === undefined ? {} : { label: className(classes, y.data[row]!) }),
      code: part(mean, width, row),
      ...(logVar === undefined ? {} : { logVar: part(logVar, width, row) }),
    };
    return `${jsonText(record)}\n`;
  }).join('');
}

/** A row for each example. */
function table(chosen: ChosenExamples, { mean, logVar, width }: Codes): string {
  const lead = leadOf(chosen);
  const names = (prefix: string): string[] => Array.from({ length: width }, (_, i) => `${prefix}${i}`);
  return csv(
    [...lead.columns, ...names('z'), ...(logVar === undefined ? [] : names('logVar'))],
    Array.from({ length: mean.length / width }, (_, row) => [
      ...lead.cells(row),
      ...part(mean, width, row),
      ...(logVar === undefined ? [] : part(logVar, width, row)),
    ]),
  );
}

/** What a file with this ending holds. */
function contentOf(ending: string, chosen: ChosenExamples, found: Codes, latent: readonly number[]): Uint8Array | string {
  if (ending === '.npy') return codesNpy(found, latent);
  if (ending === '.npz') return codesNpz(chosen, found, latent);
  return ending === '.jsonl' || ending === '.json' ? jsonLines(chosen, found) : table(chosen, found);
}

/** Runs `vaekit encode`. */
export async function encode(options: EncodeOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  if (options.seed !== undefined && options.variance)
    throw new UsageError('--variance works with the mean of q(z|x), not with the draw that --seed asks for');
  const out =
    options.out === undefined
      ? undefined
      : chooseOut({
          ...options,
          run: folder,
          name: 'codes',
          endings: options.json ? ['.jsonl', '.json'] : ['.csv', '.npy', '.npz'],
        });
  if (options.variance && out?.ending === '.npy')
    throw new UsageError(`--out ${out.path} holds one array, but --variance gives a second; use .npz or .csv`);
  const run = await openRun(folder, options.backend, terminal);
  requireAbility('encode', run);
  const chosen = await examplesFor(run, options, terminal);
  const { x, condition } = exampleArrays(chosen.examples, { seed: run.config.options.seed });
  const y = knownLabels(run, chosen, run.model.encoder.inputShapes.length > 1);
  const { logVar, ...codes } = await codesOf(run.model, { x, y, condition }, await engineHere(run.config.engine));
  if (options.variance && logVar === undefined)
    throw new Error(`--variance needs a q(z|x) that is a diagonal normal, but ${folder} has a different one; leave it out`);
  let { mean } = codes;
  if (options.seed !== undefined) {
    const input = tf.tensor(x.data, [...x.shape]);
    const drawn = encodeExamples(run.model, input, { labels: condition?.data ?? y, draw: true, seed: options.seed });
    mean = Float32Array.from(await drawn.data());
    tf.dispose([input, drawn]);
  }
  const found: Codes = { ...codes, mean, ...(options.variance && logVar !== undefined ? { logVar } : {}) };
  if (out === undefined) {
    terminal.out.data(options.json ? jsonLines(chosen, found) : table(chosen, found));
    return 0;
  }
  await writeOut(out.path, contentOf(out.ending, chosen, found, run.model.latent));
  sayWritten(terminal, false, { file: out.path });
  return 0;
}
