import * as tf from '@tensorflow/tfjs';
import { type BackendName, selectBackend } from '@vaekit/core';

// Before the first operation, so that the engine greets nobody and skips its checks.
tf.enableProdMode();

/** What `--backend` says. */
export type BackendChoice = 'auto' | 'cpu' | 'wasm';

/** Starts an engine. `auto` takes wasm, or cpu where wasm does not start or cannot do what is asked. */
export async function startBackend(
  choice: BackendChoice,
  options: { readonly training?: boolean; readonly arch?: 'conv' | 'mlp' } = {},
): Promise<BackendName> {
  const { training = false, arch = 'mlp' } = options;
  const order: BackendName[] = choice === 'auto' ? (training && arch === 'conv' ? ['cpu'] : ['wasm', 'cpu']) : [choice];
  return selectBackend({ order, wasm: () => import('@vaekit/wasm/node') });
}
