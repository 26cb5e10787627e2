import type * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { repeatRun } from './repeatRun.js';
import type { Kernel, KernelCall } from './wasmBackend.js';

type Values = Float32Array | Int32Array | Uint8Array;

/**
 * `Tile` (which `tf.broadcastTo` is made of): `x` repeated `reps[i]` times along axis `i`. Whole runs of memory are copied at once,
 * where the `stock` kernel computes the coordinates of every number.
 */
export function tileKernel(stock: Kernel): Kernel {
  return (call: KernelCall): tf.TensorInfo => {
    const { backend } = call;
    const { x } = call.inputs as { x: tf.TensorInfo };
    const { reps } = call.attrs as { reps: number[] };
    if (x.dtype === 'string' || x.shape.length === 0 || reps.length !== x.shape.length) {
      return stock(call);
    }
    const out = backend.makeOutput(
      x.shape.map((length, axis) => length * (reps[axis] ?? 1)),
      x.dtype,
    );
    const source = backend.typedArrayFromHeap(x) as Values;
    const target = backend.typedArrayFromHeap(out) as Values;
    if (target.length === 0) {
      return out;
    }
    // Below this axis nothing is repeated: everything under one of its indices is one run.
    const innermost = reps.findLastIndex((times) => times !== 1);
    if (innermost < 0) {
      target.set(source);
      return out;
    }
    const volumes = (lengths: readonly number[]): number[] => lengths.map((_, axis) => sizeFromShape(lengths.slice(axis + 1)));
    const [sourceStrides, targetStrides] = [volumes(x.shape), volumes(out.shape)];
    const write = (axis: number, from: number, to: number): void => {
      const [length, times] = [x.shape[axis] ?? 1, reps[axis] ?? 1];
      const [sourceStride, targetStride] = [sourceStrides[axis] ?? 1, targetStrides[axis] ?? 1];
      if (axis === innermost) {
        const run = length * sourceStride;
        if (run === 1) {
          target.fill(source[from] ?? 0, to, to + times);
          return;
        }
        target.set(source.subarray(from, from + run), to);
      } else {
        for (let index = 0; index < length; index++) {
          write(axis + 1, from + index * sourceStride, to + index * targetStride);
        }
      }
      repeatRun(target, to, length * targetStride, times);
    };
    write(0, 0, 0);
    return out;
  };
}
