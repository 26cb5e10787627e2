import { checkOption, stepSchedule, type StepSchedule } from './stepSchedule.js';

/**
 * The schedule `at(step) = value`.
 *
 * @throws when `value` is not a finite number
 */
export function constant(value: number): StepSchedule {
  checkOption('constant', 'value', value, 'a finite number');
  return stepSchedule({ kind: 'constant', value }, value, [], () => value);
}
