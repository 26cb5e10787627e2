import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { heapModule } from './heapModule.js';
import { type SumFunctions, sumModule } from './sumModule.js';
import { addressOf, type Kernel } from './wasmBackend.js';

const FLOAT = 4;
/** So many rows are summed by themselves, so that the rounding grows with the root of the number of rows at most. */
const BLOCK = 256;

const functionsOf = heapModule<SumFunctions>(sumModule);

/**
 * `Sum` and `Mean` over adjacent axes, but not over the last one: the gradient of every bias, and the moments of batch
 * normalization. Rows are added up in memory order; the `stock` kernels turn the tensor first.
 */
const reduceRows =
  (mean: boolean) =>
  (stock: Kernel): Kernel =>
  (call) => {
    const { backend, inputs, attrs } = call;
    const { x } = inputs as { x: tf.TensorInfo };
    const { axis, keepDims } = attrs as unknown as { axis: number | number[] | undefined; keepDims: boolean };
    const axes = tf.util.parseAxisParam(axis ?? x.shape.map((_, i) => i), x.shape).sort((a, b) => a - b);
    const outShape = x.shape.map((size, i) => (axes.includes(i) ? 1 : size)).filter((_, i) => keepDims || !axes.includes(i));
    if (x.dtype === 'float32' && sizeFromShape(x.shape) === 0) {
      // The stock kernels leave the result as they find it.
      const out = backend.makeOutput(outShape, 'float32');
      backend.typedArrayFromHeap(out).fill(mean ? NaN : 0);
      return out;
    }
    const [first, last] = [axes[0], axes.at(-1)];
    const functions = functionsOf(backend);
    if (x.dtype !== 'float32' || functions === null || first === undefined || last === undefined) {
      return stock(call);
    }
    const inner = sizeFromShape(x.shape.slice(last + 1));
    const rows = sizeFromShape(x.shape.slice(first, last + 1));
    if (last - first + 1 !== axes.length || inner < 2 || rows < 2) {
      return stock(call);
    }
    const outer = sizeFromShape(x.shape.slice(0, first));
    const out = backend.makeOutput(outShape, 'float32');
    backend.typedArrayFromHeap(out).fill(0);
    const [source, target, width] = [addressOf(backend, x), addressOf(backend, out), inner * FLOAT];
    for (let o = 0; o < outer; o++) {
      for (let row = 0; row < rows; row += BLOCK) {
        functions.sumRows(source + (o * rows + row) * width, target + o * width, Math.min(BLOCK, rows - row), width);
      }
    }
    if (mean) {
      const values = backend.typedArrayFromHeap(out);
      for (let i = 0; i < values.length; i++) {
        values[i] = (values[i] ?? 0) / rows;
      }
    }
    return out;
  };

/** `Sum`: see `reduceRows`. */
export const sumKernel: (stock: Kernel) => Kernel = reduceRows(false);
/** `Mean`: see `reduceRows`. */
export const meanKernel: (stock: Kernel) => Kernel = reduceRows(true);
