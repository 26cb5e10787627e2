import * as tf from '@tensorflow/tfjs';
import type { Vae } from './assembled.js';
import { drawNoise } from './random/drawNoise.js';
import { randomStream, type RandomStream } from './random/randomStream.js';
import { withJoint } from './openPass.js';
import { repeatedParameters } from './repeatedParameters.js';
import { batchTensors } from './training/batchTensors.js';
import { openSource } from './training/evaluate.js';
import { type PlainTensor, sizeFromShape } from '@vaekit-internal/base';
import { checkBatch, type PlainBatch, type TrainingData } from './training/examples.js';

/** Codes drawn from q(z|x), one an example, and the labels that go with them. */
export interface DrawnCodes {
  /** `[examples, ...latent]`. */
  readonly x: PlainTensor<Float32Array>;
  readonly y?: PlainTensor<Int32Array>;
}

/**
 * A code z ~ q(z|x) of every example: a sample of the aggregate posterior.
 *
 * @throws Error when a batch does not fit the model, or there are more or fewer examples than the data say
 */
export async function drawCodes(
  caller: string,
  model: Vae,
  data: TrainingData,
  { batchSize = 256, seed = 0 }: { readonly batchSize?: number; readonly seed?: number } = {},
): Promise<DrawnCodes> {
  const source = await openSource(caller, model, data, { batchSize, seed });
  const width = sizeFromShape(model.latent);
  const codes = new Float32Array(source.size * width);
  const labels = model.classes === undefined ? undefined : new Int32Array(source.size);
  const stream = randomStream(seed).fork('codes');
  let at = 0;
  for await (const plain of source.epoch(0)) {
    checkBatch(caller, plain, model);
    const rows = plain.x.shape[0]!;
    const values = await drawnCodes(model, plain, stream);
    // A batch's last rows may only fill it up.
    const weight = plain.weight?.data;
    for (let row = 0; row < rows; row++) {
      if (weight !== undefined && weight[row] === 0) continue;
      if (at === source.size) throw miscounted(caller, source.size, 'more');
      codes.set(values.subarray(row * width, (row + 1) * width), at * width);
      if (labels !== undefined) labels[at] = plain.y!.data[row]!;
      at += 1;
    }
  }
  if (at < source.size) throw miscounted(caller, source.size, String(at));
  return {
    x: { data: codes, shape: [source.size, ...model.latent] },
    ...(labels === undefined ? {} : { y: { data: labels, shape: [source.size] } }),
  };
}

/** The codes of one batch, row by row. */
async function drawnCodes(model: Vae, plain: PlainBatch, stream: RandomStream): Promise<Float32Array> {
  const batch = batchTensors(plain);
  const rows = batch.x.shape[0]!;
  const noise = drawNoise(model.posterior.noise('evaluate'), rows, stream);
  try {
    const z = tf.tidy(() => {
      const own = model.context(batch.y, rows);
      const context = batch.mask === undefined ? own : { ...own, mask: batch.mask };
      const parameters = model.encodeParameters(batch.x, context.condition);
      const joint = withJoint(context, model, batch.x, () => batch.mask);
      return tf.clone(model.posterior.draw(repeatedParameters(model, parameters), noise, joint).z);
    });
    const values = await z.data();
    z.dispose();
    return values as Float32Array;
  } finally {
    tf.dispose([batch, noise] as unknown as tf.TensorContainer);
  }
}

const miscounted = (caller: string, size: number, found: string): Error =>
  new Error(
    `${caller}: the data say that they have ${size} examples, but there are ${found}; give \`size\` as an epoch has them`,
  );
