import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The exact point that a run is at: every file of its current checkpoint. */
function checkpointOf(run: string): RunFacts['checkpoint'] {
  const { current } = JSON.parse(readFileSync(join(run, 'checkpoints', 'current.json'), 'utf8')) as { current: string };
  const folder = join(run, 'checkpoints', current);
  const hash = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  // A checkpoint whose step was saved twice has a number behind its name.
  return {
    current: current.replace(/^(step-\d+)-\d+$/, '$1'),
    files: readdirSync(folder).map((name) => [name, hash(name)] as const),
  };
}

/** What is the same, text by text, in two runs of one seed. */
export interface RunFacts {
  readonly files: readonly string[];
  readonly config: string;
  readonly result: string;
  readonly metrics: string;
  readonly checkpoint: { readonly current: string; readonly files: readonly (readonly [name: string, sha256: string])[] };
}

/** All that two runs of one seed have in common. */
export const runFacts = (run: string): RunFacts => ({
  files: readdirSync(run).sort(),
  config: readFileSync(join(run, 'config.json'), 'utf8'),
  result: readFileSync(join(run, 'result.json'), 'utf8'),
  metrics: readFileSync(join(run, 'metrics.jsonl'), 'utf8').replaceAll(/"seconds":[\d.]+/g, ''),
  checkpoint: checkpointOf(run),
});
