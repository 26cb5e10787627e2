import { join } from 'node:path';
import { distortionAt } from '@vaekit/metrics';
import { expect, it } from 'vitest';
import { openRunData } from '../run/openRun.js';
import { loadRun, quickRun } from '../quickRun.test-helper.js';
import { temporaryFolders } from '../temporaryFolder.test-helper.js';
import { recordingTerminal } from '../terminal.test-helper.js';
import type { Asked } from './asked.js';
import { workLine } from './workLine.js';
import { rates } from './rates.js';
import { take } from '@vaekit/datasets';

const temporary = temporaryFolders();

async function asked(folder: string, against: string | undefined): Promise<Asked> {
  const run = await loadRun(folder);
  const examples = take((await openRunData(run, undefined)).test, 6);
  const options = { against, backend: 'cpu', 'data-dir': undefined, seed: 0 } as const;
  return { run, examples, options, terminal: recordingTerminal(), work: workLine(recordingTerminal().err) };
}

it('compares two runs on the same examples, at the rates of the first that the second has too', async () => {
  const base = temporary();
  const [one, two] = [join(base, 'one'), join(base, 'two')];
  const points = ['--data', 'moons', '--limit', '200', '--hidden', '8', '--epochs', '4', '--latent', '2', '--model', 'vae'];
  await quickRun(one, [...points, '--batch-size', '20']);
  await quickRun(two, [...points, '--batch-size', '20', '--seed', '1']);
  const [ours, theirs] = [await asked(one, two), await asked(two, undefined)];
  const { against, curve, ...others } = await rates.of(ours);
  const alone = await rates.of(theirs);
  expect(against).toMatchObject({ run: two, examples: 6, curve: alone.curve, encoder: alone.encoder });
  // --json has no values of single examples.
  expect(Object.keys(others).sort()).toEqual(['encoder', 'examples']);
  expect(against).not.toHaveProperty('values');
  const least = alone.curve[0]!.rate;
  const most = alone.curve.at(-1)!.rate;
  const shared = curve.filter(({ rate }) => rate >= least && rate <= most);
  expect(
    against!.atEqualRate.map(({ rate, ours: own, theirs: other, difference }) => ({ rate, own, other, mean: difference.mean })),
  ).toEqual(
    shared.map(({ rate, distortion }) => {
      const at = distortionAt(alone.curve, rate)!;
      return { rate, own: distortion, other: at, mean: distortion - at };
    }),
  );
  expect(shared.length).toBeGreaterThan(0);
  for (const { difference } of against!.atEqualRate) expect(difference.low).toBeLessThan(difference.high);
  for (const { run } of [ours, theirs]) run.model.dispose();
});

it.each([
  [-1.2, -1.6, -0.8, 'better by 1.20, 0.80 to 1.60'],
  [1.2, 0.8, 1.6, 'worse by 1.20, 0.80 to 1.60'],
  [-0.2, -0.6, 0.2, 'not told apart, -0.60 to 0.20'],
  [0.001, -0.003, 0.004, 'equal'],
  [0.001, -0.2, 0.202, 'not told apart, -0.20 to 0.20'],
])('tells a difference of %d, from %d to %d, as %s', (mean, low, high, text) => {
  const point = { rate: 2, distortion: 5 };
  const curve = { encoder: point, curve: [{ ...point, beta: 1 }], examples: 9 };
  const atEqualRate = [{ rate: 2, ours: 5, theirs: 5 - mean, difference: { mean, low, high } }];
  const lines = rates.text({ ...curve, against: { ...curve, run: 'other', atEqualRate } });
  expect(lines.slice(-2)).toEqual([
    'at equal rate, beside other, with 95 % intervals over the examples:',
    `  rate 2.00: distortion 5.00, theirs ${(5 - mean).toFixed(2)} (${text})`,
  ]);
});
