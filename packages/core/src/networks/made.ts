import * as tf from '@tensorflow/tfjs';
import { randomStream } from '../random/randomStream.js';
import { claimParameters } from '../saving/parameterCount.js';

/** What a {@link made} is asked for. */
export interface MadeRequest {
  /** The prefix of its weights' names; part of the seed. */
  readonly name: string;
  /** The number d of inputs, and of numbers of each output. */
  readonly size: number;
  /** Widths of the hidden layers; at least one. */
  readonly hidden: readonly number[];
  /** The outputs, each of d numbers. */
  readonly outputs: readonly string[];
  /** Numbers that every output sees. Default 0: none. */
  readonly context?: number;
  /** Whether number i sees the numbers before it (default), or those behind it. */
  readonly order?: 'backward' | 'forward';
  readonly seed: number;
}

/** A masked network. */
export interface Made {
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** @param x `[rows, d]`; @param context `[rows, context]`; each output is `[rows, d]` */
  apply(x: tf.Tensor, context?: tf.Tensor): tf.Tensor[];
}

/** What a unit may see: inputs whose degree is at most its own. */
type Degrees = readonly number[];

/**
 * A masked autoencoder: a dense network from d numbers to d numbers for each output, in which number i of an output depends on the inputs before i alone (or
 * those behind it), and on all of a context.
 *
 * Inputs have degrees 1 to d in their order, hidden units 0 to d − 1 in turn; weights are held at 0 unless the degree rises, or stays the same between hidden
 * units, and is strictly above in an output. Units of degree 0 see the context alone. Units are tanh; kernels start by Glorot's uniform rule, those of outputs at
 * a tenth of it, so that outputs start near 0.
 *
 * @see Germain, Gregor, Murray and Larochelle 2015, "MADE: masked autoencoder for distribution estimation", equations 12 and 13
 */
export function made({ name, size, hidden, outputs, context = 0, order = 'forward', seed }: MadeRequest): Made {
  const stream = randomStream(seed).fork(name);
  const variables: Record<string, tf.Variable> = {};
  const kernel = (own: string, inputs: number, units: number, scale = 1): tf.Variable => {
    claimParameters(`${name}/${own}`, [inputs, units]);
    const limit = scale * Math.sqrt(6 / (inputs + units));
    const values = stream.fork(own).fillUniform(new Float32Array(inputs * units));
    const start = values.map((u) => (2 * u - 1) * limit);
    return (variables[`${name}/${own}`] = tf.tidy(() => tf.variable(tf.tensor2d(start, [inputs, units]))));
  };
  const bias = (own: string, units: number): tf.Variable => {
    claimParameters(`${name}/${own}`, [units]);
    return (variables[`${name}/${own}`] = tf.tidy(() => tf.variable(tf.zeros([units]))));
  };
  const ofInputs = Array.from({ length: size }, (_, i) => (order === 'forward' ? i + 1 : size - i));
  const degrees = [
    ofInputs,
    ...hidden.map((units) => Array.from({ length: units }, (_, i) => (units < size ? Math.floor((i * size) / units) : i % size))),
  ];
  const layers = hidden.map((units, i) => ({
    kernel: kernel(`hidden${i}/kernel`, degrees[i]!.length, units),
    bias: bias(`hidden${i}/bias`, units),
    mask: maskBetween(degrees[i]!, degrees[i + 1]!, 0),
    seen: context > 0 ? kernel(`hidden${i}/context`, context, units) : undefined,
  }));
  const last = degrees.at(-1)!;
  const heads = outputs.map((output) => ({
    kernel: kernel(`${output}/kernel`, last.length, size, 0.1),
    bias: bias(`${output}/bias`, size),
    mask: maskBetween(last, ofInputs, 1),
    seen: undefined,
  }));
  return {
    variables,
    apply(x, given) {
      const h = layers.reduce<tf.Tensor>((below, layer) => tf.tanh(masked(below, layer, given)), x);
      return heads.map((head) => masked(h, head, undefined));
    },
  };
}

interface MaskedLayer {
  readonly kernel: tf.Variable;
  readonly bias: tf.Variable;
  readonly mask: Mask;
  /** The kernel of the context. */
  readonly seen: tf.Variable | undefined;
}

interface Mask {
  readonly values: Float32Array;
  readonly shape: [number, number];
}

/** 1 where the degree above is at least so much more than that below. */
const maskBetween = (below: Degrees, above: Degrees, more: number): Mask => ({
  values: Float32Array.from({ length: below.length * above.length }, (_, i) =>
    above[i % above.length]! >= below[Math.floor(i / above.length)]! + more ? 1 : 0,
  ),
  shape: [below.length, above.length],
});

function masked(x: tf.Tensor, { kernel, bias, mask, seen }: MaskedLayer, context: tf.Tensor | undefined): tf.Tensor {
  const weights = tf.mul(kernel, tf.tensor2d(mask.values, mask.shape)) as tf.Tensor2D;
  const own = tf.add(tf.matMul(x as tf.Tensor2D, weights), bias);
  return seen === undefined ? own : tf.add(own, tf.matMul(context as tf.Tensor2D, seen as tf.Tensor as tf.Tensor2D));
}
