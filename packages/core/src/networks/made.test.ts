import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../random/randomStream.js';
import { made, type MadeRequest } from './made.js';

beforeAll(() => tf.setBackend('cpu'));

const normal = (seed: number, shape: [number, number]): tf.Tensor2D =>
  tf.tensor2d(randomStream(seed).fillNormal(new Float32Array(shape[0] * shape[1])), shape);

const request: MadeRequest = { name: 'net', size: 5, hidden: [11, 7], outputs: ['a', 'b'], seed: 3 };

describe.each([
  ['forward', {}],
  ['backward', { order: 'backward' }],
  ['forward with a context', { context: 2 }],
  ['backward with a context', { order: 'backward', context: 2 }],
  ['forward, fewer units than inputs', { hidden: [3], size: 6 }],
  ['one number with a context', { size: 1, context: 2 }],
] as const)('%s', (_, more) => {
  const asked: MadeRequest = { ...request, ...more };
  const { size, order = 'forward', context = 0 } = asked;

  it('moves an output by an input if, and only if, the input comes before it', () => {
    const before = tf.memory().numTensors;
    const net = made(asked);
    const seen = context > 0 ? normal(2, [1, context]) : undefined;
    const x = normal(1, [1, size]);
    const outputs = (at: tf.Tensor, given = seen): number[][] =>
      tf.tidy(() => net.apply(at, given).map((y) => [...y.dataSync()]));
    const still = outputs(x);
    const units = asked.hidden.at(-1)!;
    for (let moved = 0; moved < size; moved++) {
      const other = tf.tidy(() => tf.add(x, tf.tensor2d([Array.from({ length: size }, (_row, i) => (i === moved ? 1 : 0))])));
      outputs(other).forEach((output, k) =>
        output.forEach((value, i) => {
          const sees = order === 'forward' ? moved < i : moved > i;
          if (!sees) expect(value).toBe(still[k]![i]);
          else if (units >= size) expect(value, `${i} by ${moved}`).not.toBe(still[k]![i]);
        }),
      );
      other.dispose();
    }
    if (seen !== undefined) {
      const other = normal(9, [1, context]);
      outputs(x, other).forEach((output, k) => output.forEach((value, i) => expect(value).not.toBe(still[k]![i])));
      other.dispose();
    }
    tf.dispose([x, seen, Object.values(net.variables)].flat().filter((tensor) => tensor !== undefined));
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('starts from its seed and its name', () => {
  const kernel = (more: Partial<MadeRequest>): number[] => {
    const { variables } = made({ ...request, ...more });
    const values = [...Object.values(variables)[0]!.dataSync()];
    tf.dispose(Object.values(variables));
    return values;
  };
  expect(kernel({})).toEqual(kernel({}));
  expect(kernel({})).not.toEqual(kernel({ seed: 4 }));
  expect(kernel({})).not.toEqual(kernel({ name: 'other' }));
});
