import { createSession, isWeb } from './createSession.js';
import type { Runtime, RuntimeSession, RuntimeTensor } from './runtime.js';

/** What a session is made and probed with. */
export interface ProbeRequest {
  readonly runtime: Runtime;
  readonly bytes: Uint8Array;
  readonly feeds: Readonly<Record<string, RuntimeTensor>>;
  readonly fetches: Readonly<Record<string, RuntimeTensor>>;
  readonly threads: number | 'auto';
  readonly executionProviders?: readonly string[] | undefined;
}

const cores = (): number =>
  (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ?? nodeCores();
const nodeCores = (): number => {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => { availableParallelism?: () => number } | undefined };
  };
  return process?.getBuiltinModule?.('node:os')?.availableParallelism?.() ?? 2;
};

async function create({ runtime, bytes, executionProviders }: ProbeRequest, threads: number): Promise<RuntimeSession> {
  return createSession(runtime, bytes, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // The lowering does its own fusing; the runtime's fused Gemm with Relu is slower than the two apart.
    graphOptimizationLevel: 'basic',
    executionMode: 'sequential',
    // Errors only: a library prints nothing.
    logSeverityLevel: 3,
    ...(executionProviders === undefined ? {} : { executionProviders }),
  });
}

/** Milliseconds of a run from which all cores are certain to pay: what their start and their waiting cost is far less. */
const CERTAIN = 4;

/** Milliseconds of a first run, slow as it is, that need no second one to tell that a step is long. */
const LONG = 10 * CERTAIN;

async function timed(session: RuntimeSession, { feeds, fetches }: ProbeRequest): Promise<number> {
  const start = performance.now();
  await session.run(feeds, fetches);
  return performance.now() - start;
}

/** The least time of a few runs, milliseconds; the first, in which memory is laid out, only where it is long by itself. */
async function probe(session: RuntimeSession, request: ProbeRequest): Promise<number> {
  const first = await timed(session, request);
  if (first >= LONG) return first;
  let least = Infinity;
  for (let i = 0; i < 3; i++) least = Math.min(least, await timed(session, request));
  return least;
}

/**
 * A session on the given number of threads; with `'auto'` on all cores where a run is long, else on the faster of one and all. The other is
 * released.
 */
export async function chooseThreads(
  request: ProbeRequest,
): Promise<{ readonly session: RuntimeSession; readonly threads: number }> {
  if (request.threads !== 'auto') {
    if (!Number.isInteger(request.threads) || request.threads < 1) {
      throw new RangeError(`compiled: \`threads\` is ${request.threads}; expected 'auto' or a whole number of at least 1`);
    }
    return { session: await create(request, request.threads), threads: request.threads };
  }
  // In a page the threads are the whole runtime's, not a session's.
  const all = isWeb(request.runtime) ? 1 : Math.max(1, cores());
  const many = await create(request, all);
  if (all === 1) return { session: many, threads: 1 };
  let one: RuntimeSession | undefined;
  try {
    const timeMany = await probe(many, request);
    if (timeMany >= CERTAIN) return { session: many, threads: all };
    one = await create(request, 1);
    const timeOne = await probe(one, request);
    const [kept, other, threads] = timeMany < timeOne ? [many, one, all] : [one, many, 1];
    await other.release();
    return { session: kept, threads };
  } catch (error) {
    await Promise.allSettled([many.release(), one?.release()]);
    throw error;
  }
}
