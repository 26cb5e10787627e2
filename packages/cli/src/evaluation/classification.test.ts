import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { subset } from '@vaekit/datasets';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadRun, quickRun } from '../quickRun.test-helper.js';
import { openRunData } from '../run/openRun.js';
import { recordingTerminal } from '../terminal.test-helper.js';
import { classification } from './classification.js';
import { answerFacts } from './trust.js';
import { workLine } from './workLine.js';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vaekit-classification-'));
  const little = ['--hidden', '8', '--epochs', '1', '--batch-size', '50', '--latent', '1', '--limit', '100'];
  await quickRun(folder, ['--data', 'moons', '--model', 'class-mean-cvae', ...little]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('puts answers beside what always saying the most frequent class comes to', async () => {
  const run = await loadRun(folder);
  const { test } = await openRunData(run, undefined);
  const of = (label: number) => [...test.y!.data].flatMap((each, row) => (each === label ? [row] : []));
  // 19 of class 1 and one of class 0.
  const examples = subset(test, Int32Array.from([...of(0).slice(0, 1), ...of(1).slice(0, 19)]));
  const options = { against: undefined, backend: 'cpu', 'data-dir': undefined, seed: 0 } as const;
  const terminal = recordingTerminal();
  const found = await classification.of({ run, examples, options, terminal, work: workLine(terminal.err) });
  expect(found.mostFrequent).toBe(0.95);
  expect(answerFacts({ ...found, accuracy: { mean: 0.9, low: 0.7, high: 0.97 } })[0]).toEqual({
    name: 'right answers',
    value: '90.0 %',
    meaning:
      'of the classes of held-out examples, 70.0 % to 97.0 % with 95 % confidence; always saying the most frequent class is right in 95.0 %',
  });
  run.model.dispose();
});
