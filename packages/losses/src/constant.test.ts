import { expect, test } from 'vitest';
import { constant } from './constant.js';

test('constant has one value', () => {
  const schedule = constant(0.25);
  expect([schedule.kind, schedule.final, schedule.at(0), schedule.at(1e9)]).toEqual(['constant', 0.25, 0.25, 0.25]);
});

test('a step is a whole number from 0 on', () => {
  for (const step of [-1, 0.5, NaN, Infinity]) {
    expect(() => constant(1).at(step)).toThrow(`constant: \`step\` is ${step}; it must be a whole number, 0 for the first step`);
  }
});

test('constant refuses what is not a finite number', () => {
  expect(() => constant(NaN)).toThrow('constant: `value` is NaN; it must be a finite number');
  expect(() => constant('1' as unknown as number)).toThrow('constant: `value` is "1"; it must be a finite number');
});

test('a schedule cannot be changed after it was checked', () => {
  expect(() => Object.assign(constant(1), { final: 2 })).toThrow(TypeError);
});
