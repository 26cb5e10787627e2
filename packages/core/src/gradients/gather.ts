import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { axisOf, gradientMend } from './gradientMend.js';

/**
 * Sums rows that share an index: `y[k] = Σ_{i: ids[i] = k} rows[i]`. Its gradient is a gather.
 *
 * @param rows `[n, width]`
 * @param ids `[n]`, int32
 */
function sumRowsByIndex(rows: tf.Tensor2D, ids: tf.Tensor1D, count: number): tf.Tensor2D {
  if (tf.getKernel('UnsortedSegmentSum', tf.getBackend()) !== undefined) return tf.unsortedSegmentSum(rows, ids, count);
  // The WASM backend has no segment sum, but its scatter adds up rows of equal index.
  const width = rows.shape[1];
  const scatter = tf.customGrad((...[x, at, save]) => {
    (save as tf.GradSaveFunc)([at as tf.Tensor]);
    return {
      value: tf.scatterND(tf.reshape(at as tf.Tensor, [-1, 1]), x as tf.Tensor, [count, width]),
      gradFunc: (dy: tf.Tensor, [index]: tf.Tensor[]) => [tf.gather(dy, index as tf.Tensor1D), tf.zeros(index!.shape)],
    };
  });
  return scatter(rows, ids) as tf.Tensor2D;
}

/**
 * `tf.gather` along any axis, with batch dimensions: dy's slices are added up at their indices. tfjs needs a kernel that the WASM backend
 * lacks, is wrong for some axes with batch dimensions, and throws where the indices depend on what is differentiated.
 */
export const gatherMend: tf.GradConfig = gradientMend(
  'GatherV2',
  { inputs: ['x', 'indices'] },
  (dy, [x, indices], attributes) => ({
    x: () => {
      const { shape, rank } = x!;
      const axis = axisOf(attributes['axis'] as number, rank);
      const batched = axisOf((attributes['batchDims'] as number | undefined) ?? 0, indices!.rank);
      const batch = sizeFromShape(shape.slice(0, batched));
      const outer = sizeFromShape(shape.slice(batched, axis));
      const extent = shape[axis]!;
      const inner = sizeFromShape(shape.slice(axis + 1));
      const picked = indices!.size / batch;
      // [batch, outer, picked, inner], the picked ones brought forward.
      const slices = tf.reshape(dy, [batch, outer, picked, inner]);
      const rows = tf.reshape(outer === 1 ? slices : tf.transpose(slices, [0, 2, 1, 3]), [batch * picked, outer * inner]);
      const local = tf.reshape(indices!, [batch, picked]);
      const ids = batch === 1 ? local : tf.add(local, tf.reshape(tf.range(0, batch * extent, extent, 'int32'), [batch, 1]));
      const summed = sumRowsByIndex(rows as tf.Tensor2D, tf.reshape(ids, [-1]) as tf.Tensor1D, batch * extent);
      const back = tf.reshape(summed, [batch, extent, outer, inner]);
      return tf.reshape(outer === 1 ? back : tf.transpose(back, [0, 2, 1, 3]), shape);
    },
  }),
);
