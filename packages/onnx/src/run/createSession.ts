import type { Signature } from '../emit/onnxModel.js';
import type { Runtime, RuntimeSession, RuntimeTensor } from './runtime.js';

/** Whether a runtime is `onnxruntime-web`. */
export const isWeb = (runtime: Runtime): boolean => runtime.env?.versions?.web !== undefined;

type Numbers = ArrayLike<number> & { set(values: ArrayLike<number>): void };

/** The first output of a model for `onnxruntime-node`, see {@link createSession}: an empty sequence. */
const SEQUENCE = 'nothing';

/** What a model is to declare for {@link createSession} to make the most of the runtime. */
export const signatureFor = (runtime: Runtime): Signature => (isWeb(runtime) ? {} : { sequence: SEQUENCE });

/**
 * Runs without copies of the outputs.
 *
 * `onnxruntime-node` 1.30 writes the outputs into the arrays that it is given, and then makes a fresh copy of each for its answer, which
 * nobody reads: as many bytes as there are weights, at every step, and the garbage collector then worked on the cores that the next run
 * needed. The copies are made in the order of the outputs, and of a sequence it can make none: with
 * a sequence in front it stops there with an error, and everything is in its place. An error of another kind, or a runtime that
 * can copy sequences, costs no more than the copies.
 */
function withoutCopies(session: RuntimeSession): RuntimeSession {
  let refuses = true;
  // A step asks for the same outputs again and again: they are put together once.
  let known: { readonly given: object; readonly asked: Readonly<Record<string, RuntimeTensor | null>> | undefined } | undefined;
  return {
    async run(feeds, fetches) {
      if (!refuses || Array.isArray(fetches)) return session.run(feeds, fetches);
      const given = fetches as Readonly<Record<string, RuntimeTensor | null>>;
      if (known?.given !== given)
        known = { given, asked: Object.values(given).includes(null) ? undefined : { [SEQUENCE]: null, ...given } };
      if (known.asked === undefined) return session.run(feeds, given);
      try {
        await session.run(feeds, known.asked);
      } catch (error) {
        if (!/non[- ]tensor/i.test(String(error))) {
          // Not what was counted on: the run itself failed, or the words are new. A run as everybody does it tells which.
          const results = await session.run(feeds, given);
          refuses = false;
          return results;
        }
      }
      return given as Readonly<Record<string, RuntimeTensor>>;
    },
    release: () => session.release(),
  };
}

/**
 * A session whose outputs end up in the arrays of the tensors given as `fetches`.
 *
 * `onnxruntime-node` writes them there itself. `onnxruntime-web` 1.30 takes such tensors but leaves the results in WASM memory and the arrays
 * as they were: there the outputs are asked for by name and copied.
 */
export async function createSession(runtime: Runtime, bytes: Uint8Array, options: object): Promise<RuntimeSession> {
  const session = await runtime.InferenceSession.create(bytes, options);
  if (!isWeb(runtime)) return session.outputNames?.includes(SEQUENCE) ? withoutCopies(session) : session;
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
