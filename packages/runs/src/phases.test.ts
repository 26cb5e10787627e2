import { fit } from '@vaekit/core';
import { expect, test } from 'vitest';
import type { EarlyPhase } from './checkpoint.js';
import { memoryRunStore } from './memoryRunStore.js';
import { openRun, readRunPoint } from './openRun.js';
import { fitOptions, type RunConfig } from './runConfig.js';
import type { RunStore } from './runStore.js';
import { tinyConfig, tinyVae, training, trainRun, validationData } from './tinyRun.test-helper.js';
import { writeRun } from './writeRun.js';

const phases = [
  { name: 'layer 1', kind: 'fit' },
  { name: 'training', kind: 'fit' },
] as const;

/** A run in its first phase, and what was saved of it. */
async function earlyRun(more: Partial<RunConfig['training']> = { phases }): Promise<{ store: RunStore; early: EarlyPhase }> {
  const store = memoryRunStore();
  const model = tinyVae();
  const plain = tinyConfig(model, 3);
  const writer = await writeRun(store);
  await writer.begin({ ...plain, training: { ...plain.training, ...more } });
  const { state } = await fit(model, training, { ...fitOptions(plain), validationData, epochs: 2 });
  const early: EarlyPhase = { phase: 0, weights: { one: Float32Array.of(1, 2) }, training: state };
  await writer.save({ ...state, epoch: 0, batch: 0, step: 0, history: [], memory: {} }, early);
  await writer.close();
  model.dispose();
  return { store, early };
}

test('the point of a phase before the last is kept to the bit, beside a model that can be looked at', async () => {
  const { store, early } = await earlyRun();
  const point = await readRunPoint(store);
  expect(point.early).toEqual(early);
  expect([point.metrics, point.state!.epoch]).toEqual([[], 0]);
  const run = await openRun(store);
  expect(run.early).toEqual(early);
  run.model.dispose();
});

test('the beginning of a phase has no training, and an ordinary point no phase', async () => {
  const { store, early } = await earlyRun();
  const point = await readRunPoint(store);
  const writer = await writeRun(store);
  await writer.save(point.state!, { phase: 1, weights: early.weights });
  expect((await readRunPoint(store)).early).toEqual({ phase: 1, weights: early.weights });
  await writer.save(point.state!);
  expect(await readRunPoint(store)).not.toHaveProperty('early');
  await writer.close();
});

test('who knows of `fit` only is told that it cannot go on, by the name of the phase', async () => {
  const { store } = await earlyRun();
  const run = await openRun(store);
  const writer = await writeRun(store);
  await expect(writer.begin(run.config, run)).rejects.toThrow(
    "memory is in a phase before its last, 'layer 1', with which `fit` cannot go on; go on with `vaekit train --resume`",
  );
  // Whoever goes on with the phase itself leaves it out.
  await writer.begin(run.config, { metrics: run.metrics, checkpoint: run.checkpoint });
  expect((await readRunPoint(store)).early).toEqual(run.early);
  await writer.close();
  run.model.dispose();
});

test('in its last phase a run is gone on with by `fit`, as any other', async () => {
  const { store } = await earlyRun();
  const run = await openRun(store);
  const writer = await writeRun(store);
  await writer.begin(run.config, { metrics: [] });
  await trainRun(run.model, run.config, writer);
  const point = await readRunPoint(store);
  expect([point.early, point.state!.epoch, point.metrics.length]).toEqual([undefined, 3, 3]);
  await writer.begin(point.config, point);
  await writer.close();
  run.model.dispose();
});

test('a run that is computed at once has no options of `fit`', () => {
  const model = tinyVae();
  const { training: plain } = tinyConfig(model, 1);
  model.dispose();
  expect(() => fitOptions({ training: { ...plain, phases: [{ name: 'principal components', kind: 'closed' }] } })).toThrow(
    "fitOptions: the run is computed at once ('principal components'), so there is no training to go on with; make a new run",
  );
});
