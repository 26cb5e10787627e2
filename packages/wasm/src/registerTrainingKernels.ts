import * as tf from '@tensorflow/tfjs';
// Registers the backend and its stock kernels, which ours build on.
import '@tensorflow/tfjs-backend-wasm';
import {
  conv2dBackpropFilter,
  conv2dBackpropInput,
  conv3dBackpropFilter,
  conv3dBackpropInput,
} from './convolutionGradientKernels.js';
import { castKernel } from './castKernel.js';
import { conv2dKernel } from './convolutionKernels.js';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwiseGradientKernels.js';
import { identityKernel } from './identityKernel.js';
import { matMulKernel } from './matMulKernel.js';
import { avgPool3dGrad, avgPoolGrad, maxPool3d, maxPool3dGrad, maxPoolGrad } from './poolKernels.js';
import { resizeBilinearGrad, resizeNearestNeighborGrad } from './resizeGradientKernels.js';
import { meanKernel, sumKernel } from './sumKernel.js';
import { tileKernel } from './tileKernel.js';
import { unsortedSegmentSum } from './unsortedSegmentSumKernel.js';
import type { Kernel } from './wasmBackend.js';

const BACKEND = 'wasm';

/** Our kernel, given the stock kernel of the same name where it needs one. */
type Replacement = (stock: Kernel) => Kernel;

const always =
  (kernel: Kernel): Replacement =>
  () =>
    kernel;

/** Kernels that take the place of a stock one, by the name tfjs gives it: slow ones, and wrong ones. */
const REPLACEMENTS: Readonly<Record<string, Replacement>> = {
  AvgPool3DGrad: always(avgPool3dGrad),
  AvgPoolGrad: always(avgPoolGrad),
  BatchMatMul: matMulKernel,
  Cast: castKernel,
  Conv2D: conv2dKernel,
  Conv2DBackpropInput: always(conv2dBackpropInput),
  Conv3DBackpropFilterV2: always(conv3dBackpropFilter),
  Conv3DBackpropInputV2: always(conv3dBackpropInput),
  FusedConv2D: conv2dKernel,
  Identity: identityKernel,
  MaxPool3D: always(maxPool3d),
  MaxPool3DGrad: always(maxPool3dGrad),
  MaxPoolGrad: always(maxPoolGrad),
  Mean: meanKernel,
  ResizeBilinearGrad: always(resizeBilinearGrad),
  ResizeNearestNeighborGrad: always(resizeNearestNeighborGrad),
  Sum: sumKernel,
  Tile: tileKernel,
  _FusedMatMul: matMulKernel,
};

/** Kernels that tfjs has for other backends only. */
const ADDITIONS: Readonly<Record<string, Kernel>> = {
  Conv2DBackpropFilter: conv2dBackpropFilter,
  DepthwiseConv2dNativeBackpropFilter: depthwiseBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseBackpropInput,
  UnsortedSegmentSum: unsortedSegmentSum,
};

/** Our kernels that are registered now, with the stock ones that they replace, if any. */
const installed = new Map<string, { readonly ours: tf.KernelConfig; readonly stock: tf.KernelConfig | undefined }>();

const currentKernel = (kernelName: string): tf.KernelConfig | undefined => tf.getKernel(kernelName, BACKEND);

function swap(from: tf.KernelConfig | undefined, to: tf.KernelConfig | undefined): void {
  if (from !== undefined) {
    tf.unregisterKernel(from.kernelName, BACKEND);
  }
  if (to !== undefined) {
    tf.registerKernel(to);
  }
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

function install(kernelName: string, current: tf.KernelConfig | undefined, kernel: Kernel): void {
  const ours: tf.KernelConfig = {
    ...(current ?? { kernelName, backendName: BACKEND }),
    kernelFunc: kernel as unknown as tf.KernelFunc,
  };
  installed.set(kernelName, { ours, stock: current });
  swap(current, ours);
}

/**
 * Completes the tfjs backend `'wasm'` for training; other backends are untouched. Kernels that it lacks are added (the gradients of
 * convolutions, depthwise convolutions and embeddings), slow ones replaced by fast ones (matrix products with transposed operands or
 * batches, transposed convolutions, sums over leading axes, tiling) and wrong ones by right ones (the gradients of pooling, resizing and
 * 3D convolutions). A kernel that tfjs lacks and someone else registered stays.
 *
 * May be called before or after the backend is started, and more than once. Returns a function that puts tfjs's own kernels back.
 * Throws if the loaded tfjs lacks a kernel that is to be replaced.
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
    if (installed.get(kernelName)?.ours !== current) {
      install(kernelName, current, replace(current.kernelFunc as unknown as Kernel));
    }
  }
  for (const [kernelName, kernel] of Object.entries(ADDITIONS)) {
    if (currentKernel(kernelName) === undefined) {
      install(kernelName, undefined, kernel);
    }
  }
  return restore;
}
