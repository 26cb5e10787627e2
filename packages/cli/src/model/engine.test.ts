import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { chooseEngine, engineOf, slowEngineNote } from './engine.js';

const threads = availableParallelism();

describe('chooseEngine', () => {
  it('takes what is asked for, and the fastest there is for auto', async () => {
    expect(await chooseEngine('auto')).toEqual({ name: 'compiled', threads });
    expect(await chooseEngine('compiled')).toEqual({ name: 'compiled', threads });
    expect(await chooseEngine('eager')).toEqual({ name: 'eager' });
  });

  it('says what to install where `auto` has found nothing faster, and only there', () => {
    expect(slowEngineNote('auto', { name: 'eager' })).toContain('ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node');
    expect(slowEngineNote('eager', { name: 'eager' })).toBeUndefined();
    expect(slowEngineNote('auto', { name: 'compiled', threads })).toBeUndefined();
  });

  it('is written down so that the same engine can be made again', () => {
    expect(engineOf({ name: 'compiled', threads: 2 }).name).toBe('compiled');
    expect(engineOf({ name: 'eager' }).name).toBe('eager');
  });
});
