import * as tf from '@tensorflow/tfjs';
import type { Trainable, TrainStep } from '../contract.js';
import { drawNoise, fillNoise } from '../random/drawNoise.js';
import type { RandomStream } from '../random/randomStream.js';
import { batchTensors } from './batchTensors.js';
import type { PlainBatch } from './examples.js';

/** The scheduled numbers of one step, by name. */
export type ScheduledNumbers = Readonly<Record<string, number>>;

/** Scheduled numbers as scalars; the caller disposes them. */
const scheduleScalars = (numbers: ScheduledNumbers): Record<string, tf.Scalar> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, tf.scalar(value)]));

/** A function that runs an engine's step on a plain batch with noise from a stream: on arrays where the engine takes such, else on tensors. */
export function stepRunner(
  model: Trainable,
  step: TrainStep,
  stream: RandomStream,
): (plain: PlainBatch, scheduled: ScheduledNumbers) => Promise<void> {
  const spec = model.noise('train');
  const rows = ({ x }: PlainBatch): number => x.shape[0]!;
  const { plain: plainStep } = step;
  if (plainStep !== undefined) {
    const noise = { ...plainStep.noise };
    return async (plain, scheduled) => {
      fillNoise(spec, rows(plain), stream, noise);
      await plainStep.run({ ...plain }, noise, scheduled);
    };
  }
  return async (plain, scheduled) => {
    const schedule = scheduleScalars(scheduled);
    const batch = batchTensors(plain);
    const noise = drawNoise(spec, rows(plain), stream);
    try {
      await step.run(batch, noise, schedule);
    } finally {
      tf.dispose([batch, noise, schedule] as unknown as tf.TensorContainer);
    }
  };
}
