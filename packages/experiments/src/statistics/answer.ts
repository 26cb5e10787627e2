import type { Interval } from '@vaekit/metrics';

/** Whether something is so, as far as the measurements can say. */
export type Answer = 'no' | 'open' | 'yes';

/** Whether a quantity is above a bound: its whole interval must be. */
export function above({ low, high }: Interval, bound: number): Answer {
  if (low > bound) return 'yes';
  return high < bound ? 'no' : 'open';
}

/** Whether a quantity is below a bound: its whole interval must be. */
export function below({ low, high }: Interval, bound: number): Answer {
  if (high < bound) return 'yes';
  return low > bound ? 'no' : 'open';
}

/** Yes if all are; no if one is not. */
export function all(...answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('open') ? 'open' : 'yes';
}

/** Yes if one is; no if none is. */
export function some(...answers: readonly Answer[]): Answer {
  if (answers.includes('yes')) return 'yes';
  return answers.includes('open') ? 'open' : 'no';
}

/** The opposite. */
export function not(answer: Answer): Answer {
  if (answer === 'open') return 'open';
  return answer === 'yes' ? 'no' : 'yes';
}
