import { checkOption, stepSchedule, type StepSchedule, wholeFrom } from './stepSchedule.js';

/** What {@link exponentialDecay} takes. */
export interface ExponentialDecayOptions {
  /** The value of the first step. */
  readonly from: number;
  /** By what the value is multiplied each time, above 0 and at most 1. */
  readonly factor: number;
  /** How many steps lie between two multiplications, a whole number >= 1. */
  readonly every: number;
}

/** `base` to a whole power >= 0 by repeated squaring: the same bits in every engine, which `Math.pow` does not promise. */
function wholePower(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, left = exponent; left > 0; left = Math.floor(left / 2), square *= square) {
    if (left % 2 === 1) result *= square;
  }
  return result;
}

/**
 * The schedule `at(step) = from · factor^⌊step / every⌋`: a staircase that falls by one factor each time. It settles on 0
 * (on `from` where the factor is 1): a temperature, which must stay above 0, falls by `cosineSchedule` to its end.
 *
 * @throws when an option is out of range
 */
export function exponentialDecay({ from, factor, every }: ExponentialDecayOptions): StepSchedule {
  const kind = 'exponentialDecay';
  checkOption(kind, 'from', from, 'a finite number');
  checkOption(kind, 'factor', factor, 'a number above 0 and at most 1', (value) => value > 0 && value <= 1);
  checkOption(kind, 'every', every, 'a whole number of steps, at least 1', wholeFrom(1));
  return stepSchedule(
    { kind, from, factor, every },
    factor === 1 ? from : 0,
    [from],
    (step) => from * wholePower(factor, Math.floor(step / every)),
  );
}
