import { subset } from '@vaekit/datasets';
import type { ScoreOptions } from '../commands/score.js';
import { sampledRows } from '../data/sampledRows.js';
import { openRunData, type Run } from '../run/openRun.js';
import type { Terminal } from '../terminal.js';
import { scoresOf } from './scoresOf.js';

/** Rows that are scored for a threshold at most. */
const ENOUGH = 10_000;

/** Scores of normal examples, which thresholds come from. */
export interface NormalScores {
  readonly scores: Float32Array;
  /** The part of the run's data that they are of. */
  readonly part: 'train' | 'validation';
}

/**
 * Scores of the run's own normal examples: of its validation part where it has one, else of what it was trained on. Where the run's data are gone, that is said on
 * stderr, and there are none.
 */
export async function normalScores(
  run: Run,
  anomalous: ReadonlySet<number>,
  options: Pick<ScoreOptions, 'data' | 'data-dir' | 'samples' | 'seed'>,
  { err }: Terminal,
): Promise<NormalScores | undefined> {
  const data = await openRunData(run, options['data-dir']).catch((error: unknown) => {
    err.line(`no threshold, which needs the examples of the run: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  });
  if (data === undefined) return undefined;
  const part = data.validation === undefined ? 'train' : 'validation';
  const examples = data[part]!;
  const rows = Array.from({ length: examples.x.shape[0]! }, (_, row) => row).filter(
    (row) => examples.y === undefined || !anomalous.has(examples.y.data[row]!),
  );
  if (rows.length === 0) return undefined;
  const some = Array.from(sampledRows(rows.length, ENOUGH, options.seed), (place) => rows[place]!);
  const chosen = { examples: subset(examples, some), classes: data.classes ?? [], from: `the ${part} split` };
  const { score } = await scoresOf(run, chosen, options);
  return { scores: score, part };
}
