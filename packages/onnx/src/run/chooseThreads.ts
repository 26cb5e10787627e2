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

/** The least time of a few runs, milliseconds. */
async function probe(session: RuntimeSession, { feeds, fetches }: ProbeRequest): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < 4; i++) {
    const start = performance.now();
    await session.run(feeds, fetches);
    if (i > 0) least = Math.min(least, performance.now() - start);
  }
  return least;
}

/** A session on the given number of threads, or on the faster of one and all cores; the other is released. */
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
  const one = await create(request, 1);
  if (all === 1) return { session: one, threads: 1 };
  let many: RuntimeSession | undefined;
  try {
    many = await create(request, all);
    const [timeOne, timeMany] = [await probe(one, request), await probe(many, request)];
    const [kept, other, threads] = timeMany < timeOne ? [many, one, all] : [one, many, 1];
    await other.release();
    return { session: kept, threads };
  } catch (error) {
    await Promise.allSettled([one.release(), many?.release()]);
    throw error;
  }
}
