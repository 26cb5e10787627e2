import { checkOption, stepSchedule, type StepSchedule, wholeFrom } from './stepSchedule.js';

/** What {@link cyclicalSchedule} takes. */
export interface CyclicalScheduleOptions {
  /** The length of one cycle in steps, a whole number >= 1. */
  readonly period: number;
  /** The part of a cycle that climbs, in (0, 1]; the rest of it stays at `to`. Default 0.5. */
  readonly rampFraction?: number;
  /** The value at the beginning of a cycle; default 0. */
  readonly from?: number;
  /** The value after the climb; default 1. */
  readonly to?: number;
  /** How many cycles to make before staying at `to`, a whole number >= 1; by default without end. */
  readonly cycles?: number;
}

/**
 * The schedule `at(step) = from + (to − from) · min(1, (step mod period) / (rampFraction · period))`: it climbs, stays, and starts anew.
 *
 * @throws when an option is out of range
 * @see Fu et al. 2019, equations 6 and 7 (there four cycles, R = rampFraction = 0.5)
 */
export function cyclicalSchedule({
  period,
  rampFraction = 0.5,
  from = 0,
  to = 1,
  cycles,
}: CyclicalScheduleOptions): StepSchedule {
  const kind = 'cyclicalSchedule';
  checkOption(kind, 'period', period, 'a whole number of steps, at least 1', wholeFrom(1));
  checkOption(kind, 'rampFraction', rampFraction, 'above 0 and at most 1', (value) => value > 0 && value <= 1);
  checkOption(kind, 'from', from, 'a finite number');
  checkOption(kind, 'to', to, 'a finite number');
  if (cycles !== undefined) checkOption(kind, 'cycles', cycles, 'a whole number, at least 1, or left out', wholeFrom(1));
  const config = { kind, period, rampFraction, from, to, ...(cycles === undefined ? {} : { cycles }) } as const;
  return stepSchedule(config, to, [from], (step) => {
    const done = cycles !== undefined && step >= cycles * period ? 1 : (step % period) / (rampFraction * period);
    return done >= 1 ? to : from + (to - from) * done;
  });
}
