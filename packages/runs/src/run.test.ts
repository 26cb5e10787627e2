import * as tf from '@tensorflow/tfjs';
import { fit, readWeights } from '@vaekit/core';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { memoryRunStore } from './memoryRunStore.js';
import { openRun, readRun, readRunPoint } from './openRun.js';
import { fitOptions, readConfig, type RunConfig } from './runConfig.js';
import type { RunResult } from './runResult.js';
import type { RunStore } from './runStore.js';
import { sealed } from './sealed.js';
import { tinyConfig, tinyVae, training, trainRun, validationData } from './tinyRun.test-helper.js';
import { writeRun } from './writeRun.js';

const result: RunResult = {
  epochs: 2,
  bestEpoch: 2,
  stopped: 'completed',
  test: { loss: 2.5, kl: Infinity },
  stationarityGap: Number.NaN,
};

/** A run of some epochs in memory. */
async function madeRun(epochs: number): Promise<{ store: RunStore; config: RunConfig }> {
  const store = memoryRunStore();
  const model = tinyVae();
  const config = tinyConfig(model, epochs);
  const writer = await writeRun(store);
  await writer.begin(config);
  await trainRun(model, config, writer);
  await writer.close();
  model.dispose();
  return { store, config };
}

test('a run comes back with its best weights, and leaves no tensor behind', async () => {
  const { store, config } = await madeRun(2);
  const before = tf.memory().numTensors;
  const run = await openRun(store);
  expect(run.config).toEqual(config);
  expect(run.metrics.map(({ epoch }) => epoch)).toEqual([1, 2]);
  expect([run.result, run.warnings]).toEqual([undefined, []]);
  expect(await readWeights(run.model)).toEqual(run.state.best!.weights);
  run.model.dispose();
  expect(tf.memory().numTensors).toBe(before);
  const { metrics } = await readRun(store);
  expect(metrics).toEqual(run.metrics);
});

test('two epochs and then two more are four, file by file', async () => {
  const { store } = await madeRun(2);
  const whole = await madeRun(4);
  const writer = await writeRun(store);
  await writer.finish(result);
  expect((await readRun(store)).result).toEqual(result);
  const run = await openRun(store);
  const config = { ...run.config, training: { ...run.config.training, epochs: 4 } };
  await writer.begin(config, run);
  expect((await readRun(store)).result).toBeUndefined();
  await trainRun(run.model, config, writer, { initial: run.state });
  await writer.close();
  for (const file of ['config.json', 'metrics.jsonl', 'checkpoints/current.json', 'checkpoints/step-00000016/state.json'])
    expect(await store.read(file), file).toEqual(await whole.store.read(file));
  expect((await store.list()).join()).toBe('checkpoints,config.json,metrics.jsonl');
});

test('what lies behind the point that is gone on from is taken away: lines, and the remains of writes', async () => {
  const { store, config } = await madeRun(2);
  const before = await store.read('metrics.jsonl');
  const point = await readRunPoint(store);
  // The line of an epoch whose checkpoint was never finished, and half of one more.
  const writer = await writeRun(store);
  await writer.begin(config, point);
  await store.append('metrics.jsonl', '{"epoch":3,"loss":1}\n{"epo');
  await store.write('config.json.12-3.tmp', '{');
  expect((await readRunPoint(store)).metrics).toEqual(point.metrics);
  await writer.begin(config, point);
  await writer.close();
  expect(await store.read('metrics.jsonl')).toEqual(before);
  expect(await store.list()).toEqual(['checkpoints', 'config.json', 'metrics.jsonl']);
});

test('a run that has no checkpoint yet says so, and can be gone on with from its beginning', async () => {
  const store = memoryRunStore();
  const model = tinyVae();
  const writer = await writeRun(store);
  await writer.begin(tinyConfig(model, 1));
  await expect(openRun(store)).rejects.toThrow('memory has no checkpoint yet; wait for its first epoch');
  const point = await readRunPoint(store);
  expect([point.state, point.checkpoint, point.metrics]).toEqual([undefined, undefined, []]);
  await writer.begin(point.config, point);
  await trainRun(model, point.config, writer);
  expect((await openRun(store)).state.epoch).toBe(1);
  await writer.close();
});

test('a run that is replaced by another while it is read is read again', async () => {
  const { store } = await madeRun(1);
  const other = await madeRun(2);
  let replaced = false;
  const moving: RunStore = {
    ...store,
    read: (path) => (replaced ? other.store : store).read(path),
    async list(path) {
      replaced = true;
      return store.list(path);
    },
  };
  await store.remove('checkpoints/current.json');
  expect((await readRunPoint(moving)).state!.epoch).toBe(2);
});

test('one writes at a time, and the second is told who does', async () => {
  const store = memoryRunStore();
  const writer = await writeRun(store);
  await expect(writeRun(store)).rejects.toThrow(
    /^memory is being written by a page on this program, since \d{4}-.*; wait until it ends/,
  );
  await writer.close();
  await writer.close();
  const next = await writeRun(store);
  await writer.close();
  await expect(writeRun(store)).rejects.toThrow('is being written');
  await next.close();
});

test('the configuration says how to train: fit gives the same bits by it', async () => {
  const { store } = await madeRun(2);
  const { config, state } = await openRun(store);
  const again = await fit(tinyVae(), training, { ...fitOptions(config), validationData });
  expect(again.state).toEqual(state);
  const stopping: RunConfig = { ...config, training: { ...config.training, selection: { patience: 3 } } };
  expect(fitOptions(stopping).earlyStopping).toEqual({ patience: 3 });
});

test('options are the program’s own, and checked by the schema that it gives', async () => {
  const { store } = await madeRun(1);
  expect((await readConfig(store)).options).toEqual({ color: 'blue' });
  expect((await readConfig(store, v.object({ color: v.string() }))).options.color).toBe('blue');
  await expect(readConfig(store, v.object({ color: v.number() }))).rejects.toThrow(
    'memory/config.json does not describe a run: options.color: Invalid type: Expected number but received "blue"',
  );
});

test('a configuration that is missing, damaged or of another version is refused with what to do', async () => {
  const { store, config } = await madeRun(1);
  const refusal = async (text: string): Promise<string> => {
    await store.write('config.json', text);
    return readConfig(store).then(String, String);
  };
  expect(await refusal(await sealed({ ...config, version: 1 }))).toBe(
    'RunDamage: memory/config.json was written by an earlier version (format 1, this vaekit reads 2); train again, or open it with vaekit 0.0.0',
  );
  expect(await refusal(await sealed({ ...config, version: 3 }))).toContain('has format vaekit-run, version 3; this vaekit reads');
  expect(await refusal(await sealed({ ...config, parameters: -1 }))).toContain(
    'does not describe a run: parameters: expected >=0',
  );
  expect(await refusal((await sealed(config)).replace('blue', 'bleu'))).toContain('is damaged (its checksum does not match)');
  for (const text of ['{', '[]', 'null']) expect(await refusal(text)).toContain('memory/config.json is damaged (it is not');
  await store.remove('config.json');
  await expect(readConfig(store)).rejects.toThrow('cannot read memory/config.json; is memory a run folder');
});

test('a result that was changed is refused', async () => {
  const { store } = await madeRun(1);
  await store.write('result.json', await sealed({ epochs: 1 }));
  await expect(readRun(store)).rejects.toThrow('memory/result.json is damaged (it is not the result of a run)');
});
