// `node packages/runs/scripts/makeFixtures.mjs`: makes `packages/runs/fixtures` again, with the built packages: a small run as the command
// line writes it (without its pictures), the model of it as one file, and what both gave when they were made. A format that changes gets
// fixtures of its own beside these, so that what was written once is read for good.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { sample } from '@vaekit/core';
import { saveModel } from '@vaekit/core/node';
import { openRun, readRun } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
const bin = fileURLToPath(new URL('../../cli/bin/vaekit.mjs', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'vaekit-fixtures-'));
const run = join(work, 'run');
const options = ['--data', 'moons', '--limit', '40', '--hidden', '4', '--latent', '1', '--batch-size', '12', '--lr', '0.01'];
const vaekit = (...args) => execFileSync(process.execPath, [bin, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });

vaekit('train', ...options, '--epochs', '2', '--engine', 'eager', '--backend', 'cpu', '--out', run);
for (const name of ['report.html', 'pictures']) rmSync(join(run, name), { recursive: true });
rmSync(fixtures, { recursive: true, force: true });
cpSync(run, join(fixtures, 'moons'), { recursive: true });

await tf.setBackend('cpu');
const { model, config } = await openRun(folderRunStore(run));
await saveModel(join(fixtures, 'moons.safetensors'), model);
const samples = [...(await sample(model, { count: 3, seed: 5 }).data())];
vaekit('train', '--resume', run, '--epochs', '4');
const { metrics, result } = await readRun(folderRunStore(run));
const expected = { versions: config.versions, samples, metrics, result };
writeFileSync(join(fixtures, 'expected.json'), `${JSON.stringify(expected, undefined, 2)}\n`);
rmSync(work, { recursive: true });
