import { messageOf } from '@vaekit-internal/base';
import type { TrainingState } from '@vaekit/core';
import { type CheckpointPoint, type EarlyPhase, isWholeCheckpoint, readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { damaged, RunDamage } from './runDamage.js';
import { RESULT_FILE } from './runResult.js';
import { placeOf, readText, type RunStore } from './runStore.js';
import { sealed, unsealed } from './sealed.js';

const FOLDER = 'checkpoints';
const POINTER_FILE = 'current.json';
const POINTER = `${FOLDER}/${POINTER_FILE}`;
const isName = (name: unknown): name is string => typeof name === 'string' && /^step-\d+(-\d+)?$/.test(name);

/** The checkpoint that is current, and the one before it. */
interface Pointer {
  readonly current: string;
  readonly former?: string | undefined;
}

const writePointer = async (store: RunStore, pointer: Pointer): Promise<void> => store.write(POINTER, await sealed(pointer));

/** The checkpoints that a pointer names, the current one first. @throws RunDamage */
async function namesIn(place: string, pointer: string): Promise<string[]> {
  const { current, former } = await unsealed(place, pointer);
  if (!isName(current) || !(former === undefined || isName(former))) return damaged(place, 'it does not name checkpoints');
  return [current, ...(former === undefined ? [] : [former])];
}

/**
 * Saves an exact point of a run: a new folder, then one new pointer that makes it current. The one before it is kept, others go.
 *
 * @param former the checkpoint that is known to be good, by name: what was saved or loaded last
 * @param early where a phase before the last is under way
 * @returns the checkpoint's name
 * @throws Error of the store; the former checkpoint is then still current
 */
export async function saveCheckpoint(
  store: RunStore,
  state: TrainingState,
  former?: string,
  early?: EarlyPhase,
): Promise<string> {
  const there = await store.list(FOLDER);
  const base = `step-${String(state.step).padStart(8, '0')}`;
  let name = base;
  for (let i = 1; there.includes(name); i++) name = `${base}-${i}`;
  try {
    await writeCheckpoint(store, `${FOLDER}/${name}`, { state, ...(early && { early }) });
    await writePointer(store, { current: name, ...(former === undefined ? {} : { former }) });
  } catch (error) {
    await store.remove(`${FOLDER}/${name}`);
    throw error;
  }
  for (const other of there) if (isName(other) && other !== former) await store.remove(`${FOLDER}/${other}`);
  return name;
}

/** Makes the checkpoint that is gone on from the current one, and removes all but it and the one before it: what is cut off or damaged. */
export async function tidyCheckpoints(store: RunStore, checkpoint: string | undefined): Promise<void> {
  const pointer = await readText(store, POINTER);
  const named = pointer === undefined ? [] : await namesIn(POINTER, pointer).catch(() => []);
  if (checkpoint !== undefined && named[0] !== checkpoint) await writePointer(store, { current: checkpoint });
  const kept = [...(named[0] === checkpoint ? named : [checkpoint]), POINTER_FILE];
  for (const name of await store.list(FOLDER)) if (!kept.includes(name)) await store.remove(`${FOLDER}/${name}`);
}

/** A checkpoint that was read. */
export interface LoadedCheckpoint extends CheckpointPoint {
  readonly name: string;
  /** Said where it is not the current one. */
  readonly warnings: readonly string[];
}

const stepOf = (name: string): readonly [number, number] => {
  const [, step, again = 0] = name.split('-');
  return [Number(step), Number(again)];
};

/**
 * The checkpoints to try, best first: what the pointer says or, where that is damaged, those that are there, newest first. A run under way whose one
 * checkpoint has no pointer yet is in its first save, or was cut off there: nothing is lost, and there is no problem.
 */
async function candidates(
  store: RunStore,
  pointer: string | undefined,
): Promise<{ readonly names: readonly string[]; readonly problem?: string }> {
  try {
    if (pointer === undefined) throw new RunDamage(`${placeOf(store, POINTER)} is missing`);
    return { names: await namesIn(placeOf(store, POINTER), pointer) };
  } catch (error) {
    const names = [];
    for (const name of (await store.list(FOLDER)).filter(isName))
      if (await isWholeCheckpoint(store, `${FOLDER}/${name}`)) names.push(name);
    names.sort((a, b) => stepOf(b)[0] - stepOf(a)[0] || stepOf(b)[1] - stepOf(a)[1]);
    const isFirstSave = pointer === undefined && names.length === 1 && !(await store.list()).includes(RESULT_FILE);
    return isFirstSave ? { names } : { names, problem: firstClause(error) };
  }
}

const firstClause = (error: unknown): string => messageOf(error).split('; ')[0]!;

/**
 * Loads the current checkpoint of a run, or the one before it where the current one is damaged; every checksum is compared. A writer may be
 * saving meanwhile: what it has removed is looked up again through its new pointer.
 *
 * @returns `undefined` where none was ever finished
 * @throws RunDamage that names what is missing or damaged in the newest, where none is whole
 */
export async function loadCheckpoint(store: RunStore): Promise<LoadedCheckpoint | undefined> {
  attempts: for (;;) {
    const pointer = await readText(store, POINTER);
    const { names, problem } = await candidates(store, pointer);
    let reason: unknown;
    for (const name of names) {
      try {
        const point = await readCheckpoint(store, `${FOLDER}/${name}`);
        const why = problem ?? (reason === undefined ? undefined : firstClause(reason));
        return {
          name,
          ...point,
          warnings: why === undefined ? [] : [`${why}; using checkpoint ${name}, after ${epochsOf(point.state)}`],
        };
      } catch (error) {
        if ((await readText(store, POINTER)) !== pointer) continue attempts;
        reason ??= error;
      }
    }
    if (reason !== undefined) throw reason;
    if (problem !== undefined && pointer !== undefined) throw new RunDamage(`${problem}; restore it from a copy, or train again`);
    if ((await readText(store, POINTER)) === pointer) return undefined;
  }
}

const epochsOf = ({ epoch, batch }: TrainingState): string =>
  `${epoch} ${epoch === 1 ? 'epoch' : 'epochs'}${batch === 0 ? '' : ` and ${batch} ${batch === 1 ? 'batch' : 'batches'}`}`;
