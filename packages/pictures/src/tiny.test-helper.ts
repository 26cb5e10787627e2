import * as tf from '@tensorflow/tfjs';
import { mlpDecoder, mlpEncoder, vae, type Vae } from '@vaekit/core';
import { classMeanCvae, conditionalVae } from '@vaekit/cvae';

/** Three gray images of 4 x 4 pixels, ten times over, each with its class. */
export const images: { readonly x: { readonly data: Float32Array; readonly shape: number[] }; readonly y: Int32Array } = {
  x: {
    data: Float32Array.from({ length: 30 * 16 }, (_, i) => ((i % 16) % 3 === Math.floor(i / 16) % 3 ? 0.9 : 0.01 * (i % 7))),
    shape: [30, 4, 4, 1],
  },
  y: Int32Array.from({ length: 30 }, (_, row) => row % 3),
};

/** Untrained models of such images, from a fixed seed. */
export const plainVae = (latent: number = 2, input: readonly number[] = [4, 4, 1]): Vae =>
  vae({
    encoder: mlpEncoder({ input, hidden: [8], latent, seed: 1 }),
    decoder: mlpDecoder({ latent, hidden: [8], output: input, seed: 2 }),
  });
export const meansVae = (latent: number = 3): Vae =>
  classMeanCvae({ input: [4, 4, 1], classes: 3, latent, hidden: [8], seed: 1 });
export const labeledVae = (latent: number = 2): Vae =>
  conditionalVae({ input: [4, 4, 1], classes: 3, latent, hidden: [8], seed: 1 });

/** How many tensors are left over by `work`. */
export async function leftOver(work: () => Promise<unknown>): Promise<number> {
  const before = tf.memory().numTensors;
  await work();
  return tf.memory().numTensors - before;
}
