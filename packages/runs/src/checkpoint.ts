import { readSafetensors, type TrainingState, writeSafetensors } from '@vaekit/core';
import { fromJson, type JsonNumber, toJson } from './jsonNumbers.js';
import { damaged, RunDamage } from './runDamage.js';
import { placeOf, readText, type RunStore } from './runStore.js';
import { sealed, sha256, unsealed } from './sealed.js';

const FILES = ['model.safetensors', 'optimizer.safetensors', 'best.safetensors'];
const STATE_FILE = 'state.json';

type Arrays = Readonly<Record<string, Float32Array>>;

interface StateFile extends Omit<TrainingState, 'best' | 'history' | 'memory' | 'weights'> {
  readonly format: 'vaekit-checkpoint';
  readonly version: 1;
  readonly history: readonly Readonly<Record<string, JsonNumber>>[];
  readonly best?: { readonly epoch: number; readonly value: JsonNumber };
  /** SHA-256 of each sibling, by file name. */
  readonly files: Readonly<Record<string, string>>;
}

const toBytes = (arrays: Arrays): Uint8Array =>
  writeSafetensors({
    tensors: Object.fromEntries(Object.entries(arrays).map(([name, data]) => [name, { data, shape: [data.length] }])),
  });

const fromBytes = (bytes: Uint8Array): Arrays =>
  Object.fromEntries(Object.entries(readSafetensors(bytes).tensors).map(([name, { data }]) => [name, data as Float32Array]));

/** Writes an exact point of a run as a folder; `state.json`, which seals the others and itself, comes last. */
export async function writeCheckpoint(store: RunStore, folder: string, state: TrainingState): Promise<void> {
  const { weights, memory, best, history, ...plain } = state;
  const contents = [weights, memory, ...(best === undefined ? [] : [best.weights])].map(toBytes);
  const files: Record<string, string> = {};
  for (const [i, content] of contents.entries()) {
    await store.write(`${folder}/${FILES[i]!}`, content);
    files[FILES[i]!] = await sha256(content);
  }
  const record: StateFile = {
    format: 'vaekit-checkpoint',
    version: 1,
    ...plain,
    history: history.map(toJson),
    ...(best === undefined ? {} : { best: { epoch: best.epoch, value: toJson({ value: best.value })['value']! } }),
    files,
  };
  await store.write(`${folder}/${STATE_FILE}`, await sealed(record));
}

/** Whether a folder holds all of a checkpoint, be it damaged; a save that was cut off leaves less. */
export const isWholeCheckpoint = async (store: RunStore, folder: string): Promise<boolean> =>
  (await store.list(folder)).includes(STATE_FILE);

/** Reads what {@link writeCheckpoint} wrote. @throws RunDamage that names the file that is missing or damaged */
export async function readCheckpoint(store: RunStore, folder: string): Promise<TrainingState> {
  const missing = (place: string): never => {
    throw new RunDamage(`cannot read ${place}, which is part of a checkpoint; restore it from a copy, or train again`);
  };
  const place = placeOf(store, `${folder}/${STATE_FILE}`);
  const record = (await unsealed(
    place,
    (await readText(store, `${folder}/${STATE_FILE}`)) ?? missing(place),
  )) as unknown as StateFile;
  if (record.format !== 'vaekit-checkpoint') damaged(place, 'it is not a checkpoint');
  if (record.version !== 1) throw new RunDamage(`${place} has version ${String(record.version)}; this vaekit reads version 1`);
  const contents: Record<string, Arrays> = {};
  for (const [file, expected] of Object.entries(record.files)) {
    if (!FILES.includes(file)) damaged(place, `it lists ${JSON.stringify(file)}`);
    const sibling = placeOf(store, `${folder}/${file}`);
    const bytes = (await store.read(`${folder}/${file}`)) ?? missing(sibling);
    if ((await sha256(bytes)) !== expected) damaged(sibling, 'its checksum does not match');
    contents[file] = fromBytes(bytes);
  }
  const { format: _format, version: _version, files: _files, best, history, ...state } = record;
  const [weights, memory, bestWeights] = FILES.map((file) => contents[file]);
  return {
    ...state,
    history: history.map(fromJson),
    weights: weights ?? damaged(place, `it lists no ${FILES[0]}`),
    memory: memory ?? damaged(place, `it lists no ${FILES[1]}`),
    ...(best === undefined || bestWeights === undefined
      ? {}
      : { best: { epoch: best.epoch, value: Number(best.value), weights: bestWeights } }),
  };
}
