import { eager, type Engine } from '@vaekit/core';
import { compiled, fastest, loadRuntime } from '@vaekit/onnx';
import type { RunConfig } from '@vaekit/runs';
import { availableParallelism } from 'node:os';

/** What `--engine` says. */
export type EngineChoice = 'auto' | 'compiled' | 'eager';

/** How the steps of a run are computed; with the seed, what its bits depend on. */
export type EngineRecord = RunConfig['engine'];

/** What makes training faster here, where `auto` has found no ONNX Runtime. */
export const slowEngineNote = (choice: EngineChoice, { name }: EngineRecord): string | undefined =>
  choice === 'auto' && name === 'eager'
    ? 'note: ONNX Runtime is not installed, so steps are computed operation by operation; as one compiled graph they are faster: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node (skip: nothing is fetched for GPUs), beside vaekit; --engine eager leaves this note out'
    : undefined;

/** The engine of a record. */
export const engineOf = ({ name, threads = 1 }: EngineRecord): Engine => (name === 'compiled' ? compiled({ threads }) : eager());

/** The engine of a record as far as there is one here: else tfjs. The same machine gives the same bits. */
export async function engineHere({ name, threads = 1 }: EngineRecord): Promise<Engine> {
  if (name === 'eager' || (await fastest()).name === 'eager') return eager();
  return compiled({ threads: Math.min(threads, availableParallelism()) });
}

/**
 * What a choice comes to here; `auto` is the fastest there is.
 *
 * @throws RuntimeMissingError for `compiled` without ONNX Runtime
 */
export async function chooseEngine(choice: EngineChoice): Promise<EngineRecord> {
  if (choice === 'compiled') await loadRuntime();
  const name = choice === 'auto' ? (await fastest()).name : choice;
  return name === 'compiled' ? { name, threads: availableParallelism() } : { name: 'eager' };
}
