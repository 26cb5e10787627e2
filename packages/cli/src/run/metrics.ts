import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileSafely } from '@vaekit/core/node';
import * as v from 'valibot';

/** The file of a run that has a line for every epoch. */
const METRICS_FILE = 'metrics.jsonl';

/** Means over a split, by name: `loss`, the terms (nats per example), and for class models shares of right answers. */
export type Scores = Readonly<Record<string, number>>;

/** A line of `metrics.jsonl`; `seconds` is the only value that may differ between two runs of one seed. */
export interface EpochMetrics {
  /** Counted from 1. */
  readonly epoch: number;
  /** Of the training data, while the epoch ran. */
  readonly training: Scores;
  readonly validation?: Scores;
  readonly seconds: number;
}

const numbers = v.record(v.string(), v.number());
const lineSchema = v.objectWithRest(
  { epoch: v.pipe(v.number(), v.integer()), validation: v.optional(numbers), seconds: v.number() },
  v.number(),
);

/** The flat form that is written: the training values beside the epoch. */
export function metricsRecord({ epoch, training, validation, seconds }: EpochMetrics): Record<string, unknown> {
  return { epoch, ...inOrder(training), ...(validation === undefined ? {} : { validation: inOrder(validation) }), seconds };
}

const usual = ['loss', 'reconstruction', 'kl'];

/** The usual terms first, the others by name, accuracies last: the same text whichever order they came in. */
function inOrder(values: Scores): Scores {
  const place = (name: string): number =>
    usual.includes(name) ? usual.indexOf(name) : name.toLowerCase().endsWith('accuracy') ? 9 : 5;
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1)));
}

/** Writes all lines; the file appears whole or stays as it was. */
export async function writeMetrics(folder: string, lines: readonly EpochMetrics[]): Promise<void> {
  await writeFileSafely(join(folder, METRICS_FILE), lines.map((line) => `${JSON.stringify(metricsRecord(line))}\n`).join(''));
}

/**
 * Reads the first `epochs` lines; all of them where their number is not given.
 *
 * @throws Error that names the file and the line when it is missing, damaged or too short
 */
export async function readMetrics(folder: string, epochs?: number): Promise<EpochMetrics[]> {
  const path = join(folder, METRICS_FILE);
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (!epochs) return '';
    throw new Error(`cannot read ${path}, which should have ${epochs} lines; restore it from a copy, or train again`, { cause });
  });
  const lines = content.split('\n').filter((line) => line !== '');
  if (epochs !== undefined && lines.length < epochs)
    throw new Error(`${path} is damaged (${lines.length} lines for ${epochs} epochs); restore it from a copy, or train again`);
  return lines.slice(0, epochs).map((line, index) => {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      value = undefined;
    }
    const result = v.safeParse(lineSchema, value);
    if (!result.success || result.output.epoch !== index + 1) {
      throw new Error(
        `${path} is damaged (line ${index + 1} is not the record of epoch ${index + 1}); restore it from a copy, or train again`,
      );
    }
    const { epoch, validation, seconds, ...training } = result.output as {
      epoch: number;
      validation?: Scores;
      seconds: number;
    } & Record<string, unknown>;
    return { epoch, training: training as Scores, ...(validation === undefined ? {} : { validation }), seconds };
  });
}
