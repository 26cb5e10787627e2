import { checkOption, stepSchedule, type StepSchedule, wholeFrom } from './stepSchedule.js';

/** What {@link cosineSchedule} takes. */
export interface CosineScheduleOptions {
  /** The length of the way, a whole number >= 1. */
  readonly steps: number;
  /** The value before and at the beginning. */
  readonly from: number;
  /** The value at the end and after it. */
  readonly to: number;
  /** How many steps to stay at `from` first; default 0. */
  readonly delay?: number;
}

/**
 * The schedule `at(step) = from + (to − from) · ½ (1 − cos(π t))`, `t = clip((step − delay) / steps, 0, 1)`: half a cosine, flat at both ends.
 *
 * @throws when an option is out of range
 * @see Loshchilov and Hutter 2017, equation 5, one period
 */
export function cosineSchedule({ steps, from, to, delay = 0 }: CosineScheduleOptions): StepSchedule {
  const kind = 'cosineSchedule';
  checkOption(kind, 'steps', steps, 'a whole number of steps, at least 1', wholeFrom(1));
  checkOption(kind, 'from', from, 'a finite number');
  checkOption(kind, 'to', to, 'a finite number');
  checkOption(kind, 'delay', delay, 'a whole number of steps, at least 0', wholeFrom(0));
  return stepSchedule({ kind, steps, from, to, delay }, to, [from], (step) => {
    const done = (step - delay) / steps;
    return done <= 0 ? from : done >= 1 ? to : from + (to - from) * sine((Math.PI / 2) * done) ** 2;
  });
}

// ½ (1 − cos(π t)) = sin²(π t / 2). `Math.cos` and `Math.sin` differ between browsers in the last place; this sum of the series on
// [0, π/2] uses + − × ÷ alone, so that a run replays to the bit elsewhere. The first term left out is below 1e-18.
function sine(angle: number): number {
  let sum = 1;
  for (let n = 20; n > 0; n -= 2) sum = 1 - (sum * angle * angle) / (n * (n + 1));
  return sum * angle;
}
