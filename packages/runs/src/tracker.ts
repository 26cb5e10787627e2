import type { EpochMetrics, Scores } from './runMetrics.js';

/** What a tracker is told of a training. */
export interface TrackedRun {
  readonly name: string;
  /** The options it was started with. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Steps that it has behind it where it goes on; what was logged of later ones is to be forgotten. Default 0. */
  readonly step?: number | undefined;
}

/** What follows a training from outside: event files, a service, a table of your own. Calls come one after the other. */
export interface Tracker {
  /** Begins, or goes on. @returns the last step that it has; the steps between that and `run.step` are to be logged again */
  start(run: TrackedRun): Promise<number>;
  /** Takes the values of a step; each step is logged once. */
  log(step: number, values: Scores): Promise<void>;
  /** The training has come to its end. */
  finish(): Promise<void>;
}

/** The values of an epoch under one name each: `loss/training`, `loss/validation`, `seconds`. The step is the epoch. */
export function trackedScores({ training, validation = {}, seconds }: EpochMetrics): Scores {
  const named = (scores: Scores, part: string): [string, number][] =>
    Object.entries(scores).map(([name, value]) => [`${name}/${part}`, value]);
  return Object.fromEntries([...named(training, 'training'), ...named(validation, 'validation'), ['seconds', seconds]]);
}
