import { expect, it } from 'vitest';
import { isRateSchedule, lateStepsNote, rateScheduleOption, readRateSteps } from './rateSchedule.js';

it.each([
  ['step:0.316@200,350', { factor: 0.316, epochs: [200, 350] }],
  ['step:.5@3', { factor: 0.5, epochs: [3] }],
  ['step:0.5@3, 4', { factor: 0.5, epochs: [3, 4] }],
  ['step: 0.5 @ 3 ,4', { factor: 0.5, epochs: [3, 4] }],
  ['step:1e-1@1,2', { factor: 0.1, epochs: [1, 2] }],
])('%s is read', (text, steps) => {
  expect(readRateSteps(text)).toEqual(steps);
  expect(isRateSchedule(text)).toBe(true);
});

it.each([
  'step',
  'step:',
  'step:0.5',
  'step:0@3',
  'step:-1@3',
  'step:0.5@0',
  'step:0.5@3,3',
  'step:0.5@4,3',
  'step:0.5@1.5',
  '0.5@3',
  'linear',
  'step:1e300@1,2',
  'step:1e-300@1',
  'step:1e400@1',
  'step:0.5@1000000001',
])('%s is none', (text) => {
  expect(isRateSchedule(text)).toBe(false);
  expect(() => rateScheduleOption.parse(text, '--lr-schedule')).toThrow(
    `--lr-schedule is ${text}; expected constant, cosine, or a factor above 0 and rising epochs, such as step:0.1@200,350 (all steps together from 1e-30 to 1e30, epochs up to 1e9)`,
  );
});

it('says which steps come after the last epoch', () => {
  expect(lateStepsNote('step:0.1@2,5', 5)).toBe(
    '--lr-schedule step:0.1@2,5 changes nothing after epoch 5, as there are 5 epochs',
  );
  expect(lateStepsNote('step:0.1@2,4', 5)).toBeUndefined();
  expect(lateStepsNote('cosine', 5)).toBeUndefined();
});
