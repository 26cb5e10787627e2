import { availableParallelism } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseThreads } from './chooseThreads.js';
import type { Runtime, RuntimeSession } from './runtime.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const all = availableParallelism();

/** A runtime on a clock of its own: a run takes what the number of threads says. */
function pretend(milliseconds: (threads: number) => number): {
  readonly runtime: Runtime;
  readonly runs: () => Readonly<Record<number, number>>;
  readonly released: () => readonly number[];
} {
  let clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  const runs: Record<number, number> = {};
  const released: number[] = [];
  const create = async (_: Uint8Array, options: object): Promise<RuntimeSession> => {
    const threads = (options as { intraOpNumThreads: number }).intraOpNumThreads;
    return {
      run: async () => {
        runs[threads] = (runs[threads] ?? 0) + 1;
        const took = milliseconds(threads);
        if (Number.isNaN(took)) throw new Error('the run failed');
        clock += took;
        return {};
      },
      release: async () => void released.push(threads),
    };
  };
  class Tensor {
    readonly data = {};
  }
  return { runtime: { InferenceSession: { create }, Tensor }, runs: () => runs, released: () => released };
}

const request = { bytes: new Uint8Array(), feeds: {}, fetches: {}, threads: 'auto' } as const;

describe.skipIf(all === 1)('chooseThreads', () => {
  it('asks a long step no second question: all cores, one run', async () => {
    const { runtime, runs, released } = pretend(() => 100);
    expect((await chooseThreads({ ...request, runtime })).threads).toBe(all);
    expect(runs()).toEqual({ [all]: 1 });
    expect(released()).toEqual([]);
  });

  it('takes all cores for a run of several milliseconds, after a look at it when memory is laid out', async () => {
    const { runtime, runs } = pretend(() => 6);
    expect((await chooseThreads({ ...request, runtime })).threads).toBe(all);
    expect(runs()).toEqual({ [all]: 4 });
  });

  it('gives a short step the faster of one and all, and lets the other go', async () => {
    const alone = pretend((threads) => (threads === 1 ? 0.5 : 1));
    expect((await chooseThreads({ ...request, runtime: alone.runtime })).threads).toBe(1);
    expect(alone.released()).toEqual([all]);
    vi.restoreAllMocks();
    const together = pretend((threads) => (threads === 1 ? 2 : 1));
    expect((await chooseThreads({ ...request, runtime: together.runtime })).threads).toBe(all);
    expect(together.released()).toEqual([1]);
  });

  it('leaves no session behind when a run fails', async () => {
    const { runtime, released } = pretend((threads) => (threads === 1 ? Number.NaN : 1));
    await expect(chooseThreads({ ...request, runtime })).rejects.toThrow('the run failed');
    expect([...released()].sort()).toEqual([1, all].sort());
  });
});
