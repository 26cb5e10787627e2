import type { CommandContext } from '../command.js';
import type { EncodeOptions } from '../commands/encode.js';
import * as tf from '@tensorflow/tfjs';
import { encode as encodeExamples } from '@vaekit/core';
import { codesOf } from '@vaekit/pictures';
import { requireAbility } from '../model/requireAbility.js';
import { chooseOut, csv, writeOut } from '../pictures/writeDrawing.js';
import { openRun, openRunData, splitArrays } from '../run/openRun.js';
import { UsageError } from '../usageError.js';
import { sayWritten } from './sayWritten.js';

/** Runs `vaekit encode`. */
export async function encode(options: EncodeOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  if (options.seed !== undefined && options.variance)
    throw new UsageError('--variance works with the mean of q(z|x), not with the draw that --seed asks for');
  const out =
    options.out === undefined
      ? undefined
      : chooseOut({ ...options, run: folder, name: 'codes', endings: options.json ? ['.jsonl', '.json'] : ['.csv'] });
  const run = await openRun(folder, options.backend, terminal);
  requireAbility('encode', run);
  const data = await openRunData(run, options['data-dir']);
  const examples = splitArrays(data, options.split, { count: options.count, seed: run.config.options.seed });
  const codes = await codesOf(run.model, examples);
  const { width } = codes;
  let { mean } = codes;
  const logVar = options.variance ? codes.logVar : undefined;
  if (options.variance && logVar === undefined)
    throw new Error(`--variance needs a q(z|x) that is a diagonal normal, but ${folder} has a different one; leave it out`);
  if (options.seed !== undefined) {
    const input = tf.tensor(examples.x.data, [...examples.x.shape]);
    const drawn = encodeExamples(run.model, input, { labels: examples.y, draw: true, seed: options.seed });
    mean = Float32Array.from(await drawn.data());
    tf.dispose([input, drawn]);
  }
  const rows = examples.x.shape[0]!;
  const part = (values: Float32Array, row: number): number[] => [...values.subarray(row * width, (row + 1) * width)];
  const names = (prefix: string): string[] => Array.from({ length: width }, (_, i) => `${prefix}${i}`);
  const label = (row: number): number[] => (examples.y === undefined ? [] : [examples.y[row]!]);
  const content = options.json
    ? Array.from({ length: rows }, (_, row) => {
        const record = {
          index: row,
          ...(examples.y === undefined ? {} : { label: examples.y[row] }),
          code: part(mean, row),
          ...(logVar === undefined ? {} : { logVar: part(logVar, row) }),
        };
        return `${JSON.stringify(record)}\n`;
      }).join('')
    : csv(
        [
          'index',
          ...(examples.y === undefined ? [] : ['label']),
          ...names('z'),
          ...(logVar === undefined ? [] : names('logVar')),
        ],
        Array.from({ length: rows }, (_, row) => [
          row,
          ...label(row),
          ...part(mean, row),
          ...(logVar === undefined ? [] : part(logVar, row)),
        ]),
      );
  if (out === undefined) {
    terminal.out.write(content);
    return 0;
  }
  await writeOut(out.path, content);
  sayWritten(terminal, false, { file: out.path });
  return 0;
}
