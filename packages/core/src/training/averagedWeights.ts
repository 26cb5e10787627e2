import * as tf from '@tensorflow/tfjs';
import type { Trainable, TrainStep } from '../contract.js';
import { readWeights } from './modelWeights.js';
import type { TrainingState } from './trainingState.js';

const PREFIX = 'average/';

/**
 * The weights to sample and score with at a point of a run with `averageWeights`: the averaged variables, and the model's state as it is;
 * undefined for a run without. For {@link writeWeights}.
 */
export function averagedWeights({ weights, memory }: TrainingState): Record<string, Float32Array> | undefined {
  const averages = Object.entries(memory).filter(([name]) => name.startsWith(PREFIX));
  if (averages.length === 0) return undefined;
  return { ...weights, ...Object.fromEntries(averages.map(([name, values]) => [name.slice(PREFIX.length), values])) };
}

/** The averages of a step in the place of its model's weights, for as long as the model is looked at. */
export interface AverageView {
  /** Puts the averages into the model, which the step must not move until `hide`. Without averages it does nothing. */
  show(): Promise<void>;
  /** Puts the weights back that the optimizer moves. */
  hide(): void;
  /** Keeps what the model has, and drops the other weights. */
  keep(): void;
  /** The weights that the optimizer moves and the model's state, whichever are in the model. */
  weights(): Promise<Record<string, Float32Array>>;
}

/** Shows the averages of a step in its model. */
export function averageView(model: Trainable, step: TrainStep): AverageView {
  let hidden: Record<string, tf.Tensor> | undefined;
  const keep = (): void => {
    if (hidden !== undefined) tf.dispose(hidden);
    hidden = undefined;
  };
  return {
    async show() {
      if (step.average === undefined || hidden !== undefined) return;
      step.sync();
      const averages = await step.average();
      hidden = Object.fromEntries(
        Object.entries(model.variables).map(([name, variable]) => [name, tf.tidy(() => tf.keep(tf.clone(variable)))]),
      );
      for (const [name, variable] of Object.entries(model.variables))
        tf.tidy(() => variable.assign(tf.tensor(averages[name]!, variable.shape, variable.dtype)));
    },
    hide() {
      for (const [name, weights] of Object.entries(hidden ?? {})) model.variables[name]!.assign(weights);
      keep();
    },
    keep,
    async weights() {
      if (hidden === undefined) step.sync();
      const weights = await readWeights(model);
      for (const [name, tensor] of Object.entries(hidden ?? {})) weights[name] = Float32Array.from(await tensor.data());
      return weights;
    },
  };
}
