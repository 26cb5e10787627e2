import { expect, test } from 'vitest';
import { numbersIn, runExample } from '../runExample.js';
import { curve, freshCurves, length } from './curves.js';
import { randomStream } from '@vaekit/core';

test('trains on batches from a generator and on a tf.data.Dataset', async () => {
  const { lines, stderr } = await runExample('custom-data', ['--epochs', '5', '--size', '1000']);
  expect(stderr).toBe('');
  for (const name of ['generator', 'tf.data']) {
    const losses = numbersIn(
      lines
        .find((line) => line.startsWith(name))
        .split('loss')[1]
        .replaceAll('->', ''),
    );
    expect(losses).toHaveLength(2);
    expect(losses[1]).toBeLessThan(losses[0] - 50);
  }
  const drawn = lines.slice(lines.findIndex((line) => line.startsWith('a curve drawn')) + 1);
  expect(drawn.join('').replaceAll(' ', '').length).toBeGreaterThan(length);
});

test('an epoch depends on nothing but its number, and its last batch is filled up', async () => {
  const data = freshCurves({ size: 10, batchSize: 4, seed: 0 });
  const read = async (epoch) => {
    const batches = [];
    for await (const batch of data.epoch(epoch)) batches.push(batch);
    return batches;
  };
  const [once, again, next] = [await read(3), await read(3), await read(4)];
  expect(once).toEqual(again);
  expect(once[0].x.data).not.toEqual(next[0].x.data);
  expect(once.map(({ weight }) => [...weight.data].join(''))).toEqual(['1111', '1111', '1100']);
  expect(once.every(({ x }) => x.shape.join() === `4,${length}` && x.data.length === 4 * length)).toBe(true);
  expect(Math.max(...curve(randomStream(1)))).toBeGreaterThan(0.3);
});
