import { eager } from '@vaekit/core';
import { fastest, loadRuntime, RuntimeMissingError } from '@vaekit/onnx';
import { availableParallelism } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import { chooseEngine, engineOf } from './engine.js';

vi.mock(import('@vaekit/onnx'), { spy: true });

const threads = availableParallelism();

describe('chooseEngine', () => {
  it('takes what is asked for, and the fastest there is for auto', async () => {
    expect(await chooseEngine('auto')).toEqual({ name: 'compiled', threads });
    expect(await chooseEngine('compiled')).toEqual({ name: 'compiled', threads });
    expect(await chooseEngine('eager')).toEqual({ name: 'eager' });
  });

  it('without ONNX Runtime, takes the eager engine for auto and refuses the compiled one', async () => {
    vi.mocked(fastest).mockResolvedValueOnce(eager());
    expect(await chooseEngine('auto')).toEqual({ name: 'eager' });
    vi.mocked(loadRuntime).mockRejectedValueOnce(new RuntimeMissingError('compile: `onnxruntime-node` could not be loaded'));
    await expect(chooseEngine('compiled')).rejects.toThrow('compile: `onnxruntime-node` could not be loaded');
  });

  it('is written down so that the same engine can be made again', () => {
    expect(engineOf({ name: 'compiled', threads: 2 }).name).toBe('compiled');
    expect(engineOf({ name: 'eager' }).name).toBe('eager');
  });
});
