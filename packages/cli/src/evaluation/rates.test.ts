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
  const { against, curve } = await rates.of(ours);
  const alone = await rates.of(theirs);
  expect(against).toMatchObject({ run: two, examples: 6, curve: alone.curve, encoder: alone.encoder });
  const least = alone.curve[0]!.rate;
  const most = alone.curve.at(-1)!.rate;
  const shared = curve.filter(({ rate }) => rate >= least && rate <= most);
  expect(against!.atEqualRate).toEqual(
    shared.map(({ rate, distortion }) => {
      const at = distortionAt(alone.curve, rate)!;
      return { rate, ours: distortion, theirs: at, difference: distortion - at };
    }),
  );
  expect(shared.length).toBeGreaterThan(0);
  for (const { run } of [ours, theirs]) run.model.dispose();
});
