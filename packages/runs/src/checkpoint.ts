import { readSafetensors, type TrainingState, writeSafetensors } from '@vaekit/core';
import { fromJson, type JsonNumber, toJson } from './jsonNumbers.js';
import { damaged, RunDamage } from './runDamage.js';
import { inOrder } from './runMetrics.js';
import { placeOf, readText, type RunStore } from './runStore.js';
import { sealed, sha256, unsealed } from './sealed.js';

const FILES = ['model.safetensors', 'optimizer.safetensors', 'best.safetensors', 'phase.safetensors'];
const STATE_FILE = 'state.json';

type Arrays = Readonly<Record<string, Float32Array>>;

/** A phase before the last, in a run that is fitted in several: where its training is at, which is that of some of the model's variables. */
export interface EarlyPhase {
  /** Its number, from 0. */
  readonly phase: number;
  /** Every weight of the model as this phase found it. */
  readonly weights: Arrays;
  /** Absent before its first step. */
  readonly training?: TrainingState;
}

/** The exact point of a run: while a phase before the last is under way, `state` has the weights of the model so far, and no epochs. */
export interface CheckpointPoint {
  readonly state: TrainingState;
  readonly early?: EarlyPhase;
}

/** A training without its arrays. */
interface PlainState extends Omit<TrainingState, 'best' | 'history' | 'memory' | 'weights'> {
  readonly history: readonly Readonly<Record<string, JsonNumber>>[];
  readonly best?: { readonly epoch: number; readonly value: JsonNumber };
}

interface StateFile extends PlainState {
  readonly format: 'vaekit-checkpoint';
  readonly version: 1;
  readonly early?: { readonly phase: number; readonly training?: PlainState };
  /** SHA-256 of each sibling, by file name. */
  readonly files: Readonly<Record<string, string>>;
}

const toBytes = (arrays: Arrays): Uint8Array =>
  writeSafetensors({
    tensors: Object.fromEntries(Object.entries(arrays).map(([name, data]) => [name, { data, shape: [data.length] }])),
  });

const fromBytes = (bytes: Uint8Array): Arrays =>
  Object.fromEntries(Object.entries(readSafetensors(bytes).tensors).map(([name, { data }]) => [name, data as Float32Array]));

function plainOf({ weights: _, memory: __, best, history, ...plain }: TrainingState): PlainState {
  return {
    ...plain,
    // After a resumption inside an epoch the engine reports its terms in another order.
    history: history.map((logs) => toJson(inOrder(logs))),
    ...(best === undefined ? {} : { best: { epoch: best.epoch, value: toJson({ value: best.value })['value']! } }),
  };
}

function stateOf(
  { best, history, ...state }: PlainState,
  arrays: Record<'best' | 'memory' | 'weights', Arrays | undefined>,
): TrainingState {
  const { weights = {}, memory = {} } = arrays;
  return {
    ...state,
    history: history.map(fromJson),
    weights,
    memory,
    ...(best === undefined || arrays.best === undefined
      ? {}
      : { best: { epoch: best.epoch, value: Number(best.value), weights: arrays.best } }),
  };
}

/** The arrays of a phase in one record, each kind behind a prefix. */
const arraysOf = ({ weights, training }: EarlyPhase): Arrays => ({
  ...prefixed('found', weights),
  ...prefixed('weights', training?.weights),
  ...prefixed('memory', training?.memory),
  ...prefixed('best', training?.best?.weights),
});

const prefixed = (prefix: string, arrays: Arrays = {}): Arrays =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${prefix}/${name}`, array]));

const ownOf = (prefix: string, arrays: Arrays): Arrays =>
  Object.fromEntries(
    Object.entries(arrays).flatMap(([name, array]) =>
      name.startsWith(`${prefix}/`) ? [[name.slice(prefix.length + 1), array]] : [],
    ),
  );

/** Writes an exact point of a run as a folder; `state.json`, which seals the others and itself, comes last. */
export async function writeCheckpoint(store: RunStore, folder: string, { state, early }: CheckpointPoint): Promise<void> {
  const contents = [state.weights, state.memory, state.best?.weights, early && arraysOf(early)];
  const files: Record<string, string> = {};
  for (const [i, arrays] of contents.entries()) {
    if (arrays === undefined) continue;
    const content = toBytes(arrays);
    await store.write(`${folder}/${FILES[i]!}`, content);
    files[FILES[i]!] = await sha256(content);
  }
  const training = early?.training;
  const record: StateFile = {
    format: 'vaekit-checkpoint',
    version: 1,
    ...plainOf(state),
    ...(early && { early: { phase: early.phase, ...(training && { training: plainOf(training) }) } }),
    files,
  };
  await store.write(`${folder}/${STATE_FILE}`, await sealed(record));
}

/** Whether a folder holds all of a checkpoint, be it damaged; a save that was cut off leaves less. */
export const isWholeCheckpoint = async (store: RunStore, folder: string): Promise<boolean> =>
  (await store.list(folder)).includes(STATE_FILE);

/** Reads what {@link writeCheckpoint} wrote. @throws RunDamage that names the file that is missing or damaged */
export async function readCheckpoint(store: RunStore, folder: string): Promise<CheckpointPoint> {
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
  const { format: _format, version: _version, files: _files, early, ...plain } = record;
  const [weights, memory, best, phase] = FILES.map((file) => contents[file]);
  if (weights === undefined || memory === undefined) return damaged(place, `it lists no ${FILES[weights === undefined ? 0 : 1]}`);
  const state = stateOf(plain, { weights, memory, best });
  if (early === undefined) return { state };
  if (phase === undefined) return damaged(place, `it lists no ${FILES[3]}`);
  const own = (prefix: string): Arrays => ownOf(prefix, phase);
  const { training } = early;
  return {
    state,
    early: {
      phase: early.phase,
      weights: own('found'),
      ...(training && { training: stateOf(training, { weights: own('weights'), memory: own('memory'), best: own('best') }) }),
    },
  };
}
