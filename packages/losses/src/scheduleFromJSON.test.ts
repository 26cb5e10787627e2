import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { constant } from './constant.js';
import { cosineSchedule } from './cosineSchedule.js';
import { cyclicalSchedule } from './cyclicalSchedule.js';
import { exponentialDecay } from './exponentialDecay.js';
import { linearWarmup } from './linearWarmup.js';
import { piecewiseConstant } from './piecewiseConstant.js';
import type { ScheduleConfig } from './scheduleConfig.js';
import { scheduleFromJSON } from './scheduleFromJSON.js';

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((one) => one + 0);
const steps = fc.integer({ min: 1, max: 5000 });
const schedule = fc.oneof(
  value.map(constant),
  fc.record({ steps, from: value, to: value, delay: fc.nat(100) }, { requiredKeys: ['steps'] }).map(linearWarmup),
  fc.record({ steps, from: value, to: value, delay: fc.nat(100) }, { requiredKeys: ['steps', 'from', 'to'] }).map(cosineSchedule),
  fc
    .record(
      {
        period: steps,
        rampFraction: fc.double({ min: 0.01, max: 1, noNaN: true }),
        from: value,
        to: value,
        cycles: fc.integer({ min: 1, max: 9 }),
      },
      { requiredKeys: ['period'] },
    )
    .map(cyclicalSchedule),
  fc
    .record({ from: value, factor: fc.double({ min: 0.1, max: 0.9, noNaN: true }), every: fc.integer({ min: 1, max: 9 }) })
    .map(exponentialDecay),
  fc
    .tuple(fc.uniqueArray(steps, { maxLength: 4 }), fc.array(value, { minLength: 5, maxLength: 5 }))
    .map(([at, values]) => piecewiseConstant({ boundaries: at.sort((a, b) => a - b), values: values.slice(0, at.length + 1) })),
);

test('a schedule written to JSON and read back is the same schedule', () => {
  fc.assert(
    fc.property(schedule, fc.array(fc.nat(20_000), { minLength: 5, maxLength: 5 }), (original, at) => {
      const text = JSON.stringify(original);
      const copy = scheduleFromJSON(JSON.parse(text) as ScheduleConfig);
      expect(JSON.stringify(copy)).toBe(text);
      expect([copy.kind, copy.final]).toEqual([original.kind, original.final]);
      expect(at.map((step) => copy.at(step))).toEqual(at.map((step) => original.at(step)));
      expect(Math.abs(copy.at(1_000_000) - copy.final) < 1e-300 || copy.kind === 'cyclicalSchedule').toBe(true);
    }),
  );
});

test('the least value is one that no step is below, and that some step comes to', () => {
  fc.assert(
    fc.property(schedule, fc.array(fc.nat(20_000), { minLength: 5, maxLength: 5 }), (one, at) => {
      for (const step of [0, ...at]) expect(one.at(step)).toBeGreaterThanOrEqual(one.least - 1e-9 * Math.abs(one.least));
    }),
  );
  expect(piecewiseConstant({ boundaries: [3, 5], values: [1, -2, 0] }).least).toBe(-2);
  expect(exponentialDecay({ from: 1, factor: 0.5, every: 1 }).least).toBe(0);
  expect(exponentialDecay({ from: -1, factor: 0.5, every: 1 }).least).toBe(-1);
  expect(cosineSchedule({ steps: 5, from: 1, to: 0.5 }).least).toBe(0.5);
  expect(cyclicalSchedule({ period: 4 }).least).toBe(0);
});

test('every option is written out, defaults too', () => {
  expect(linearWarmup({ steps: 10 }).toJSON()).toEqual({ kind: 'linearWarmup', steps: 10, from: 0, to: 1, delay: 0 });
  expect(cyclicalSchedule({ period: 10 }).toJSON()).toEqual({
    kind: 'cyclicalSchedule',
    period: 10,
    rampFraction: 0.5,
    from: 0,
    to: 1,
  });
});

test('an unknown kind is refused with the list of kinds, damaged options by name', () => {
  const kinds = 'expected one of constant, cosineSchedule, cyclicalSchedule, exponentialDecay, linearWarmup, piecewiseConstant';
  for (const [config, found] of [
    [{ kind: 'sigmoid' }, '"sigmoid"'],
    [{ kind: 'toString' }, '"toString"'],
    [{}, 'undefined'],
    [null, 'undefined'],
  ] as const) {
    expect(() => scheduleFromJSON(config as unknown as ScheduleConfig)).toThrow(
      `scheduleFromJSON: unknown kind ${found}; ${kinds}`,
    );
  }
  expect(() => scheduleFromJSON({ kind: 'linearWarmup' } as ScheduleConfig)).toThrow('linearWarmup: `steps` is undefined');
  expect(() => scheduleFromJSON({ kind: 'constant' } as ScheduleConfig)).toThrow('constant: `value` is undefined');
});
