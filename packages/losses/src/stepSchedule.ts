import type { ScheduleConfig } from './scheduleConfig.js';

/** A number that depends on the training step, computed on the host: a weight, a capacity, a temperature, a learning rate. */
export interface StepSchedule {
  /** The name of the function that makes it. */
  readonly kind: string;
  /** The value that it settles on (of a cyclical schedule: `to`). */
  readonly final: number;
  /** The least value that it takes, or falls to without end. */
  readonly least: number;
  /** The value at a step; the first step is 0. Throws unless `step` is a whole number >= 0. */
  at(step: number): number;
  /** Everything needed to build it again, every option written out. */
  toJSON(): ScheduleConfig;
}

/** The schedule of a validated configuration: what it settles on, other values between which and that one all lie, and the value at a step. */
export function stepSchedule(
  config: ScheduleConfig,
  final: number,
  others: readonly number[],
  value: (step: number) => number,
): StepSchedule {
  const { kind } = config;
  return Object.freeze({
    kind,
    final,
    least: Math.min(final, ...others),
    at(step: number): number {
      if (!(Number.isInteger(step) && step >= 0)) {
        throw new RangeError(`${kind}: \`step\` is ${step}; it must be a whole number, 0 for the first step`);
      }
      return value(step);
    },
    toJSON: (): ScheduleConfig => ({ ...config }),
  });
}

/** Throws, in the name of `kind`, unless `value` is a number that `accepts` takes. */
export function checkOption(
  kind: string,
  name: string,
  value: unknown,
  expected: string,
  accepts: (value: number) => boolean = Number.isFinite,
): void {
  if (typeof value !== 'number' || !accepts(value)) {
    const found = typeof value === 'string' ? JSON.stringify(value) : String(value);
    throw new RangeError(`${kind}: \`${name}\` is ${found}; it must be ${expected}`);
  }
}

/** `accepts` for whole numbers from `least` on. */
export function wholeFrom(least: number): (value: number) => boolean {
  return (value) => Number.isSafeInteger(value) && value >= least;
}
