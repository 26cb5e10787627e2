import { expect, test } from 'vitest';
import { cosineSchedule } from './cosineSchedule.js';

test('cosineSchedule follows the cosine to the last places of a double', () => {
  const { at } = cosineSchedule({ steps: 1000, from: 0, to: 1 });
  for (let step = 0; step <= 1000; step++)
    expect(Math.abs(at(step) - (1 - Math.cos((Math.PI * step) / 1000)) / 2)).toBeLessThan(1e-15);
});

test('cosineSchedule never overshoots or turns, and ends on `to` exactly', () => {
  const { at, final } = cosineSchedule({ steps: 977, from: 1e-3, to: 1e-5, delay: 10 });
  expect([at(0), at(10), at(987), at(5000), final]).toEqual([1e-3, 1e-3, 1e-5, 1e-5, 1e-5]);
  for (let step = 0; step < 1000; step++) {
    expect(at(step + 1)).toBeLessThanOrEqual(at(step));
    expect(at(step)).toBeGreaterThanOrEqual(1e-5);
  }
});

test('cosineSchedule refuses options out of range', () => {
  expect(() => cosineSchedule({ steps: -3, from: 0, to: 1 })).toThrow(
    'cosineSchedule: `steps` is -3; it must be a whole number of steps, at least 1',
  );
  expect(() => cosineSchedule({ steps: 3, to: 1 } as Parameters<typeof cosineSchedule>[0])).toThrow(
    'cosineSchedule: `from` is undefined',
  );
  expect(() => cosineSchedule({ steps: 3, from: 0, to: NaN })).toThrow('cosineSchedule: `to` is NaN; it must be a finite number');
  expect(() => cosineSchedule({ steps: 3, from: 0, to: 1, delay: 0.5 })).toThrow('cosineSchedule: `delay` is 0.5');
});
