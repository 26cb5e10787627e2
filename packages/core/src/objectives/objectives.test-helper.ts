import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { Batch } from '../contract.js';
import { eager } from '../engines/eager.js';
import { lossOf } from '../lossOf.js';
import type { BuiltPosterior, BuiltPrior, Context, Peers } from '../parts.js';
import type { Objective, Pass } from '../pass.js';
import { diagonalNormal } from '../posteriors/diagonalNormal.js';
import { classMeans } from '../priors/classMeans.js';
import { standardNormal } from '../priors/standardNormal.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { readWeights } from '../training/modelWeights.js';
import { deviation, tinyData, tinyVae } from '../tiny.test-helper.js';
import type { VaeOptions } from '../vae.js';

/** What a pass is made of by hand: codes and what stands around them; the reconstruction is 0. */
export interface PassByHand {
  readonly z: tf.Tensor;
  readonly prior?: BuiltPrior;
  readonly posterior?: BuiltPosterior;
  readonly parameters?: readonly tf.Tensor[];
  readonly labels?: readonly number[] | null;
  readonly weight?: readonly number[];
  readonly noise?: tf.Tensor;
  readonly schedule?: Pass['schedule'];
  readonly dataSize?: number;
}

/** A pass over given codes, of two classes where there are labels. */
export function passOf(given: PassByHand): Pass {
  const { z, labels, weight, parameters = [], noise, schedule = {}, dataSize = 100 } = given;
  const {
    prior = standardNormal().build({ event: [4], latent: z.shape.slice(1) }),
    posterior = diagonalNormal().build({ event: [4], latent: z.shape.slice(1) }),
  } = given;
  const [rows] = z.shape as [number];
  const context: Context = {
    rows,
    mode: 'train',
    schedule: {},
    modelSchedule: schedule,
    model: { prior, posterior } as unknown as Peers,
    ...(weight === undefined ? {} : { weight: tf.tensor1d([...weight]) }),
    ...(labels == null ? {} : { condition: tf.oneHot(tf.tensor1d([...labels], 'int32'), 2).toFloat() as tf.Tensor2D }),
  };
  const pass: Partial<Pass> = {
    ...context,
    schedule,
    drawContext: context,
    samples: 1,
    dataSize,
    noise: noise === undefined ? {} : { eps: noise },
    posteriorParameters: () => parameters,
    z: () => z,
    reconstruction: () => tf.zeros([rows, 1]),
    kl: () => tf.zeros([rows]),
  };
  return pass as Pass;
}

/** `classMeans(2, { classVariance: true })` with these means and log-variances. */
export function classPrior(means: tf.Tensor, logVars: tf.Tensor): BuiltPrior {
  const prior = classMeans(2, { classVariance: true }).build({ event: [4], latent: means.shape.slice(1) });
  prior.variables!['means']!.assign(means);
  prior.variables!['logVars']!.assign(logVars);
  return prior;
}

/**
 * Trains a small model for three steps whose last two rows weigh 0: what they hold changes no weight and no state of any player, and the losses are
 * those of the other rows.
 */
export async function expectPaddingUnseen(objective: () => Objective, parts: Partial<VaeOptions> = {}): Promise<void> {
  const before = tf.memory().numTensors;
  const trained = async (seed: number): Promise<{ losses: Record<string, number>; weights: Record<string, Float32Array> }> => {
    const model = tinyVae({ ...parts, objective: objective() });
    const { data } = tinyData(6);
    data.set(tinyData(2, seed).data, 16);
    const batch = {
      x: tf.tensor2d(data, [6, 4]),
      y: tf.tensor1d([0, 1, 1, 0, seed % 2, 1], 'int32'),
      weight: tf.tensor1d([1, 1, 1, 1, 0, 0]),
    };
    const shapes = { x: [6, 4], y: [6], weight: [6] };
    const step = await eager().prepare(model, { kind: 'sgd', learningRate: 0.1, momentum: 0, nesterov: false }, shapes, 40);
    const rates = { learningRate: 0.1, 'learningRate/discriminator': 0.1 };
    const values = { ...Object.fromEntries(Object.entries(model.schedules ?? {}).map(([name, s]) => [name, s.at(0)])), ...rates };
    const schedule = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tf.scalar(value)]));
    for (let i = 0; i < 3; i++) {
      const noise = drawNoise(model.noise('train'), 6, randomStream(i));
      await step.run(batch, noise, schedule);
      tf.dispose(noise as unknown as tf.TensorContainer);
    }
    const { losses } = await step.read();
    const weights = await readWeights(model);
    step.dispose();
    model.dispose();
    tf.dispose([batch, schedule] as unknown as tf.TensorContainer);
    return { losses, weights } as Awaited<ReturnType<typeof trained>>;
  };
  const [one, other] = [await trained(3), await trained(8)];
  expect(other).toEqual(one);
  expect(tf.memory().numTensors).toBe(before);
}

/** The loss of every player on four rows alone, and on the same rows with two more of weight 0. */
export function expectPaddingFree(objective: () => Objective, parts: Partial<VaeOptions> = {}): void {
  const before = tf.memory().numTensors;
  const model = tinyVae({ ...parts, objective: objective() });
  tf.tidy(() => {
    const x = tf.tensor2d(tinyData(6).data, [6, 4]);
    const y = tf.tensor1d([0, 1, 1, 0, 1, 1], 'int32');
    const noise = drawNoise(model.noise('train'), 6, randomStream(1));
    const schedule = Object.fromEntries(Object.entries(model.schedules ?? {}).map(([name, s]) => [name, tf.scalar(s.at(0))]));
    const first = (t: tf.Tensor): tf.Tensor => tf.slice(t, 0, 4);
    const few = Object.fromEntries(Object.entries(noise).map(([name, t]) => [name, first(t)]));
    const shared = { schedule, mode: 'train', dataSize: 40 } as const;
    const alone: Batch = { x: first(x), y: first(y) as tf.Tensor1D };
    const padded: Batch = { x, y, weight: tf.tensor1d([1, 1, 1, 1, 0, 0]) };
    const [a, b] = [model.forward({ ...shared, batch: alone, noise: few }), model.forward({ ...shared, batch: padded, noise })];
    for (const player of Object.keys(a.losses!)) {
      const [expected, found] = [lossOf('test', a, player, alone), lossOf('test', b, player, padded)];
      expect(deviation(found.dataSync(), expected.dataSync()), player).toBeLessThan(1e-5);
    }
  });
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
}
