import * as tf from '@tensorflow/tfjs';
// Registers the backend and its stock kernels, which ours build on.
import '@tensorflow/tfjs-backend-wasm';
import { matMulKernel } from './matMulKernel.js';
import { tileKernel } from './tileKernel.js';
import type { Kernel } from './wasmBackend.js';

const BACKEND = 'wasm';

/** How each stock kernel is replaced, by the name tfjs gives it. */
const REPLACEMENTS: Readonly<Record<string, (stock: Kernel) => Kernel>> = {
  BatchMatMul: matMulKernel,
  _FusedMatMul: matMulKernel,
  Tile: tileKernel,
};

/** Our kernels that are registered now, with the stock ones that they stand in for. */
const installed = new Map<string, { readonly ours: tf.KernelConfig; readonly stock: tf.KernelConfig }>();

const currentKernel = (kernelName: string): tf.KernelConfig | undefined => tf.getKernel(kernelName, BACKEND);

function swap(from: tf.KernelConfig, to: tf.KernelConfig): void {
  tf.unregisterKernel(from.kernelName, BACKEND);
  tf.registerKernel(to);
}

function restore(): void {
  for (const [kernelName, { ours, stock }] of installed) {
    // A kernel that someone registered over ours since then stays.
    if (currentKernel(kernelName) === ours) {
      swap(ours, stock);
    }
  }
  installed.clear();
}

/**
 * Replaces kernels of the tfjs backend `'wasm'` that slow training down by fast ones; other backends are untouched. They are
 * `BatchMatMul` and `_FusedMatMul`, whose transposed operands (every gradient of a dense layer) and batches take a slow path, and
 * `Tile`, which broadcasting to a shape consists of.
 *
 * May be called before or after the backend is started, and more than once. Returns a function that puts tfjs's own kernels back.
 * Throws if the loaded tfjs has no such kernels.
 */
export function registerTrainingKernels(): () => void {
  for (const [kernelName, replace] of Object.entries(REPLACEMENTS)) {
    const current = currentKernel(kernelName);
    if (current === undefined) {
      throw new Error(
        `registerTrainingKernels: tfjs has no kernel '${kernelName}' for the backend 'wasm'; ` +
          'is there a second copy of @tensorflow/tfjs-core in the installation (`npm ls @tensorflow/tfjs-core`)?',
      );
    }
    if (installed.get(kernelName)?.ours === current) {
      continue;
    }
    const kernelFunc = replace(current.kernelFunc as unknown as Kernel) as unknown as tf.KernelFunc;
    const ours: tf.KernelConfig = { ...current, kernelFunc };
    installed.set(kernelName, { ours, stock: current });
    swap(current, ours);
  }
  return restore;
}
