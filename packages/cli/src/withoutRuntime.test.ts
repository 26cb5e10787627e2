import { join } from 'node:path';
import { eager } from '@vaekit/core';
import { expect, it, vi } from 'vitest';
import { main } from './main.js';
import { temporaryFolders } from './temporaryFolder.test-helper.js';
import { recordingTerminal } from './terminal.test-helper.js';

vi.mock('@vaekit/onnx', async (original) => ({
  ...(await original<typeof import('@vaekit/onnx')>()),
  fastest: () => Promise.resolve(eager()),
}));

const temporary = temporaryFolders();

async function notesOf(...args: string[]): Promise<number> {
  const terminal = recordingTerminal();
  expect(await main(['train', ...args], terminal)).toBe(0);
  expect(terminal.text()).not.toContain('onnxruntime');
  return terminal.errors().split('npm install onnxruntime-node').length - 1;
}

it('without ONNX Runtime, a training says once what to install, unless it was asked to do without', async () => {
  const run = join(temporary(), 'run');
  const options = ['--data', 'moons', '--limit', '100', '--hidden', '8', '--latent', '2', '--epochs', '1'];
  expect(await notesOf(...options, '--out', run, '--json')).toBe(1);
  expect(await notesOf('--resume', run, '--epochs', '2')).toBe(0);
  expect(await notesOf(...options, '--engine', 'eager', '--out', join(temporary(), 'run'))).toBe(0);
});
