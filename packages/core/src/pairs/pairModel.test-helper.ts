import * as tf from '@tensorflow/tfjs';
import type { Batch, ForwardInput, Schedule } from '../contract.js';
import { mlp } from '../networks/mlp.js';
import type { Part, PartConfig, Posterior, Prior } from '../parts.js';
import type { Objective } from '../pass.js';
import { classMeans } from '../priors/classMeans.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { remake } from '../registry.js';
import { vae, type Vae } from '../vae.js';
import { choices, CLASSES, type Combination } from './axes.test-helper.js';

const ROWS = 6;
const EVENT = [6];

/** Priors of codes in places, and posteriors whose codes are vectors. */
const inPlaces = /Codes|codes|Categories/;
const vectors = /^(hierarchical|ladder|riemannian|vonMises|wrapped)/;

const part = <P extends Part<unknown>>(role: 'objective' | 'posterior' | 'prior', config: PartConfig): P =>
  remake<P>(role, config);

/** The small model of a combination. @throws Error where it has no meaning */
export function pairModel({ objective, condition, posterior, prior }: Combination): Vae {
  const base = part<Prior>('prior', choices.prior[prior]!);
  const conditional = condition === 'label concatenation';
  const shifted = condition.startsWith('class shift');
  const unknownLabels = condition === 'class shift, labels missing';
  const net = mlp({ hidden: [5], activation: 'tanh', conditional });
  return vae({
    encoder: net,
    decoder: net,
    event: EVENT,
    latent: inPlaces.test(prior) && !vectors.test(posterior) ? [4, 3] : [3],
    ...(conditional ? { condition: { classes: CLASSES } } : {}),
    posterior: part<Posterior>('posterior', choices.posterior[posterior]!),
    prior: shifted ? classMeans(CLASSES, { classVariance: true, unknownLabels, base }) : base,
    objective: part<Objective>('objective', choices.objective[objective]!),
  });
}

/** A batch, its noise and the scalars of the tenth step; labels where the model has classes, one of them missing where it takes that. */
export function pairInput(model: Vae): ForwardInput {
  const x = tf.tensor2d(randomStream(5).fillUniform(new Float32Array(ROWS * EVENT[0]!)), [ROWS, EVENT[0]!]);
  const labels = Array.from({ length: ROWS }, (_, i) => (i === 1 && model.marginalizesLabels ? -1 : i % CLASSES));
  const batch: Batch = {
    x,
    ...(model.classes === undefined ? {} : { y: tf.tensor1d(labels, 'int32') }),
    index: tf.range(0, ROWS, 1, 'int32'),
  };
  const schedule: Schedule = Object.fromEntries(
    Object.entries(model.schedules ?? {}).map(([name, values]) => [name, tf.scalar(values.at(10))]),
  );
  return { batch, noise: drawNoise(model.noise('train'), ROWS, randomStream(3)), schedule, mode: 'train', dataSize: 2 * ROWS };
}
