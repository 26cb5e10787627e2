import { checkOption, stepSchedule, type StepSchedule, wholeFrom } from './stepSchedule.js';

/** What {@link linearWarmup} takes. */
export interface LinearWarmupOptions {
  /** The length of the climb, a whole number >= 1. */
  readonly steps: number;
  /** The value before and at the beginning; default 0. */
  readonly from?: number;
  /** The value at the end and after it; default 1. */
  readonly to?: number;
  /** How many steps to stay at `from` first; default 0. */
  readonly delay?: number;
}

/**
 * The schedule `at(step) = from + (to − from) · clip((step − delay) / steps, 0, 1)`: a straight line, then flat. Step 0 has `from`.
 *
 * @throws when an option is out of range
 * @see Bowman et al. 2016, section 3.1, KL cost annealing
 */
export function linearWarmup({ steps, from = 0, to = 1, delay = 0 }: LinearWarmupOptions): StepSchedule {
  const kind = 'linearWarmup';
  checkOption(kind, 'steps', steps, 'a whole number of steps, at least 1', wholeFrom(1));
  checkOption(kind, 'from', from, 'a finite number');
  checkOption(kind, 'to', to, 'a finite number');
  checkOption(kind, 'delay', delay, 'a whole number of steps, at least 0', wholeFrom(0));
  return stepSchedule({ kind, steps, from, to, delay }, to, [from], (step) => {
    const done = (step - delay) / steps;
    return done <= 0 ? from : done >= 1 ? to : from + (to - from) * done;
  });
}
