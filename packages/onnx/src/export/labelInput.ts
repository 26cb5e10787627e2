import type { Context, Vae } from '@vaekit/core';
import type * as tf from '@tensorflow/tfjs';
import type { ExportInput } from './exportGraph.js';

/** The input `y` of a model that is conditioned: `[batch]` whole numbers of classes, or `[batch, width]` numbers. */
export function labelInput({ classes, conditionWidth }: Vae): Readonly<Record<string, ExportInput>> {
  if (classes !== undefined) return { y: { shape: [], dtype: 'int32' } };
  return conditionWidth === undefined ? {} : { y: { shape: [conditionWidth] } };
}

/** What the model's parts see of the condition. */
export const labelContext = (model: Vae, y: tf.Tensor | undefined, rows: number): Context =>
  model.context(y as tf.Tensor1D | tf.Tensor2D | undefined, rows);
