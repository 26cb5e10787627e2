import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tinyVae } from '../tiny.test-helper.js';
import { readWeights } from '../training/modelWeights.js';
import { loadModel, saveModel } from './modelFile.js';
import { writeFileSafely } from './writeFileSafely.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vaekit-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

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

test('writeFileSafely keeps the old content when it cannot put the new one in its place', async () => {
  const path = join(folder, 'taken');
  await mkdir(join(path, 'inside'), { recursive: true });
  await expect(writeFileSafely(path, 'new')).rejects.toThrow(/EISDIR|ENOTEMPTY|EPERM|EEXIST/);
  expect(readdirSync(folder)).toEqual(['taken']);
  await Promise.all(['a', 'b', 'c'].map((text) => writeFileSafely(join(folder, 'file'), text.repeat(1000))));
  expect(['a', 'b', 'c'].map((text) => text.repeat(1000))).toContain(readFileSync(join(folder, 'file'), 'utf8'));
  expect(readdirSync(folder).sort()).toEqual(['file', 'taken']);
});
