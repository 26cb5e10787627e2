import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fit, type TrainingState } from '@vaekit/core';
import { beforeAll, expect, test } from 'vitest';
import { loadCheckpoint, saveCheckpoint, tidyCheckpoints } from './checkpoints.js';
import { memoryRunStore } from './memoryRunStore.js';
import { folderRunStore } from './node/folderRunStore.js';
import type { RunStore } from './runStore.js';
import { temporaryFolders } from './temporaryFolder.test-helper.js';
import { tinyVae, training, validationData } from './tinyRun.test-helper.js';

const temporary = temporaryFolders();
let states: readonly TrainingState[];

beforeAll(async () => {
  const made: TrainingState[] = [];
  const model = tinyVae();
  await fit(model, training, {
    epochs: 3,
    batchSize: 5,
    validationData,
    earlyStopping: { patience: 9 },
    callbacks: { onEpochEnd: async (_epoch, _logs, control) => void made.push(await control.state()) },
  });
  model.dispose();
  states = made;
});

const stores: [string, () => RunStore][] = [
  ['memory', () => memoryRunStore()],
  ['a folder', () => folderRunStore(join(temporary(), 'run'))],
];

test.each(stores)('in %s the last two are kept, and the current one comes back', async (_, make) => {
  const store = make();
  expect(await loadCheckpoint(store)).toBeUndefined();
  let name: string | undefined;
  for (const state of states) {
    name = await saveCheckpoint(store, state, name);
    expect(await loadCheckpoint(store)).toEqual({ name, state, warnings: [] });
  }
  expect(await store.list('checkpoints')).toEqual(['current.json', 'step-00000008', 'step-00000012']);
  expect(await store.list('checkpoints/step-00000012')).toEqual([
    'best.safetensors',
    'model.safetensors',
    'optimizer.safetensors',
    'state.json',
  ]);
  // One of the same step gets a name of its own.
  expect(await saveCheckpoint(store, states[2]!, name)).toBe('step-00000012-1');
  expect(await store.list('checkpoints')).toEqual(['current.json', 'step-00000012', 'step-00000012-1']);
});

test('numbers that JSON does not have come back', async () => {
  const store = memoryRunStore();
  const [state] = states as [TrainingState];
  const odd: TrainingState = {
    ...state,
    history: [{ loss: Number.NaN, kl: Infinity, val: -Infinity, fine: 1.5 }],
    best: { ...state.best!, value: Number.NaN },
  };
  await saveCheckpoint(store, odd);
  expect((await loadCheckpoint(store))?.state).toEqual(odd);
});

test.each(['best.safetensors', 'model.safetensors', 'optimizer.safetensors', 'state.json'])(
  'where the newer %s is damaged or gone the older checkpoint is taken with a word; where both are, the newer is named',
  async (file) => {
    const folder = join(temporary(), 'run');
    const store = folderRunStore(folder);
    const former = await saveCheckpoint(store, states[0]!);
    const name = await saveCheckpoint(store, states[1]!, former);
    const path = join(folder, 'checkpoints', name, file);
    const good = readFileSync(path);
    const expectFormer = async (what: string): Promise<void> => {
      const found = await loadCheckpoint(store);
      expect(found).toEqual({ name: former, state: states[0], warnings: [expect.stringContaining(path)] });
      expect(found!.warnings[0], what).toMatch(/; using checkpoint step-00000004, after 1 epoch$/);
    };
    for (const at of [0, 9, Math.floor(good.length / 2), good.length - 3]) {
      const bad = Buffer.from(good);
      bad[at]! ^= 1;
      writeFileSync(path, bad);
      await expectFormer(`byte ${at}`);
    }
    writeFileSync(path, good.subarray(0, good.length / 2));
    await expectFormer('half');
    rmSync(path);
    await expectFormer('gone');
    rmSync(join(folder, 'checkpoints', former, 'state.json'));
    await expect(loadCheckpoint(store)).rejects.toThrow(
      `cannot read ${path}, which is part of a checkpoint; restore it from a copy`,
    );
  },
);

test.each(['null', '[]', '{"format":"vaekit-checkpoint"}', '{'])('state.json with %j is damaged', async (content) => {
  const store = memoryRunStore();
  const name = await saveCheckpoint(store, states[0]!);
  await store.write(`checkpoints/${name}/state.json`, content);
  await expect(loadCheckpoint(store)).rejects.toThrow(`memory/checkpoints/${name}/state.json is damaged`);
});

