import type * as tf from '@tensorflow/tfjs';
import type { DiagonalMoments } from '../family.js';
import { mlp } from './mlp.js';
import { network, type Network } from './network.js';

/** What a {@link momentsNetwork} is made of. */
export interface MomentsRequest {
  /** The prefix of its weights’ names. */
  readonly name: string;
  readonly input: number;
  readonly output: number;
  readonly hidden: readonly number[];
  /** The width of a condition that it sees too; absent: none. */
  readonly conditionWidth?: number;
  readonly seed: number;
}

/** A dense network from one vector to mean and log-variance of a diagonal normal. */
export interface MomentsNetwork {
  readonly variables: Network['variables'];
  apply(x: tf.Tensor, condition?: tf.Tensor): DiagonalMoments;
}

/** A {@link MomentsNetwork} with hidden layers of tanh, whose weights start by Glorot's uniform rule. */
export function momentsNetwork({ name, input, output, hidden, conditionWidth, seed }: MomentsRequest): MomentsNetwork {
  const outputs = ['mean', 'logVar'].map((head) => ({ name: head, shape: [output] }));
  const conditional = conditionWidth !== undefined;
  const request = { name, input: [input], outputs, seed, ...(conditional ? { conditionWidth } : {}) };
  const net = network(mlp({ hidden, activation: 'tanh', conditional })(request), name);
  return {
    variables: net.variables,
    apply(x, condition) {
      const inputs = condition === undefined ? [x] : [x, condition];
      const [mean, logVar] = net.apply(inputs, { mode: 'evaluate', noise: {} }).outputs as [tf.Tensor, tf.Tensor];
      return { mean, logVar };
    },
  };
}
