import { type EpochMetrics, type Scores, tensorBoardTracker, trackedScores } from '@vaekit/runs';
import type { Session } from './session.js';

/** Programs that `train` can be followed with. */
export type TrackerName = 'tensorboard';

/** Tells a program of a training: every epoch that it has not yet, and how it ended (final). */
export interface Tracking {
  epoch(line: EpochMetrics): Promise<void>;
  end(epochs: number, test: Scores): Promise<void>;
}

/** Follows a training from where the run is: what the tracker lacks of its epochs it is told now. `undefined` where none is asked for. */
export async function startTracking(name: TrackerName | undefined, session: Session): Promise<Tracking | undefined> {
  if (name === undefined) return undefined;
  const { config, folder, metrics } = session;
  const tracker = tensorBoardTracker(folder.store);
  const run = { name: config.data.name, options: { ...config.options }, step: metrics.length };
  const epoch = (line: EpochMetrics): Promise<void> => tracker.log(line.epoch, trackedScores(line));
  const last = await tracker.start(run);
  for (const line of metrics.slice(last)) await epoch(line);
  return {
    epoch,
    async end(epochs, test) {
      await tracker.log(epochs, Object.fromEntries(Object.entries(test).map(([term, value]) => [`${term}/test`, value])));
      await tracker.finish();
    },
  };
}
