import * as tf from '@tensorflow/tfjs';
import { decode, type PlainTensor, type Vae } from '@vaekit/core';

/** Numbers of float32 with a shape. */
export type Numbers = PlainTensor<Float32Array>;

/** The numbers of a tensor, which is disposed. */
export async function takeNumbers(tensor: tf.Tensor): Promise<Numbers> {
  const data = Float32Array.from(await tensor.data());
  const shape = [...tensor.shape];
  tensor.dispose();
  return { data, shape };
}

/** Examples from the codes `[rows, width]` that `codes` makes, under one label or a label a row where the decoder sees any. */
export async function decoded(model: Vae, codes: () => tf.Tensor, label: number | readonly number[] = 0): Promise<Numbers> {
  return takeNumbers(
    tf.tidy(() => {
      const z = codes();
      const rows = z.shape[0]!;
      const labels = typeof label === 'number' ? Array.from({ length: rows }, () => label) : label;
      return decode(model, tf.reshape(z, [rows, ...model.latent]), { labels });
    }),
  );
}
