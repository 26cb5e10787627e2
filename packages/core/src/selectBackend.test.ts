import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, test } from 'vitest';
import { selectBackend } from './selectBackend.js';

afterEach(async () => {
  await tf.setBackend('cpu');
});

test('takes the WASM kernels where they are', async () => {
  expect(await selectBackend()).toBe('wasm');
  expect(tf.getBackend()).toBe('wasm');
});

test('goes down the list, and says of each why not when none is left', async () => {
  const wasm = () => Promise.reject(new Error('not installed'));
  expect(await selectBackend({ wasm })).toBe('cpu');
  expect(tf.getBackend()).toBe('cpu');
  await expect(selectBackend({ wasm, order: ['webgpu', 'wasm'] })).rejects.toThrow(
    'selectBackend: none of webgpu, wasm could be started (webgpu: not registered; wasm: not installed)',
  );
  await expect(selectBackend({ order: [] })).rejects.toThrow('selectBackend: none of no backends could be started');
});

test('hands on where the files are', async () => {
  const seen: unknown[] = [];
  const wasm = async () => ({ useWasm: async (options?: object) => void seen.push(options) });
  expect(await selectBackend({ wasm, wasmPaths: '/kernels/' })).toBe('wasm');
  expect(await selectBackend({ wasm })).toBe('wasm');
  expect(seen).toEqual([{ wasmPaths: '/kernels/' }, {}]);
});
