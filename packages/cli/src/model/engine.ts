import { eager, type Engine } from '@vaekit/core';
import { compiled, fastest, loadRuntime } from '@vaekit/onnx';
import { availableParallelism } from 'node:os';

/** What `--engine` says. */
export type EngineChoice = 'auto' | 'compiled' | 'eager';

/** How the steps of a run are computed; with the seed, what its bits depend on. */
export interface EngineRecord {
  readonly name: 'compiled' | 'eager';
  /** Threads of the compiled engine. */
  readonly threads?: number | undefined;
}

/** The engine of a record. */
export const engineOf = ({ name, threads = 1 }: EngineRecord): Engine => (name === 'compiled' ? compiled({ threads }) : eager());

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
