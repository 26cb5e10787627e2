import * as tf from '@tensorflow/tfjs';
import { adam, fit, trainable } from '@vaekit/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { compiled } from './compiled.js';
import { fastest } from './fastest.js';
import { loadRuntime, RuntimeMissingError } from './run/runtime.js';

vi.mock(import('./compiled.js'), { spy: true });
vi.mock(import('./run/runtime.js'), { spy: true });
afterEach(() => vi.clearAllMocks());

/** What an engine makes of a line through four points: the mean of (w·x − 1)² after each of three epochs. */
async function lossWith(engine: Awaited<ReturnType<typeof fastest>>): Promise<readonly number[]> {
  const weight = tf.variable(tf.zeros([1]));
  const model = trainable({
    variables: { weight },
    terms: ({ batch }) => ({ error: tf.sum(tf.square(tf.sub(tf.mul(batch.x, weight), 1)), 1) as tf.Tensor1D }),
  });
  const data = { data: Float32Array.of(1, 2, 3, 4), shape: [4, 1] };
  const { history } = await fit(model, data, { epochs: 3, batchSize: 4, optimizer: adam({ learningRate: 0.1 }), engine });
  weight.dispose();
  return history['loss']!;
}

describe('fastest', () => {
  it('is the compiled engine where ONNX Runtime is installed, with the threads it is given', async () => {
    const engine = await fastest({ threads: 1 });
    expect(engine.name).toBe('compiled');
    expect(vi.mocked(compiled).mock.calls).toEqual([[{ threads: 1 }]]);
    expect(await lossWith(engine)).toEqual(await lossWith(compiled({ threads: 1 })));
  });

  it('chooses the threads itself unless told', async () => {
    expect((await fastest()).name).toBe('compiled');
    expect(vi.mocked(compiled).mock.calls).toEqual([[{ threads: 'auto' }]]);
  });

  it('is the eager engine where it is not, and that trains', async () => {
    const losses = await lossWith(await fastest({ threads: 1 }));
    vi.mocked(loadRuntime).mockRejectedValueOnce(new RuntimeMissingError('not here'));
    vi.mocked(compiled).mockClear();
    const engine = await fastest({ threads: 1 });
    expect(engine.name).toBe('eager');
    expect(compiled).not.toHaveBeenCalled();
    // w = 0 before the first step: (0 − 1)² for each point.
    const [first, ...rest] = await lossWith(engine);
    expect(first).toBe(1);
    for (const [epoch, loss] of rest.entries()) expect(loss).toBeCloseTo(losses[epoch + 1]!, 5);
  });

  it('hides no other failure', async () => {
    vi.mocked(loadRuntime).mockRejectedValueOnce(new TypeError('broken'));
    await expect(fastest()).rejects.toThrow(new TypeError('broken'));
  });
});
