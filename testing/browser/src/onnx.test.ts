import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { browserPage, inBrowser } from './harness.js';

/** Where the page finds ONNX Runtime's binaries: `ort.env.wasm.wasmPaths`. */
const runtimeBinaries = `/@fs/${dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'))}/`.replaceAll(
  /[\\/]+/g,
  '/',
);

inBrowser('@vaekit/onnx', () => {
  test('trains compiled on onnxruntime-web to the losses of the eager engine, and leaves nothing behind', async () => {
    const { evaluate, errors, requests, foreignRequests } = await browserPage();
    const result = await evaluate(
      { tf: '@tensorflow/tfjs', core: '@vaekit/core', onnx: '@vaekit/onnx', ort: 'onnxruntime-web/wasm' },
      async ({ tf, core, onnx, ort }, wasmPaths) => {
        await tf.setBackend('cpu');
        ort.env.wasm.wasmPaths = wasmPaths;
        const rows = 80;
        const x = core.randomStream(3).fillUniform(new Float32Array(rows * 36));
        const train = async (engine: ReturnType<typeof onnx.compiled> | ReturnType<typeof core.eager>) => {
          const model = core.vae({
            encoder: core.convEncoder({ input: [6, 6, 1], latent: 3, filters: [4], dense: [12], batchNorm: true }),
            decoder: core.mlpDecoder({ latent: 3, hidden: [12], output: [6, 6, 1], dropout: 0.1 }),
          });
          const before = tf.memory().numTensors;
          // 10 epochs of 5 steps, the last of them short of rows: 50 steps.
          const { history } = await core.fit(
            model,
            { data: x, shape: [rows, 6, 6, 1] },
            { epochs: 10, batchSize: 18, optimizer: core.adam({ learningRate: 3e-3 }), engine },
          );
          const left = tf.memory().numTensors - before;
          const weights = await core.readWeights(model);
          model.dispose();
          return {
            losses: [...history['loss']!],
            left,
            norm: Math.hypot(...Object.values(weights).flatMap((values) => [...values])),
          };
        };
        return { eager: await train(core.eager()), compiled: await train(onnx.compiled({ runtime: ort })) };
      },
      runtimeBinaries,
    );
    expect(errors()).toEqual([]);
    expect(result.eager.losses).toHaveLength(10);
    result.eager.losses.forEach((loss, epoch) => expect(Math.abs(result.compiled.losses[epoch]! / loss - 1)).toBeLessThan(1e-4));
    expect(result.compiled.losses.at(-1)!).toBeLessThan(result.compiled.losses[0]!);
    expect(result.compiled.norm / result.eager.norm).toBeCloseTo(1, 4);
    expect([result.eager.left, result.compiled.left]).toEqual([0, 0]);
    expect(requests().some((asked) => asked.endsWith('.wasm'))).toBe(true);
    expect(foreignRequests()).toEqual([]);
  });

  test('an exported sampler runs in a page, at any batch size', async () => {
    const { evaluate, errors, foreignRequests } = await browserPage();
    const differences = await evaluate(
      { tf: '@tensorflow/tfjs', core: '@vaekit/core', onnx: '@vaekit/onnx', ort: 'onnxruntime-web/wasm' },
      async ({ tf, core, onnx, ort }, wasmPaths) => {
        await tf.setBackend('cpu');
        ort.env.wasm.wasmPaths = wasmPaths;
        const model = core.vae({
          encoder: core.mlpEncoder({ input: [5], hidden: [8], latent: 2 }),
          decoder: core.mlpDecoder({ latent: 2, hidden: [8], output: [5] }),
          prior: core.classMeans(3),
        });
        const session = await ort.InferenceSession.create(onnx.exportSampler(model));
        const largest: number[] = [];
        for (const batch of [1, 7]) {
          const eps = core.randomStream(batch).fillNormal(new Float32Array(batch * 2));
          const y = Int32Array.from({ length: batch }, (_, i) => i % 3);
          const { samples } = await session.run({
            eps: new ort.Tensor('float32', eps, [batch, 2]),
            y: new ort.Tensor('int32', y, [batch]),
            temperature: new ort.Tensor('float32', Float32Array.of(0.5), []),
          });
          const z = model.prior.draw({ eps: tf.tensor2d(eps, [batch, 2]) }, model.context(tf.tensor1d(y, 'int32'), batch), 0.5);
          const expected = core.decode(model, z).dataSync();
          const actual = samples!.data as Float32Array;
          largest.push(
            actual.length === expected.length ? Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!))) : Infinity,
          );
        }
        await session.release();
        return largest;
      },
      runtimeBinaries,
    );
    expect(errors()).toEqual([]);
    for (const difference of differences) expect(difference).toBeLessThan(1e-5);
    expect(foreignRequests()).toEqual([]);
  });

  test('a page that gives no runtime is told how to, and its fastest engine is the eager one', async () => {
    const { evaluate } = await browserPage();
    const message = await evaluate({ onnx: '@vaekit/onnx' }, ({ onnx }) =>
      onnx.loadRuntime().then(
        () => 'loaded',
        (error: Error) => `${error.name}: ${error.message}`,
      ),
    );
    expect(message).toMatch(/^RuntimeMissingError: .*runtime: await import\('onnxruntime-web'\)/);
    expect(await evaluate({ onnx: '@vaekit/onnx' }, async ({ onnx }) => (await onnx.fastest()).name)).toBe('eager');
  });
});
