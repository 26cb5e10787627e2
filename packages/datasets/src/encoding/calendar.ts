import type { Cycle } from './columnEncoding.js';

/** Milliseconds in a day. */
export const dayLength = 86_400_000;

/** Which day since 1970 a time is on, and the milliseconds into it. */
export function dayOf(milliseconds: number): { readonly day: number; readonly time: number } {
  const day = Math.floor(milliseconds / dayLength);
  return { day, time: milliseconds - day * dayLength };
}

/** How far through a cycle a time is, from 0 to below 1; a week begins on Thursday, as 1970 did. */
export function phaseOf(cycle: Cycle, milliseconds: number): number {
  const { day, time } = dayOf(milliseconds);
  if (cycle === 'day') return time / dayLength;
  if (cycle === 'week') return (((day % 7) + 7) % 7) / 7;
  const year = new Date(milliseconds).getUTCFullYear();
  const start = new Date(0).setUTCFullYear(year);
  return (day * dayLength - start) / (new Date(0).setUTCFullYear(year + 1) - start);
}

/** The cycles in which dates differ. */
export function cyclesOf(dates: Float64Array): readonly Cycle[] {
  const differs = (part: (milliseconds: number) => number): boolean => dates.some((date) => part(date) !== part(dates[0]!));
  return [
    ...(differs((date) => new Date(date).getUTCMonth()) ? (['year'] as const) : []),
    ...(differs((date) => phaseOf('week', date)) ? (['week'] as const) : []),
    ...(differs((date) => dayOf(date).time) ? (['day'] as const) : []),
  ];
}
