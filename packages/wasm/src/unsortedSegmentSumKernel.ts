import type * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import type { Kernel } from './wasmBackend.js';

/**
 * `UnsortedSegmentSum` (the gradient of `tf.gather`, hence of embeddings): row `s` of the result is the sum of the rows of `x` whose id
 * is `s`; rows with an id outside `0 … numSegments − 1` are dropped.
 */
export const unsortedSegmentSum: Kernel = ({ backend, inputs, attrs }) => {
  const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  const { numSegments } = attrs as { numSegments: number };
  const rowShape = x.shape.slice(segmentIds.shape.length);
  const out = backend.makeOutput([numSegments, ...rowShape], x.dtype);
  const [source, ids, target] = [x, segmentIds, out].map((info) => backend.typedArrayFromHeap(info)) as [
    Float32Array,
    Int32Array,
    Float32Array,
  ];
  target.fill(0);
  const width = sizeFromShape(rowShape);
  // Rows in the order of their segments, so that each segment is summed in one go, in double precision.
  const ends = new Int32Array(numSegments + 1);
  ids.forEach((id) => {
    if (id >= 0 && id < numSegments) {
      ends[id + 1] = (ends[id + 1] ?? 0) + 1;
    }
  });
  for (let segment = 0; segment < numSegments; segment++) {
    ends[segment + 1] = (ends[segment + 1] ?? 0) + (ends[segment] ?? 0);
  }
  const rows = new Int32Array(ends[numSegments] ?? 0);
  const next = ends.slice();
  ids.forEach((id, row) => {
    if (id >= 0 && id < numSegments) {
      rows[next[id] ?? 0] = row;
      next[id] = (next[id] ?? 0) + 1;
    }
  });
  const sums = new Float64Array(width);
  for (let segment = 0; segment < numSegments; segment++) {
    const [start, end] = [ends[segment] ?? 0, ends[segment + 1] ?? 0];
    if (start === end) {
      continue;
    }
    sums.fill(0);
    for (let at = start; at < end; at++) {
      const from = (rows[at] ?? 0) * width;
      for (let i = 0; i < width; i++) {
        sums[i] = (sums[i] ?? 0) + (source[from + i] ?? 0);
      }
    }
    target.set(sums, segment * width);
  }
  return out;
};
