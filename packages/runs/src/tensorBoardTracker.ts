import { eventRecords, fileVersion, summaryEvent } from './eventRecords.js';
import type { RunStore } from './runStore.js';
import type { TrackedRun, Tracker } from './tracker.js';

/** TensorBoard takes every file whose name has `tfevents` in it. */
const FILE = 'events.out.tfevents.0.vaekit';

const now = (): number => Date.now() / 1000;

/** The options as a table, which the page of texts draws. */
function optionsText({ options }: TrackedRun): string {
  const cell = (value: unknown): string => String(value).replaceAll('|', '\\|').replaceAll('\n', ' ');
  const rows = Object.entries(options).filter(([, value]) => value !== undefined);
  return ['| option | value |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${cell(value)} |`)].join('\n');
}

/**
 * Follows a training in an event file that TensorBoard reads, where its log folder is the run's or one above it: scalars by name, and the options as a
 * text. Who goes on with a run goes on with its file: what it has of later steps, or was cut off by a crash, is removed first.
 */
export function tensorBoardTracker(store: RunStore): Tracker {
  return {
    async start(run) {
      const { step: behind = 0 } = run;
      const file = (await store.read(FILE)) ?? new Uint8Array();
      const records = eventRecords(file);
      // Later steps go. So does a second record of a step, which says how the training ended.
      const firstGone = records.findIndex(({ step }, i) => i > 1 && (step > behind || step <= records[i - 1]!.step));
      const kept = firstGone < 0 ? records : records.slice(0, firstGone);
      if (behind === 0 || kept.length < 2) {
        const time = now();
        await store.write(FILE, fileVersion(time));
        await store.append(FILE, summaryEvent(time, 0, { options: optionsText(run) }));
        return 0;
      }
      const { end, step } = kept.at(-1)!;
      if (end < file.length) await store.write(FILE, file.subarray(0, end));
      return step;
    },
    log: (step, values) => store.append(FILE, summaryEvent(now(), step, values)),
    async finish() {},
  };
}
