import type { BatchShapes, NoiseSpec } from '@vaekit/core';
import type { TraceInput } from './recordTrace.js';

/** Labels and indices are whole numbers; conditions of rank 2 are any. */
const batchType = (name: string, { length: rank }: readonly number[]): 'float32' | 'int32' =>
  name === 'index' || (name === 'y' && rank === 1) ? 'int32' : 'float32';

/** The batch and the noise that a step of these shapes is given. */
export const stepInputs = (noise: NoiseSpec, shapes: BatchShapes): TraceInput[] => [
  ...Object.entries(shapes).map(([name, shape]): TraceInput => ({ kind: 'batch', name, shape, dtype: batchType(name, shape) })),
  ...Object.entries(noise).map(([name, { shape, per }]): TraceInput => ({
    kind: 'noise',
    name,
    shape: per === 'example' ? [shapes['x']![0]!, ...shape] : shape,
    dtype: 'float32',
  })),
];
