import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { onnxModel, type Signature } from '../emit/onnxModel.js';
import { graphBuilder } from '../graph/graphBuilder.js';
import { chooseThreads } from './chooseThreads.js';
import { createSession, isWeb, signatureFor } from './createSession.js';
import type { Runtime, RuntimeSession } from './runtime.js';

/** Twice its input. */
function doubling(signature?: Signature): Uint8Array {
  const builder = graphBuilder();
  const x = builder.value([3], 'float32');
  const y = builder.emit('Add', [x, x], [3], 'float32');
  const graph = {
    inputs: [{ kind: 'batch' as const, name: 'x', value: x }],
    constants: builder.constants,
    nodes: builder.nodes,
    outputs: [{ name: 'y', value: y }],
    int64: new Set<never>(),
  };
  return onnxModel(graph, 'doubling', signature);
}

/** The installed runtime, behaving as the one of a page: it writes into no array it was given. */
function pretendWeb(): Runtime {
  const create = async (model: Uint8Array, options: object): Promise<RuntimeSession> => {
    const session = await ort.InferenceSession.create(model, options);
    return {
      run: (feeds, fetches) => {
        if (!Array.isArray(fetches)) throw new Error('a page gives names');
        return session.run(feeds as Record<string, ort.Tensor>, fetches as string[]);
      },
      release: () => session.release(),
    };
  };
  return { InferenceSession: { create }, Tensor: ort.Tensor, env: { versions: { web: '1.30.0' } } };
}

describe('createSession', () => {
  for (const [name, runtime] of Object.entries<Runtime>({ 'onnxruntime-node': ort, 'one as in a page': pretendWeb() })) {
    it(`writes into the arrays it is given, on ${name}`, async () => {
      const session = await createSession(runtime, doubling(), { intraOpNumThreads: 1 });
      const result = new Float32Array(3);
      const feeds = { 'batch/x': new runtime.Tensor('float32', Float32Array.of(1, -2, 3.5), [3]) };
      const fetches = { y: new runtime.Tensor('float32', result, [3]) };
      await session.run(feeds, fetches);
      expect(result).toEqual(Float32Array.of(2, -4, 7));
      await session.release();

      const chosen = await chooseThreads({ runtime, bytes: doubling(), feeds, fetches, threads: 'auto' });
      if (isWeb(runtime)) expect(chosen.threads).toBe(1);
      result.fill(0);
      await chosen.session.run(feeds, fetches);
      expect(result).toEqual(Float32Array.of(2, -4, 7));
      await chosen.session.release();
    });
  }

  const request = () => {
    const result = new Float32Array(3);
    return {
      result,
      feeds: { 'batch/x': new ort.Tensor('float32', Float32Array.of(1, -2, 3.5), [3]) },
      fetches: { y: new ort.Tensor('float32', result, [3]) },
    };
  };

  it('hands out the very tensors that it was given, and no copies', async () => {
    const session = await createSession(ort, doubling(signatureFor(ort)), { intraOpNumThreads: 1 });
    const { feeds, fetches, result } = request();
    for (let i = 0; i < 3; i++) {
      result.fill(0);
      expect((await session.run(feeds, fetches))['y']).toBe(fetches.y);
      expect(result).toEqual(Float32Array.of(2, -4, 7));
    }
    expect((await session.run(feeds, ['y']))['y']!.data).toEqual(Float32Array.of(2, -4, 7));
    await expect(session.run({}, fetches)).rejects.toThrow("input 'batch/x' is missing");
    result.fill(0);
    expect((await session.run(feeds, fetches))['y']).toBe(fetches.y);
    expect(result).toEqual(Float32Array.of(2, -4, 7));
    await session.release();
  });

  it('is as good with a runtime that refuses a sequence before it runs, or copies it', async () => {
    const asked: string[][] = [];
    const runtime = (sequence: (run: () => Promise<void>) => Promise<void>): Runtime => ({
      Tensor: ort.Tensor,
      InferenceSession: {
        create: async (model, options) => {
          const session = await ort.InferenceSession.create(model, options);
          return {
            outputNames: session.outputNames,
            async run(feeds, fetches) {
              const names = Object.keys(fetches);
              asked.push(names);
              const { y } = fetches as Record<string, ort.Tensor>;
              const run = async (): Promise<void> => void (await session.run(feeds as Record<string, ort.Tensor>, { y: y! }));
              await (names.length > 1 ? sequence(run) : run());
              return { y: y! };
            },
            release: () => session.release(),
          };
        },
      },
    });
    const refusing = runtime(() => Promise.reject(new Error('no such output')));
    const copying = runtime((run) => run());
    for (const [one, first] of [
      [refusing, 2],
      [copying, 1],
    ] as const) {
      asked.length = 0;
      const session = await createSession(one, doubling(signatureFor(one)), { intraOpNumThreads: 1 });
      const { feeds, fetches, result } = request();
      await session.run(feeds, fetches);
      expect(result).toEqual(Float32Array.of(2, -4, 7));
      expect(asked).toHaveLength(first);
      await session.run(feeds, fetches);
      expect(asked).toHaveLength(first + 1);
      await session.release();
    }
  });

  it('refuses a number of threads that is none', async () => {
    const request = { runtime: ort, bytes: doubling(), feeds: {}, fetches: {}, threads: 0 };
    await expect(chooseThreads(request)).rejects.toThrow("`threads` is 0; expected 'auto' or a whole number of at least 1");
  });
});
