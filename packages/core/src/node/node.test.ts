import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tinyData, tinyVae } from '../tiny.test-helper.js';
import { fit } from '../training/fit.js';
import { readWeights } from '../training/modelWeights.js';
import type { TrainingState } from '../training/trainingState.js';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js';
import { loadModel, saveModel } from './modelFile.js';
import { writeFileSafely } from './writeFileSafely.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vaekit-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options = { epochs: 3, batchSize: 5, validationSplit: 0.25, earlyStopping: { patience: 3 } } as const;

async function someState(epochs: number = 1): Promise<TrainingState> {
  return (await fit(tinyVae(), tinyData(20), { ...options, epochs })).state;
}

test('a model comes back from its file; one that is missing or damaged is named', async () => {
  const path = join(folder, 'model.safetensors');
  const model = tinyVae();
  await saveModel(path, model);
  expect(readdirSync(folder)).toEqual(['model.safetensors']);
  expect(await readWeights(await loadModel(path))).toEqual(await readWeights(model));
  await expect(loadModel(join(folder, 'other'))).rejects.toThrow(`loadModel: ${join(folder, 'other')}: ENOENT`);
  const bytes = readFileSync(path);
  bytes[bytes.length - 2]! ^= 4;
  writeFileSync(path, bytes);
  await expect(loadModel(path)).rejects.toThrow(`loadModel: ${path}: deserialize: the checksum does not fit`);
});

test('a run goes on from its checkpoint to the same bits', async () => {
  await saveCheckpoint(folder, await someState(2));
  const again = await fit(tinyVae(), tinyData(20), { ...options, initial: await loadCheckpoint(folder) });
  expect(again.state).toEqual(await someState(3));
});

test('numbers that JSON does not have come back', async () => {
  const state = await someState();
  const odd: TrainingState = {
    ...state,
    history: [{ loss: Number.NaN, kl: Infinity, val: -Infinity, fine: 1.5 }],
    best: { ...state.best!, value: Number.NaN },
  };
  await saveCheckpoint(folder, odd);
  expect(await loadCheckpoint(folder)).toEqual(odd);
});

test('the former checkpoint goes once the new one is current; one of the same step gets a name of its own', async () => {
  const state = await someState();
  const first = await saveCheckpoint(folder, state);
  const second = await saveCheckpoint(folder, state);
  expect(second).toBe(`${first}-1`);
  expect(readdirSync(folder).sort()).toEqual(['current', second].sort());
  const files = readdirSync(join(folder, second)).sort();
  expect(files).toEqual(['best.safetensors', 'model.safetensors', 'optimizer.safetensors', 'state.json']);
  expect(readFileSync(join(folder, 'current'), 'utf8')).toBe(`${second}\n`);
});

test.each(['best.safetensors', 'model.safetensors', 'optimizer.safetensors', 'state.json'])(
  'a damaged or missing %s is named',
  async (file) => {
    const name = await saveCheckpoint(folder, await someState());
    const path = join(folder, name, file);
    const good = readFileSync(path);
    for (const at of [0, 9, Math.floor(good.length / 2), good.length - 3]) {
      const bad = Buffer.from(good);
      bad[at]! ^= 1;
      writeFileSync(path, bad);
      await expect(loadCheckpoint(folder), `byte ${at}`).rejects.toThrow(`loadCheckpoint: ${path} `);
    }
    writeFileSync(path, good.subarray(0, good.length / 2));
    await expect(loadCheckpoint(folder)).rejects.toThrow(`${path} is damaged`);
    rmSync(path);
    await expect(loadCheckpoint(folder)).rejects.toThrow(`cannot read ${path}`);
  },
);

test.each(['', 'null', '{"format":"vaekit-checkpoint"}', '[]'])('state.json with %j is damaged', async (content) => {
  const name = await saveCheckpoint(folder, await someState());
  const path = join(folder, name, 'state.json');
  writeFileSync(path, content);
  await expect(loadCheckpoint(folder)).rejects.toThrow(`loadCheckpoint: ${path} `);
});

test.each(['', '../../etc', 'step-1/../..', 'step-99999999', '\0'])('a pointer %j is refused', async (content) => {
  await saveCheckpoint(folder, await someState());
  writeFileSync(join(folder, 'current'), content);
  await expect(loadCheckpoint(folder)).rejects.toThrow(
    content === 'step-99999999' ? 'cannot read' : `${join(folder, 'current')} is damaged`,
  );
});

test('no run, no checkpoint', async () => {
  await expect(loadCheckpoint(join(folder, 'none'))).rejects.toThrow(
    'is ' + join(folder, 'none') + ' the checkpoints folder of a run?',
  );
});

test('a save that fails leaves the former checkpoint current, and no remains', async () => {
  const state = await someState();
  const name = await saveCheckpoint(folder, state);
  // A state that cannot be written, half way through.
  const broken = { ...state, step: state.step + 1, memory: { x: undefined as unknown as Float32Array } };
  await expect(saveCheckpoint(folder, broken)).rejects.toThrow(TypeError);
  expect(readdirSync(folder).sort()).toEqual(['current', name].sort());
  expect(await loadCheckpoint(folder)).toEqual(state);
});

test('writeFileSafely keeps the old content when it cannot put the new one in its place', async () => {
  const path = join(folder, 'taken');
  await mkdir(join(path, 'inside'), { recursive: true });
  await expect(writeFileSafely(path, 'new')).rejects.toThrow(/EISDIR|ENOTEMPTY|EPERM|EEXIST/);
  expect(readdirSync(folder)).toEqual(['taken']);
  await Promise.all(['a', 'b', 'c'].map((text) => writeFileSafely(join(folder, 'file'), text.repeat(1000))));
  expect(['a', 'b', 'c'].map((text) => text.repeat(1000))).toContain(readFileSync(join(folder, 'file'), 'utf8'));
  expect(readdirSync(folder).sort()).toEqual(['file', 'taken']);
});
