import * as v from 'valibot';
import { fromJson, type JsonNumber, toJson } from './jsonNumbers.js';
import { damaged, RunDamage } from './runDamage.js';
import { placeOf, readText, type RunStore } from './runStore.js';
import { sha256 } from './sealed.js';

/** The file of a run that has a line for every epoch. */
export const METRICS_FILE = 'metrics.jsonl';

/** Means over a split, by name: `loss`, the terms (nats per example), and for class models fractions of right answers. */
export type Scores = Readonly<Record<string, number>>;

/** What is kept of an epoch; `seconds` is the only value that may differ between two runs of one seed. */
export interface EpochMetrics {
  /** Counted from 1. */
  readonly epoch: number;
  /** Of the training data, while the epoch ran. */
  readonly training: Scores;
  readonly validation?: Scores;
  readonly seconds: number;
}

const number = v.union([v.number(), v.picklist(['NaN', 'Infinity', '-Infinity'])]);
const lineSchema = v.objectWithRest(
  { epoch: v.pipe(v.number(), v.integer()), validation: v.optional(v.record(v.string(), number)), seconds: v.number() },
  number,
);

/** The flat form of a line: the training values next to the epoch. */
export function metricsRecord({ epoch, training, validation, seconds }: EpochMetrics): Record<string, unknown> {
  const values = (scores: Scores): Record<string, JsonNumber> => toJson(inOrder(scores));
  return { epoch, ...values(training), ...(validation === undefined ? {} : { validation: values(validation) }), seconds };
}

const usual = ['loss', 'reconstruction', 'kl'];

/** The usual terms first, the others by name, accuracies last: the same text whichever order they came in. */
export function inOrder(values: Scores): Scores {
  const place = (name: string): number =>
    usual.includes(name) ? usual.indexOf(name) : name.toLowerCase().endsWith('accuracy') ? 9 : 5;
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1)));
}

/** What `fit` logs of an epoch (counted from 0), as a line; `more` are scores of the validation part that `fit` does not know. */
export function epochMetrics(epoch: number, logs: Scores, seconds: number, more: Scores = {}): EpochMetrics {
  const held = Object.entries(logs).filter(([name]) => name.startsWith('val_'));
  const training = Object.fromEntries(Object.entries(logs).filter(([name]) => !name.startsWith('val_')));
  const validation = { ...Object.fromEntries(held.map(([name, value]) => [name.slice(4), value])), ...more };
  return { epoch: epoch + 1, training, ...(held.length === 0 ? {} : { validation }), seconds: Number(seconds.toFixed(3)) };
}

/** `seal_n = SHA-256(seal_{n−1} ‖ JSON of line n without seconds and seal)`: wall times are left out, since they alone may differ. */
const sealOf = (former: string, { seconds: _, ...record }: Readonly<Record<string, unknown>>): Promise<string> =>
  sha256(former + JSON.stringify(record));

/** Lines of the file, each sealed with its predecessors; `seal` is that of the line before the first. */
export async function metricsText(
  lines: readonly EpochMetrics[],
  seal: string,
): Promise<{ readonly text: string; readonly seal: string }> {
  let text = '';
  for (const line of lines) {
    const record = metricsRecord(line);
    seal = await sealOf(seal, record);
    text += `${JSON.stringify({ ...record, seal })}\n`;
  }
  return { text, seal };
}

/** The metrics of a run, and what there is to say about the file. */
export interface ReadMetrics {
  readonly metrics: readonly EpochMetrics[];
  readonly warnings: readonly string[];
}

/**
 * Reads the first `epochs` lines; all of them where their number is not given. A last line that was cut off by a crash is left out.
 *
 * @throws RunDamage that names the file when it is missing or too short, or a line is not what was written
 */
export async function readMetrics(store: RunStore, epochs?: number): Promise<ReadMetrics> {
  const place = placeOf(store, METRICS_FILE);
  const content = await readText(store, METRICS_FILE);
  if (content === undefined && epochs) {
    throw new RunDamage(`cannot read ${place}, which should have ${epochs} lines; restore it from a copy, or train again`);
  }
  const lines = (content ?? '').split('\n');
  const cut = lines.pop();
  const metrics: EpochMetrics[] = [];
  const warnings: string[] = [];
  let seal = '';
  for (const text of lines.slice(0, epochs)) {
    const line = await readLine(text, seal, metrics.length + 1);
    if (line === undefined) {
      return damaged(place, `line ${metrics.length + 1} is not the line written for epoch ${metrics.length + 1}`);
    }
    metrics.push(line.metrics);
    seal = line.seal;
  }
  if (cut !== undefined && cut !== '' && (epochs === undefined || metrics.length < epochs)) {
    // An editor that took the line feed away took nothing else.
    const line = await readLine(cut, seal, metrics.length + 1);
    if (line !== undefined) metrics.push(line.metrics);
    else warnings.push(`${place}: the last line is incomplete and was ignored`);
  }
  if (epochs !== undefined && metrics.length < epochs) damaged(place, `${metrics.length} lines for ${epochs} epochs`);
  return { metrics, warnings };
}

async function readLine(
  text: string,
  former: string,
  expected: number,
): Promise<{ readonly metrics: EpochMetrics; readonly seal: string } | undefined> {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const { seal, ...values } = record ?? {};
  if (typeof seal !== 'string' || JSON.stringify(record) !== text || seal !== (await sealOf(former, values))) return undefined;
  const result = v.safeParse(lineSchema, values);
  if (!result.success || result.output.epoch !== expected) return undefined;
  const { epoch, validation, seconds, ...training } = values as unknown as {
    epoch: number;
    validation?: Record<string, JsonNumber>;
    seconds: number;
  } & Record<string, JsonNumber>;
  return {
    metrics: {
      epoch,
      training: fromJson(training),
      ...(validation === undefined ? {} : { validation: fromJson(validation) }),
      seconds,
    },
    seal,
  };
}
