import { isOfFiles } from '../commands/dataOptions.js';
import type { Run } from '../run/openRun.js';

/** What of two runs makes the distortions of one no distortions of the other: another p(x|z) of other values. `undefined` where they compare. */
export function unlikeRuns(
  { data: a, options: ours }: Run['config'],
  { data: b, options: theirs }: Run['config'],
): string | undefined {
  const parts: Readonly<Record<string, readonly [unknown, unknown]>> = {
    'the data': [a.sha256, b.sha256],
    'the shape of an example': [a.shape, b.shape],
    '--fit': [ours.fit, theirs.fit],
    '--binarize': [ours.binarize, theirs.binarize],
    '--likelihood': [ours.likelihood, theirs.likelihood],
    '--condition': [ours.condition, theirs.condition],
    '--test-fraction': [ours['test-fraction'], theirs['test-fraction']],
    'the encoding of the table': [a.encoding, b.encoding],
    'the scale of the numbers': [a.scaling, b.scaling],
    // It chooses the test part of files: with another one, the other run may have been trained on these examples.
    '--seed': isOfFiles(ours.data) ? [ours.seed, theirs.seed] : [0, 0],
  };
  return Object.entries(parts).find(([, [one, other]]) => JSON.stringify(one) !== JSON.stringify(other))?.[0];
}
