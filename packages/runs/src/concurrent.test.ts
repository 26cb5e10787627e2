import { join } from 'node:path';
import { fit, sample, type TrainingState } from '@vaekit/core';
import { expect, test } from 'vitest';
import { folderRunStore } from './node/folderRunStore.js';
import { openRun, readRunPoint } from './openRun.js';
import { RunLockedError } from './runLockedError.js';
import { temporaryFolders } from './temporaryFolder.test-helper.js';
import { tinyConfig, tinyVae, training } from './tinyRun.test-helper.js';
import { writeRun } from './writeRun.js';

// `pnpm test:crash` goes through two thousand rounds, `pnpm test` through a few.
const rounds = process.env['VAEKIT_CRASH'] === 'all' ? 2000 : 20;
const HANDOVER = 20;
const temporary = temporaryFolders();

/** Points of the same training, one an epoch. */
async function pointsOf(epochs: number): Promise<readonly TrainingState[]> {
  const states: TrainingState[] = [];
  const model = tinyVae();
  await fit(model, training, {
    epochs,
    batchSize: 10,
    callbacks: { onEpochEnd: async (_epoch, _logs, control) => void states.push(await control.state()) },
  });
  model.dispose();
  return states;
}

test(
  `readers beside a writer, and a second one who takes over from it, lose nothing and see nothing broken, ${rounds} times`,
  { timeout: 900_000 },
  async () => {
    const points = await pointsOf(HANDOVER);
    const model = tinyVae();
    const config = tinyConfig(model, HANDOVER);
    model.dispose();
    for (let done = 0; done < rounds; done += HANDOVER) {
      const store = folderRunStore(join(temporary(), 'run'));
      let writer = await writeRun(store);
      await writer.begin(config);
      await writer.saveEpoch({ epoch: 1, training: { loss: 1 }, seconds: 0 }, points[0]!);
      let saved = 1;
      for (const [i, point] of points.entries()) {
        if (i === 0) continue;
        if (i === HANDOVER / 2) {
          // The second one goes on from what it finds.
          await writer.close();
          writer = await writeRun(folderRunStore(store.name));
          await writer.begin(config, await readRunPoint(store));
        }
        const least = saved;
        const saving = writer.saveEpoch({ epoch: i + 1, training: { loss: i }, seconds: 0 }, point).then(() => (saved = i + 1));
        const [read, opened, rival] = await Promise.allSettled([
          readRunPoint(store),
          openRun(store),
          writeRun(folderRunStore(store.name)),
        ]);
        await saving;
        if (read.status === 'rejected') throw read.reason;
        if (opened.status === 'rejected') throw opened.reason;
        expect(rival).toMatchObject({ status: 'rejected', reason: expect.any(RunLockedError) });
        for (const { value } of [read, opened]) {
          const epoch = value.state!.epoch;
          expect(epoch).toBeGreaterThanOrEqual(least);
          expect([value.warnings, value.metrics.length]).toEqual([[], epoch]);
          expect(value.state).toEqual(points[epoch - 1]);
        }
        expect((await sample(opened.value.model, { count: 1 }).data()).every(Number.isFinite)).toBe(true);
        opened.value.model.dispose();
      }
      await writer.finish({ epochs: HANDOVER, stopped: 'completed', test: { loss: 0 } });
      await writer.close();
      const { metrics, state, warnings } = await readRunPoint(store);
      expect([metrics.length, state!.epoch, warnings]).toEqual([HANDOVER, HANDOVER, []]);
    }
  },
);
