import { expect, test } from 'vitest';
import { linearWarmup } from './linearWarmup.js';

test('linearWarmup climbs from 0 to 1 and stays', () => {
  const { at, final } = linearWarmup({ steps: 4 });
  expect([0, 1, 2, 3, 4, 5, 1000].map((step) => at(step))).toEqual([0, 0.25, 0.5, 0.75, 1, 1, 1]);
  expect(final).toBe(1);
});

test('linearWarmup waits for its delay and may fall', () => {
  const { at, final } = linearWarmup({ steps: 2, from: 5, to: -5, delay: 3 });
  expect([0, 2, 3, 4, 5, 6].map((step) => at(step))).toEqual([5, 5, 5, 0, -5, -5]);
  expect(final).toBe(-5);
});

test('linearWarmup ends on `to` exactly', () => {
  expect(linearWarmup({ steps: 3, from: 0.1, to: 0.7 }).at(3)).toBe(0.7);
});

test('linearWarmup refuses options out of range', () => {
  expect(() => linearWarmup({ steps: 0 })).toThrow('linearWarmup: `steps` is 0; it must be a whole number of steps, at least 1');
  expect(() => linearWarmup({ steps: 2.5 })).toThrow('linearWarmup: `steps` is 2.5');
  expect(() => linearWarmup({} as { steps: number })).toThrow('linearWarmup: `steps` is undefined');
  expect(() => linearWarmup({ steps: 1, from: Infinity })).toThrow(
    'linearWarmup: `from` is Infinity; it must be a finite number',
  );
  expect(() => linearWarmup({ steps: 1, to: NaN })).toThrow('linearWarmup: `to` is NaN; it must be a finite number');
  expect(() => linearWarmup({ steps: 1, delay: -1 })).toThrow(
    'linearWarmup: `delay` is -1; it must be a whole number of steps, at least 0',
  );
});
