import { batchTensors, type PlainBatch, type Vae } from '@vaekit/core';
import type { CodeRows } from './codeDensities.js';

/** How many rows of a batch are examples, and do not only fill it up. */
export function realRows({ x, weight }: PlainBatch, most: number): number {
  const rows = x.shape[0]!;
  const padding = weight?.data.indexOf(0) ?? -1;
  return Math.min(most, padding < 0 ? rows : padding);
}

/** A batch as tensors, with labels or conditions where the model takes them. The caller disposes them. */
export function batchRows({ classes, conditionWidth }: Vae, { x, y, mask }: PlainBatch): CodeRows {
  const conditioned = classes !== undefined || conditionWidth !== undefined;
  return batchTensors({ x, ...(mask === undefined ? {} : { mask }), ...(conditioned && y !== undefined ? { y } : {}) });
}
