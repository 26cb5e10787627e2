import { unlikeIn } from '@vaekit/pictures';
import { isOfFiles } from '../commands/dataOptions.js';
import type { Run } from '../run/openRun.js';

/**
 * What of two runs makes the distortions of one no distortions of the other, on the very same examples: another p(x|z) of other values, to the last digit of a
 * scale, or examples that one was trained on. `undefined` where they compare.
 */
export function unlikeRuns(a: Run['config'], b: Run['config']): string | undefined {
  const { data: one, options: ours } = a;
  const { data: other, options: theirs } = b;
  const exactly: Readonly<Record<string, readonly [unknown, unknown]>> = {
    '--test-fraction': [ours['test-fraction'], theirs['test-fraction']],
    // It chooses the test part of files: with another one, the other run may have been trained on these examples.
    '--seed': isOfFiles(ours.data) ? [ours.seed, theirs.seed] : [0, 0],
    'the encoding of the table': [one.encoding, other.encoding],
    'the scale of the numbers': [one.scaling, other.scaling],
  };
  return (
    unlikeIn(a, b) ?? Object.entries(exactly).find(([, [left, right]]) => JSON.stringify(left) !== JSON.stringify(right))?.[0]
  );
}
