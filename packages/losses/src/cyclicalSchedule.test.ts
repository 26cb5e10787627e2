import { expect, test } from 'vitest';
import { cyclicalSchedule } from './cyclicalSchedule.js';

test('cyclicalSchedule climbs for half of each cycle and starts anew', () => {
  const { at, final } = cyclicalSchedule({ period: 8 });
  const cycle = [0, 0.25, 0.5, 0.75, 1, 1, 1, 1];
  expect(Array.from({ length: 24 }, (_, step) => at(step))).toEqual([...cycle, ...cycle, ...cycle]);
  expect(final).toBe(1);
});

test('cyclicalSchedule stays at `to` after its cycles', () => {
  const { at } = cyclicalSchedule({ period: 4, rampFraction: 1, from: 2, to: 4, cycles: 2 });
  expect(Array.from({ length: 11 }, (_, step) => at(step))).toEqual([2, 2.5, 3, 3.5, 2, 2.5, 3, 3.5, 4, 4, 4]);
});

test('cyclicalSchedule refuses options out of range', () => {
  expect(() => cyclicalSchedule({ period: 0 })).toThrow(
    'cyclicalSchedule: `period` is 0; it must be a whole number of steps, at least 1',
  );
  for (const rampFraction of [0, 1.01, NaN]) {
    expect(() => cyclicalSchedule({ period: 4, rampFraction })).toThrow(
      `cyclicalSchedule: \`rampFraction\` is ${rampFraction}; it must be above 0 and at most 1`,
    );
  }
  expect(() => cyclicalSchedule({ period: 4, cycles: 0 })).toThrow(
    'cyclicalSchedule: `cycles` is 0; it must be a whole number, at least 1, or left out',
  );
  expect(() => cyclicalSchedule({ period: 4, from: NaN })).toThrow('cyclicalSchedule: `from` is NaN; it must be a finite number');
});
