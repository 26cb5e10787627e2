import * as tf from '@tensorflow/tfjs';
import type { ForwardInput } from '../contract.js';
import { withGradientMends } from '../gradients/withGradientMends.js';
import { lossOf } from '../lossOf.js';
import { playersOf } from '../players.js';
import { randomStream } from '../random/randomStream.js';
import type { Vae } from '../vae.js';
import { HeldStops } from './heldStops.test-helper.js';

/** What a player's loss does along a direction of its variables. */
export interface Derivative {
  readonly player: string;
  readonly loss: number;
  /** The gradient's product with the direction, of length 1. */
  readonly gradient: number;
  /** The slope of the loss by finite differences. */
  readonly slope: number;
  /** The length of the whole gradient. */
  readonly length: number;
  /** How many tensors the pass held constant. */
  readonly stops: number;
}

/** Steps of the differences: one of them is short enough for what bends and long enough for float32. */
const STEPS = [0.01, 0.002, 0.05, 0.0005];

/** How far a slope is from the gradient, of what float32 and the bends of these losses allow. */
export const disagreement = ({ gradient, slope, length }: Pick<Derivative, 'gradient' | 'length' | 'slope'>): number =>
  Math.abs(gradient - slope) / Math.max(Math.abs(gradient), 0.3 * length, 0.02);

/** For each player, the gradient of its loss against its finite differences, the noise and what is behind `stopGradient` held. */
export function derivatives(model: Vae, input: ForwardInput): Derivative[] {
  return Object.entries(playersOf(model)).map(([player, { variables: names }]) =>
    tf.tidy(() => {
      const variables = names.map((name) => model.variables[name]!);
      const stops = new HeldStops();
      const loss = (): tf.Scalar => lossOf('pairs', model.forward(input), player, input.batch);
      const { value, grads } = stops.record(() => withGradientMends(() => tf.variableGrads(loss, variables)));
      const count = stops.count;
      const zeros = (): tf.Tensor[] => variables.map((variable) => tf.zeros(variable.shape));
      const gradient = zeros().map((zero, i) => grads[variables[i]!.name] ?? zero);
      const dot = (a: readonly tf.Tensor[], b: readonly tf.Tensor[]): number =>
        tf.addN(a.map((one, i) => tf.sum(tf.mul(one, b[i]!)))).dataSync()[0]!;
      const length = Math.sqrt(dot(gradient, gradient));
      const stream = randomStream(11);
      const random = variables.map(({ shape, size }) => tf.tensor(stream.fillNormal(new Float32Array(size)), shape));
      const randomLength = Math.sqrt(dot(random, random));
      // Half along the gradient, so that there is a slope to see, and half across everything that the gradient might have forgotten.
      const both = gradient.map((own, i) => tf.add(tf.div(own, length || 1), tf.div(random[i]!, randomLength)));
      const bothLength = Math.sqrt(dot(both, both));
      const direction = both.map((own) => tf.div(own, bothLength));
      const start = variables.map((variable) => tf.clone(variable));
      const at = (step: number): number => {
        variables.forEach((variable, i) => variable.assign(tf.add(start[i]!, tf.mul(direction[i]!, step))));
        return stops.replay(() => withGradientMends(() => loss())).dataSync()[0]!;
      };
      const along = dot(gradient, direction);
      let slope = NaN;
      for (const step of STEPS) {
        const next = (at(-2 * step) - 8 * at(-step) + 8 * at(step) - at(2 * step)) / (12 * step);
        const closer = { gradient: along, length, slope: next };
        if (!(disagreement(closer) >= disagreement({ gradient: along, length, slope }))) slope = next;
        if (disagreement(closer) < 0.01) break;
      }
      variables.forEach((variable, i) => variable.assign(start[i]!));
      return { player, loss: value.dataSync()[0]!, gradient: along, slope, length, stops: count };
    }),
  );
}
