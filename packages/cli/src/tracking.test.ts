import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { main } from './main.js';
import { temporaryFolders } from './temporaryFolder.test-helper.js';
import { outputTo } from './terminal.js';
import { recordingTerminal } from './terminal.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

const temporary = temporaryFolders();
const points = ['--data', 'moons', '--limit', '40', '--hidden', '8', '--latent', '2'];
const count = (text: string, word: string): number => text.split(word).length - 1;

async function train(...args: readonly string[]): Promise<void> {
  expect(await vaekit('train', ...args)).toMatchObject({ code: 0 });
}

it('follows a training for TensorBoard, and one that goes on: every epoch once, the test scores at the end', async () => {
  const run = join(temporary(), 'run');
  const events = (): string => readFileSync(join(run, 'events.out.tfevents.0.vaekit'), 'latin1');
  await train(...points, '--epochs', '2', '--tracker', 'tensorboard', '--out', run);
  expect(count(events(), 'loss/training')).toBe(2);
  expect(count(events(), 'loss/validation')).toBe(2);
  expect(count(events(), 'loss/test')).toBe(1);
  expect(events()).toContain('| hidden | 8 |');
  // A part of an epoch that a killed process had not written to its end.
  writeFileSync(join(run, 'events.out.tfevents.0.vaekit'), Buffer.from(events().slice(0, -20), 'latin1'));
  await train('--resume', run, '--epochs', '3', '--tracker', 'tensorboard');
  expect(count(events(), 'loss/training')).toBe(3);
  expect(count(events(), 'loss/test')).toBe(1);
  // Epochs that were trained without it are told later.
  await train('--resume', run, '--epochs', '4');
  await train('--resume', run, '--epochs', '5', '--tracker', 'tensorboard');
  expect(count(events(), 'loss/training')).toBe(5);
  expect(readFileSync(join(run, 'config.json'), 'utf8')).not.toContain('tensorboard');
});

it('follows nothing unless asked, and refuses a program that it does not know', async () => {
  const run = join(temporary(), 'run');
  await train(...points, '--epochs', '1', '--out', run);
  expect(existsSync(join(run, 'events.out.tfevents.0.vaekit'))).toBe(false);
  const { code, err } = await vaekit('train', ...points, '--tracker', 'wandb');
  expect(code).toBe(2);
  expect(err).toContain('--tracker is wandb; expected one of tensorboard');
});

/** Trains until this text is printed, from when on the event file cannot be written: a folder is in its place. */
async function trainUntil(text: string, run: string, args: readonly string[]): Promise<string> {
  const terminal = recordingTerminal();
  const events = join(run, 'events.out.tfevents.0.vaekit');
  const out = outputTo(
    (line) => {
      if (!line.includes(text)) return;
      rmSync(events);
      mkdirSync(events);
    },
    { isTerminal: false, columns: 80 },
  );
  expect(await main(['train', ...args, '--tracker', 'tensorboard', '--json'], { ...terminal, out })).toBe(1);
  rmSync(events, { recursive: true });
  return terminal.errors();
}

it.each([
  ['an epoch is kept before the tracker is told of it', '"event":"epoch","epoch":1,', 2],
  ['a run has no result before the tracker is told of its end', '"event":"epoch","epoch":3,', 3],
])('%s', async (_, text, kept) => {
  const run = join(temporary(), 'run');
  const files = (name: string): string => readFileSync(join(run, name), 'latin1');
  expect(await trainUntil(text, run, [...points, '--epochs', '3', '--out', run])).toContain('events.out.tfevents');
  expect(count(files('metrics.jsonl'), '"epoch":')).toBe(kept);
  expect(existsSync(join(run, 'result.json'))).toBe(false);
  // Who goes on tells the tracker what it lacks, and ends the run.
  await train('--resume', run, '--tracker', 'tensorboard');
  expect(count(files('events.out.tfevents.0.vaekit'), 'loss/training')).toBe(3);
  expect(count(files('events.out.tfevents.0.vaekit'), 'loss/test')).toBe(1);
  expect(existsSync(join(run, 'result.json'))).toBe(true);
});
