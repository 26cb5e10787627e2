import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { afterAll, beforeAll, describe } from 'vitest';

const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));
setWasmPaths(join(wasm, 'wasm-out/'));

/** The same tests on tfjs's plain and its WASM backend: their kernels differ in kind and in precision. */
export function onEveryBackend(body: () => void): void {
  describe.each(['cpu', 'wasm'])('on the %s backend', (backend) => {
    beforeAll(async () => {
      if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend does not start`);
    });
    afterAll(() => tf.disposeVariables());
    body();
  });
}
