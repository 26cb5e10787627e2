import * as tf from '@tensorflow/tfjs';
import { type BackendName, selectBackend } from '@vaekit/core';

// Before the first operation, so that the engine greets nobody and skips its checks.
tf.enableProdMode();

/** What `--backend` says. */
export type BackendChoice = 'auto' | 'cpu' | 'wasm';

/** Starts a backend. `auto` takes wasm, or cpu where wasm does not start. */
export async function startBackend(choice: BackendChoice): Promise<BackendName> {
  const order: BackendName[] = choice === 'auto' ? ['wasm', 'cpu'] : [choice];
  return selectBackend({ order, wasm: () => import('@vaekit/wasm/node') });
}
