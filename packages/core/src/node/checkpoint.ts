import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors, writeSafetensors } from '../saving/safetensors.js';
import type { TrainingState } from '../training/trainingState.js';
import { flushDirectory, writeFileSafely, writeFlushed } from './writeFileSafely.js';

const POINTER = 'current';
const FILES = ['model.safetensors', 'optimizer.safetensors', 'best.safetensors'];

/** A number as JSON has it, and those it does not have. */
type JsonNumber = number | 'Infinity' | 'NaN' | '-Infinity';

interface StateFile extends Omit<TrainingState, 'best' | 'history' | 'memory' | 'weights'> {
  readonly format: 'vaekit-checkpoint';
  readonly version: 1;
  readonly history: readonly Readonly<Record<string, JsonNumber>>[];
  readonly best?: { readonly epoch: number; readonly value: JsonNumber };
  /** SHA-256 of each sibling, by file name. */
  readonly files: Readonly<Record<string, string>>;
  /** SHA-256 of this object's JSON without this entry. */
  readonly checksum?: string;
}

const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

const toJson = (value: number): JsonNumber => (Number.isFinite(value) ? value : (String(value) as JsonNumber));

const arrays = (record: Readonly<Record<string, Float32Array>>): Uint8Array =>
  writeSafetensors({
    tensors: Object.fromEntries(Object.entries(record).map(([name, data]) => [name, { data, shape: [data.length] }])),
  });

const records = (bytes: Uint8Array): Record<string, Float32Array> =>
  Object.fromEntries(Object.entries(readSafetensors(bytes).tensors).map(([name, { data }]) => [name, data as Float32Array]));

/**
 * Saves an exact point of a run: a new directory `FOLDER/NAME` with `model.safetensors`, `optimizer.safetensors` and `state.json`
 * (checksums of its siblings and itself), flushed file by file, then made current by one rename of the pointer `FOLDER/current`.
 * Older checkpoints are removed only after that.
 *
 * @returns the checkpoint's name
 * @throws Error of the file system; the former checkpoint is then still current
 */
export async function saveCheckpoint(folder: string, state: TrainingState): Promise<string> {
  await mkdir(folder, { recursive: true });
  const taken = new Set(await readdir(folder));
  const base = `step-${String(state.step).padStart(8, '0')}`;
  let name = base;
  for (let i = 1; taken.has(name); i++) name = `${base}-${i}`;
  const directory = join(folder, name);
  await mkdir(directory);
  try {
    await writeCheckpoint(directory, state);
    await flushDirectory(folder);
    await writeFileSafely(join(folder, POINTER), `${name}\n`);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  for (const other of taken) {
    if (/^step-\d+(-\d+)?$/.test(other)) await rm(join(folder, other), { recursive: true, force: true });
  }
  return name;
}

async function writeCheckpoint(directory: string, state: TrainingState): Promise<void> {
  const { weights, memory, best, history, ...plain } = state;
  const files: Record<string, Uint8Array> = {
    'model.safetensors': arrays(weights),
    'optimizer.safetensors': arrays(memory),
    ...(best === undefined ? {} : { 'best.safetensors': arrays(best.weights) }),
  };
  for (const [file, content] of Object.entries(files)) await writeFlushed(join(directory, file), content);
  const record: StateFile = {
    format: 'vaekit-checkpoint',
    version: 1,
    ...plain,
    history: history.map((logs) => Object.fromEntries(Object.entries(logs).map(([key, value]) => [key, toJson(value)]))),
    ...(best === undefined ? {} : { best: { epoch: best.epoch, value: toJson(best.value) } }),
    files: Object.fromEntries(Object.entries(files).map(([file, content]) => [file, sha256(content)])),
  };
  await writeFlushed(
    join(directory, 'state.json'),
    `${JSON.stringify({ ...record, checksum: sha256(JSON.stringify(record)) }, undefined, 2)}\n`,
  );
  await flushDirectory(directory);
}

/**
 * Loads the current checkpoint of a folder, after checking every checksum.
 *
 * @throws Error that names the file that is missing or damaged
 */
export async function loadCheckpoint(folder: string): Promise<TrainingState> {
  const read = async (...path: string[]): Promise<Buffer> => {
    try {
      return await readFile(join(folder, ...path));
    } catch (error) {
      throw new Error(`loadCheckpoint: cannot read ${join(folder, ...path)}; is ${folder} the checkpoints folder of a run?`, {
        cause: error,
      });
    }
  };
  const damaged = (file: string, what: string): never => {
    throw new Error(`loadCheckpoint: ${file} is damaged (${what}); restore it from a copy, or train again`);
  };
  const name = (await read(POINTER)).toString('utf8').trim();
  if (!/^step-\d+(-\d+)?$/.test(name))
    damaged(join(folder, POINTER), `it names ${JSON.stringify(name.slice(0, 80))}, not a checkpoint`);
  const path = join(folder, name, 'state.json');
  let parsed: StateFile | undefined;
  try {
    parsed = JSON.parse((await read(name, 'state.json')).toString('utf8')) as StateFile;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (parsed?.format !== 'vaekit-checkpoint') return damaged(path, 'it is not the JSON of a checkpoint');
  const { checksum, ...record } = parsed;
  if (record.version !== 1)
    throw new Error(`loadCheckpoint: ${path} has version ${String(record.version)}; this vaekit reads version 1`);
  if (checksum !== sha256(JSON.stringify(record))) damaged(path, 'its checksum does not fit');
  const contents: Record<string, Record<string, Float32Array>> = {};
  for (const [file, expected] of Object.entries(record.files)) {
    if (!FILES.includes(file)) damaged(path, `it lists ${JSON.stringify(file)}`);
    const bytes = await read(name, file);
    if (sha256(bytes) !== expected) damaged(join(folder, name, file), 'its checksum does not fit');
    contents[file] = records(bytes);
  }
  const { format: _format, version: _version, files: _files, best, history, ...state } = record;
  const bestWeights = contents['best.safetensors'];
  return {
    ...state,
    history: history.map((logs) => Object.fromEntries(Object.entries(logs).map(([key, value]) => [key, Number(value)]))),
    weights: contents['model.safetensors'] ?? damaged(path, 'it lists no model.safetensors'),
    memory: contents['optimizer.safetensors'] ?? damaged(path, 'it lists no optimizer.safetensors'),
    ...(best === undefined || bestWeights === undefined
      ? {}
      : { best: { epoch: best.epoch, value: Number(best.value), weights: bestWeights } }),
  };
}
