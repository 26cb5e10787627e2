import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { convDecoder, convEncoder } from './networks/convNetworks.js';
import { preflight } from './preflight.js';
import { tinyVae } from './tiny.test-helper.js';
import { trainable } from './trainable.js';
import { vae } from './vae.js';

const scalarModel = (term: (x: tf.Tensor, w: tf.Variable) => tf.Tensor): ReturnType<typeof trainable> => {
  const w = tf.variable(tf.scalar(0.5));
  return trainable({ variables: { w }, terms: ({ batch }) => ({ value: tf.sum(term(batch.x, w), 1) as tf.Tensor1D }) });
};
const shapes = { x: [2, 3] };

describe('preflight', () => {
  it('passes a model that trains, to second order, and leaves no tensor and no profiler behind', async () => {
    const model = tinyVae();
    const before = tf.memory().numTensors;
    const report = await preflight(model, { secondOrder: true });
    expect(report).toMatchObject({ ok: true, backend: 'cpu', problems: [] });
    expect(report.ops).toEqual([...report.ops].sort());
    expect(report.ops).toEqual(expect.arrayContaining(['Add', 'Exp', 'Sum']));
    expect(tf.memory().numTensors).toBe(before);
    expect((tf.engine() as unknown as { state: { profiling: boolean } }).state.profiling).toBe(false);
    model.dispose();
  });

  it('names an operation without a gradient, and leaves no tensor behind', async () => {
    const model = scalarModel((x, w) => tf.mul(tf.atan2(tf.mul(x, w), x), tf.cast(tf.topk(tf.mul(x, w), 1).values, 'float32')));
    const before = tf.memory().numTensors;
    const report = await preflight(model, { shapes });
    expect(report.ok).toBe(false);
    expect(report.problems).toHaveLength(1);
    expect(report.problems[0]).toMatchObject({ pass: 'gradient', op: 'TopK' });
    expect(report.problems[0]!.message).toContain(
      '`TopK` has no gradient; compute it from other operations, or put stopGradient',
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says where the second gradient ends', async () => {
    // The derivative of a gradient that does not depend on the weight.
    const linear = await preflight(
      scalarModel((x, w) => tf.mul(x, w)),
      { shapes, secondOrder: true },
    );
    expect(linear.problems.map(({ pass }) => pass)).toEqual(['second gradient']);
    expect(linear.problems[0]!.message).toContain('the gradient does not depend on the variables');
  });

  it('sees a loss that no variable reaches, and passes on what a forward pass throws', async () => {
    const cut = await preflight(
      scalarModel((x) => x),
      { shapes },
    );
    expect(cut.problems).toMatchObject([{ pass: 'gradient' }]);
    expect(cut.problems[0]!.message).toContain('the loss does not depend on any variable');
    const wrong = await preflight(
      scalarModel((x, w) => tf.matMul(x as tf.Tensor2D, tf.reshape(w, [1, 1]))),
      { shapes },
    );
    expect(wrong.problems).toMatchObject([{ pass: 'forward' }]);
    expect(wrong.problems[0]!.message).toContain('inner shapes');
  });

  it('asks for shapes where the model does not know them', async () => {
    await expect(preflight(scalarModel((x, w) => tf.mul(x, w)))).rejects.toThrow('preflight: the model does not say');
  });

  it('names a kernel that the backend does not have', async () => {
    const model = vae({
      encoder: convEncoder({ input: [8, 8, 1], latent: 2, filters: [3] }),
      decoder: convDecoder({ output: [8, 8, 1], latent: 2, filters: [3] }),
    });
    const kernel = tf.getKernel('Conv2DBackpropFilter', 'cpu');
    tf.unregisterKernel('Conv2DBackpropFilter', 'cpu');
    try {
      const { ok, problems } = await preflight(model);
      expect(ok).toBe(false);
      expect(problems).toMatchObject([{ pass: 'gradient', op: 'Conv2DBackpropFilter' }]);
      expect(problems[0]!.message).toBe(
        '`Conv2DBackpropFilter` is not there on the cpu backend; take another backend, or another layer',
      );
    } finally {
      tf.registerKernel(kernel);
    }
    expect((await preflight(model)).ok).toBe(true);
    model.dispose();
  });
});
