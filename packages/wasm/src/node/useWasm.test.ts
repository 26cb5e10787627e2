import * as tf from '@tensorflow/tfjs';
import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { beforeEach, describe, expect, it } from 'vitest';
import { useWasm } from './useWasm.js';

const listeners = (): unknown[] =>
  ['uncaughtException', 'unhandledRejection'].map((event) => process.rawListeners(event as 'exit'));

// One backend serves all tests of the file, from before it starts to after.
describe('useWasm', () => {
  beforeEach(async () => {
    await tf.setBackend('cpu');
  });

  it('refuses a number of threads that is none', async () => {
    for (const threads of [0, -1, 1.5, Number.NaN]) {
      await expect(useWasm({ threads })).rejects.toThrow(`useWasm: \`threads\` must be a positive whole number, not ${threads}`);
    }
    expect(tf.getBackend()).toBe('cpu');
  });

  it('names a missing binary and starts nothing, so that the right folder can be given afterward', async () => {
    await expect(useWasm({ wasmPaths: 'no-such-folder' })).rejects.toThrow(
      /useWasm: there is no no-such-folder.tfjs-backend-wasm\.wasm, .*`wasmPaths` must be the folder/,
    );
    await expect(useWasm({ wasmPaths: { 'tfjs-backend-wasm.wasm': 'renamed.wasm' } })).rejects.toThrow(
      'there is no renamed.wasm',
    );
    await expect(useWasm({ wasmPaths: {} })).rejects.toThrow(/useWasm: .*A map needs all of tfjs-backend-wasm\.wasm, /);
    expect(tf.getBackend()).toBe('cpu');
    expect('wasm' in tf.engine().registry).toBe(false);
  });

  it('starts the backend, and leaves neither handlers nor anything that keeps the process alive', async () => {
    const before = listeners();
    const resources = process.getActiveResourcesInfo().length;
    await useWasm({ threads: 2 });
    expect(tf.getBackend()).toBe('wasm');
    expect(listeners()).toEqual(before);
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(resources);
    const product = tf.matMul(tf.ones([40, 50]), tf.ones([60, 50]), false, true);
    expect([...new Set(product.dataSync())]).toEqual([50]);
  });

  it('keeps a backend that runs, and says so when other threads are asked for', async () => {
    await useWasm();
    await useWasm({ threads: 2 });
    const backend = tf.backend();
    await useWasm({ threads: getThreadsCount(), wasmPaths: 'no-such-folder' });
    expect(tf.backend()).toBe(backend);
    await expect(useWasm({ threads: getThreadsCount() + 2 })).rejects.toThrow(
      /useWasm: `threads` is \d+ but the backend runs on \d+/,
    );
  });
});