test.each(['', '../../etc', '{"current":"step-1/../.."}', undefined])(
  'without the pointer (%j) the newest whole checkpoint is taken, with a word',
  async (content) => {
    const store = memoryRunStore();
    const former = await saveCheckpoint(store, states[0]!);
    const name = await saveCheckpoint(store, states[1]!, former);
    await (content === undefined ? store.remove('checkpoints/current.json') : store.write('checkpoints/current.json', content));
    const found = await loadCheckpoint(store);
    expect(found).toMatchObject({ name, state: states[1] });
    expect(found!.warnings).toEqual([expect.stringMatching(/^memory\/checkpoints\/current\.json is (damaged|missing).*; using/)]);
  },
);

test('a first save that was cut off is no checkpoint, and the next save removes it', async () => {
  const store = memoryRunStore();
  await store.write('checkpoints/step-00000004/model.safetensors', new Uint8Array(3));
  expect(await loadCheckpoint(store)).toBeUndefined();
  const name = await saveCheckpoint(store, states[1]!);
  expect(await store.list('checkpoints')).toEqual(['current.json', name]);
});

test('a first save that was cut off before its pointer is gone on from without a word, and gets its pointer', async () => {
  const store = memoryRunStore();
  const name = await saveCheckpoint(store, states[0]!);
  await store.remove('checkpoints/current.json');
  expect(await loadCheckpoint(store)).toEqual({ name, state: states[0], warnings: [] });
  await tidyCheckpoints(store, name);
  expect(await store.list('checkpoints')).toEqual(['current.json', name]);
  // A second save that is cut off there, too, leaves two; the pointer says which is whole.
  await saveCheckpoint(
    { ...store, write: async (path, content) => (path.endsWith('current.json') ? undefined : store.write(path, content)) },
    states[1]!,
    name,
  );
  expect(await loadCheckpoint(store)).toEqual({ name, state: states[0], warnings: [] });
});

test('who goes on from the older checkpoint, since the newer is damaged, is told so once', async () => {
  const store = memoryRunStore();
  const former = await saveCheckpoint(store, states[0]!);
  const name = await saveCheckpoint(store, states[1]!, former);
  await store.write(`checkpoints/${name}/state.json`, '{');
  expect((await loadCheckpoint(store))?.warnings).toHaveLength(1);
  await tidyCheckpoints(store, former);
  expect(await loadCheckpoint(store)).toEqual({ name: former, state: states[0], warnings: [] });
});

test('a save that fails leaves the former checkpoint current, and no remains', async () => {
  const store = memoryRunStore();
  const [state] = states as [TrainingState];
  const name = await saveCheckpoint(store, state);
  // A state that cannot be written, half way through.
  const broken = { ...state, step: state.step + 1, memory: { x: undefined as unknown as Float32Array } };
  await expect(saveCheckpoint(store, broken, name)).rejects.toThrow(TypeError);
  expect(await store.list('checkpoints')).toEqual(['current.json', name]);
  expect((await loadCheckpoint(store))?.state).toEqual(state);
});

test.each(stores)('no read fails while a writer saves as fast as it can in %s', async (_, make) => {
  const store = make();
  let former = await saveCheckpoint(store, states[0]!);
  const progress = { reading: true, saved: 0 };
  const writer = (async (): Promise<void> => {
    while (progress.reading) {
      former = await saveCheckpoint(store, states[progress.saved % 3]!, former);
      progress.saved += 1;
    }
  })();
  let reads = 0;
  for (; reads < 200 || progress.saved < 10; reads++) {
    const found = await loadCheckpoint(store);
    expect(found?.warnings).toEqual([]);
    expect(states).toContainEqual(found?.state);
  }
  progress.reading = false;
  await writer;
  expect(reads).toBeGreaterThanOrEqual(200);
});

test('a reader whose checkpoint is removed while it reads looks behind the new pointer', async () => {
  const store = memoryRunStore();
  let former = await saveCheckpoint(store, states[0]!);
  let moves = 3;
  const moving: RunStore = {
    ...store,
    async read(path) {
      const content = await store.read(path);
      // Two saves after the pointer was read: what it names is gone.
      if (path.endsWith('current.json') && moves-- > 0)
        for (const state of states.slice(1)) former = await saveCheckpoint(store, state, former);
      return content;
    },
  };
  expect(await loadCheckpoint(moving)).toMatchObject({ name: former, state: states[2], warnings: [] });
});
