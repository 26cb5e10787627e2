import { expect, test } from 'vitest';
import { browserPage, engineBinaries, inBrowser } from './harness.js';

inBrowser('@vaekit/wasm', () => {
  test('starts in Chromium; products with transposed operands agree with the CPU backend and leave nothing behind', async () => {
    const { evaluate, errors, foreignRequests } = await browserPage();
    const seen = await evaluate(
      { tf: '@tensorflow/tfjs', wasm: '@vaekit/wasm' },
      async ({ tf, wasm }, wasmPaths) => {
        const [rows, depth, columns] = [37, 128, 61];
        const values = (count: number, seed: number) =>
          Float32Array.from({ length: count }, (_, i) => Math.fround(Math.sin(i * seed)));
        const product = (transposeA: boolean, transposeB: boolean) =>
          tf.tidy(() => {
            const a = tf.tensor2d(values(rows * depth, 1.1), transposeA ? [depth, rows] : [rows, depth]);
            const b = tf.tensor2d(values(depth * columns, 0.7), transposeB ? [columns, depth] : [depth, columns]);
            return tf.matMul(a, b, transposeA, transposeB).dataSync();
          });
        const ways = [false, true].flatMap((a) => [false, true].map((b) => [a, b] as const));

        await tf.setBackend('cpu');
        const expected = ways.map(([a, b]) => product(a, b));
        await wasm.useWasm({ wasmPaths });
        const backend = tf.getBackend();
        const before = tf.memory().numTensors;
        const actual = ways.map(([a, b]) => product(a, b));
        const largest = (lists: ArrayLike<number>[]) => Math.max(...lists.flatMap((list) => Array.from(list, Math.abs)));
        const differences = actual.map((list, i) => list.map((value, j) => value - (expected[i]?.[j] ?? Number.NaN)));
        return { backend, left: tf.memory().numTensors - before, error: largest(differences), size: largest(expected) };
      },
      engineBinaries,
    );
    expect(seen.backend).toBe('wasm');
    expect(seen.size).toBeGreaterThan(1);
    // Sums of 128 products of numbers below one, in float32: |error| <= 1e-5 Σ|terms|.
    expect(seen.error).toBeLessThanOrEqual(1e-5 * 128);
    expect(seen.left).toBe(0);
    expect(errors()).toEqual([]);
    expect(foreignRequests()).toEqual([]);
  });

  test('says of binaries that are not there what the server sent in their place', async () => {
    const { evaluate } = await browserPage();
    const message = await evaluate({ wasm: '@vaekit/wasm' }, async ({ wasm }) =>
      wasm.useWasm({ wasmPaths: '/nowhere/' }).then(
        () => 'started',
        (error: unknown) => String(error),
      ),
    );
    expect(message).toMatch(
      /^Error: useWasm: the WASM backend could not start; its binaries cannot be read \(\/nowhere\/tfjs-backend-wasm\.wasm: .*(404|not a WebAssembly file \(text\/html\)).*Serve the files /u,
    );
  });
});
