import type { LatentContext, Vae } from '@vaekit/core';
import type * as tf from '@tensorflow/tfjs';
import type { ExportInput } from './exportGraph.js';

/** The input `y`, `[batch]` whole numbers, of a model that knows classes. */
export const labelInput = (model: Vae): Readonly<Record<string, ExportInput>> =>
  model.classes === undefined ? {} : { y: { shape: [], dtype: 'int32' } };

/** What the model's parts see of the labels. */
export const labelContext = (model: Vae, y: tf.Tensor | undefined, rows: number): LatentContext =>
  model.context(y as tf.Tensor1D | undefined, rows);
