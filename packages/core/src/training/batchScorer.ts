import * as tf from '@tensorflow/tfjs';
import type { Engine, EvaluationSums, PreparedEvaluation, Trainable } from '../contract.js';
import { evaluationSums } from '../evaluationSums.js';
import { drawNoise, fillNoise } from '../random/drawNoise.js';
import type { RandomStream } from '../random/randomStream.js';
import { batchTensors } from './batchTensors.js';
import { type PlainBatch, shapesOf } from './examples.js';

/** Scores batches in evaluation mode, as its engine does it. */
export interface BatchScorer {
  /** Before a pass: the weights may have moved since the last. */
  begin(): void;
  /** The sums of a batch, with noise from a stream. */
  score(plain: PlainBatch, stream: RandomStream): Promise<EvaluationSums<number>>;
  dispose(): Promise<void>;
}

interface Prepared {
  readonly evaluation: PreparedEvaluation;
  readonly shapes: string;
  readonly noise: Record<string, Float32Array>;
}

/**
 * What scores the batches of a model: a function that the engine has prepared for the shapes of the first batch, where it does so; else, and for batches
 * of other shapes, tfjs.
 *
 * @param caller the name that messages begin with
 */
export function batchScorer(caller: string, model: Trainable, dataSize: number, engine?: Engine): BatchScorer {
  const spec = model.noise('evaluate');
  let prepared: Prepared | undefined;
  let asked = false;

  const eagerSums = async (plain: PlainBatch, stream: RandomStream): Promise<EvaluationSums<number>> => {
    const batch = batchTensors(plain);
    const noise = drawNoise(spec, batch.x.shape[0]!, stream);
    let names: string[];
    let sums: tf.Tensor;
    try {
      [names, sums] = tf.tidy(() => {
        const { examples, loss, terms } = evaluationSums(caller, model, { batch, noise, dataSize });
        return [Object.keys(terms), tf.stack([examples, loss, ...Object.values(terms)])];
      });
    } finally {
      tf.dispose([batch, noise] as unknown as tf.TensorContainer);
    }
    const [examples, loss, ...termSums] = await sums.data();
    sums.dispose();
    return { examples: examples!, loss: loss!, terms: Object.fromEntries(names.map((name, i) => [name, termSums[i]!])) };
  };

  return {
    begin: () => prepared?.evaluation.sync(),
    async score(plain, stream) {
      const shapes = shapesOf(plain);
      const key = JSON.stringify(shapes);
      if (!asked) {
        asked = true;
        const evaluation = await engine?.prepareEvaluation?.(model, shapes, dataSize);
        if (evaluation !== undefined) prepared = { evaluation, shapes: key, noise: {} };
      }
      if (prepared?.shapes !== key) return eagerSums(plain, stream);
      fillNoise(spec, plain.x.shape[0]!, stream, prepared.noise);
      return prepared.evaluation.run({ ...plain }, prepared.noise);
    },
    async dispose() {
      await prepared?.evaluation.dispose();
    },
  };
}
