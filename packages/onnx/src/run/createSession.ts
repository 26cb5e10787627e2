import type { Runtime, RuntimeSession, RuntimeTensor } from './runtime.js';

/** Whether a runtime is `onnxruntime-web`. */
export const isWeb = (runtime: Runtime): boolean => runtime.env?.versions?.web !== undefined;

type Numbers = ArrayLike<number> & { set(values: ArrayLike<number>): void };

/**
 * A session whose outputs end up in the arrays of the tensors given as `fetches`.
 *
 * `onnxruntime-node` writes them there itself. `onnxruntime-web` 1.30 takes such tensors but leaves the results in WASM memory and the arrays
 * as they were: there the outputs are asked for by name and copied.
 */
export async function createSession(runtime: Runtime, bytes: Uint8Array, options: object): Promise<RuntimeSession> {
  const session = await runtime.InferenceSession.create(bytes, options);
  if (!isWeb(runtime)) return session;
  return {
    async run(feeds, fetches) {
      if (Array.isArray(fetches)) return session.run(feeds, fetches);
      const given = fetches as Readonly<Record<string, RuntimeTensor>>;
      const results = await session.run(feeds, Object.keys(given));
      for (const [name, { data }] of Object.entries(given)) (data as Numbers).set(results[name]!.data as Numbers);
      return given;
    },
    release: () => session.release(),
  };
}
