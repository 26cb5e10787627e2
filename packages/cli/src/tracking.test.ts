import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolders } from './temporaryFolder.test-helper.js';
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
