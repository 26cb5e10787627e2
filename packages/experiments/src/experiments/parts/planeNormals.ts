import * as tf from '@tensorflow/tfjs';
import type { PlainTensor } from '@vaekit-internal/base';
import { posteriorMoments, type Vae } from '@vaekit/core';
import type { Normals } from './aggregatePosterior.js';

/** Examples that are encoded at a time. */
const BATCH = 1000;

/** q(z|x) of every example, `[rows, latent]` each. */
export async function posteriorNormals(model: Vae, x: PlainTensor): Promise<Normals> {
  const size = x.data.length / x.shape[0]!;
  const [means, logVars]: [number[], number[]] = [[], []];
  for (let from = 0; from < x.shape[0]!; from += BATCH) {
    const part = Float32Array.from(x.data.subarray(from * size, (from + BATCH) * size));
    const examples = tf.tensor(part, [part.length / size, ...x.shape.slice(1)]);
    const moments = posteriorMoments(model, examples);
    examples.dispose();
    means.push(...(await moments.mean.data()));
    logVars.push(...(await moments.logVar.data()));
    tf.dispose([moments.mean, moments.logVar]);
  }
  return { means, logVars };
}

/** The normals of a model’s prior that is a mixture of them. @throws Error where it is none */
export async function mixtureOf({ prior, config }: Vae): Promise<Normals & { readonly weights: ArrayLike<number> }> {
  const { logits, means, logVars } = prior.variables ?? {};
  if (logits === undefined || means === undefined || logVars === undefined)
    throw new Error(`mixtureOf: the prior is ${config.prior.kind}; expected mixtureOfNormals`);
  const weights = tf.tidy(() => tf.softmax(logits as tf.Tensor1D));
  const found = { weights: await weights.data(), means: await means.data(), logVars: await logVars.data() };
  weights.dispose();
  return found;
}
