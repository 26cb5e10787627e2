import * as tf from '@tensorflow/tfjs';
import {
  type BatchSource,
  type PlainBatch,
  restrictedBoltzmannMachine,
  type Trainable,
  trainable,
  type UnitKind,
  type Vae,
} from '@vaekit/core';
import type { Activation } from '../options/autoencoderOptions.js';

/** The weights of a dense layer. */
interface Dense {
  readonly kernel: tf.Variable;
  readonly bias: tf.Variable;
}

/** A layer of the encoder, and those of the decoder that undo it: several only where the likelihood has several parameters. */
export interface LayerPair {
  readonly up: Dense;
  readonly down: readonly Dense[];
  /** What stands behind the layer; undefined: nothing, as behind the code. */
  readonly activation: Activation | undefined;
}

const activations: Readonly<Record<Activation, (x: tf.Tensor) => tf.Tensor>> = {
  elu: tf.elu,
  relu: tf.relu,
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  tanh: tf.tanh,
};

const through = (h: tf.Tensor, { kernel, bias }: Dense): tf.Tensor =>
  tf.add(tf.matMul(h as tf.Tensor2D, kernel as unknown as tf.Tensor2D), bias);

const activated = (h: tf.Tensor, activation: Activation | undefined): tf.Tensor =>
  activation === undefined ? h : activations[activation](h);

/** The layers of dense encoder and decoder in pairs, from the example to the code. */
export function layerPairs(model: Vae, depth: number, activation: Activation): readonly LayerPair[] {
  const dense = (name: string): Dense => ({
    kernel: model.variables[`${name}/kernel`]!,
    bias: model.variables[`${name}/bias`]!,
  });
  return Array.from({ length: depth + 1 }, (_, i) => ({
    up: dense(i < depth ? `encoder/hidden${i}` : 'encoder/code'),
    down:
      i === 0 ? model.likelihood.parameters.map(({ name }) => dense(`decoder/${name}`)) : [dense(`decoder/hidden${depth - i}`)],
    activation: i < depth ? activation : undefined,
  }));
}

/** Batches of what the layers below give, computed batch by batch from the weights they have. */
export function upwards(source: BatchSource, below: readonly LayerPair[]): BatchSource {
  if (below.length === 0) return source;
  const raised = ({ x, mask: _, ...rest }: PlainBatch): PlainBatch => {
    const h = tf.tidy(() => {
      const flat = tf.reshape(tf.tensor(x.data, [...x.shape]), [x.shape[0]!, -1]);
      return below.reduce<tf.Tensor>((lower, { up, activation }) => activated(through(lower, up), activation), flat);
    });
    const data = h.dataSync() as Float32Array;
    h.dispose();
    return { ...rest, x: { data, shape: [...h.shape] } };
  };
  return {
    ...source,
    binarization: 'none',
    async *epoch(index, firstStep) {
      for await (const batch of firstStep === undefined ? source.epoch(index) : source.epoch(index, firstStep))
        yield raised(batch);
    },
  };
}

/**
 * One pair as an autoencoder of its own, of x itself or of what the pair below gives.
 *
 * Loss: that of the model's likelihood for x; above it the cross-entropy for sigmoids, else half the squared error.
 *
 * @see Bengio, Lamblin, Popovici and Larochelle 2007, "Greedy layer-wise training of deep networks"
 */
export function layerAutoencoder(model: Vae, { up, down, activation }: LayerPair, below: LayerPair | undefined): Trainable {
  const { likelihood } = model;
  const shared = below === undefined ? Object.entries(likelihood.variables ?? {}) : [];
  const variables = Object.fromEntries([
    ...Object.entries(up).map(([name, variable]) => [`up/${name}`, variable] as const),
    ...down.flatMap((dense, i) => Object.entries(dense).map(([name, variable]) => [`down${i}/${name}`, variable] as const)),
    ...shared.map(([name, variable]) => [`likelihood/${name}`, variable] as const),
  ]);
  return trainable({
    variables,
    terms({ batch: { x, mask } }) {
      const rows = x.shape[0]!;
      const h = activated(through(tf.reshape(x, [rows, -1]), up), activation);
      const outputs = down.map((dense) => through(h, dense));
      if (below === undefined) {
        const parameters = outputs.map((output, i) => tf.reshape(output, [rows, ...likelihood.parameters[i]!.shape]));
        return { reconstruction: likelihood.negativeLogDensity(parameters, x, mask) };
      }
      const [output] = outputs as [tf.Tensor];
      const loss =
        below.activation === 'sigmoid'
          ? tf.sub(tf.softplus(output), tf.mul(output, x))
          : tf.mul(0.5, tf.square(tf.sub(activated(output, below.activation), x)));
      return { reconstruction: tf.sum(loss, 1) as tf.Tensor1D };
    },
  });
}

const visibleUnits: Readonly<Record<string, UnitKind>> = {
  bernoulli: 'bernoulli',
  continuousBernoulli: 'bernoulli',
  gaussian: 'gaussian',
};

/** @throws Error where the layers have no meaning as Boltzmann machines */
export function checkMachines(model: Vae, depth: number, activation: Activation): void {
  const { kind } = model.config.likelihood;
  const visible = model.likelihood.parameters.length === 1 ? visibleUnits[kind] : undefined;
  if (visible === undefined)
    throw new Error(
      `stacked-autoencoder: a Boltzmann machine has binary or normal units for x, but the likelihood is ${kind} with ${model.likelihood.parameters.length} outputs; take bernoulli or gaussian, not with a predicted sigma, or pre-train by autoencoders`,
    );
  if (activation !== 'sigmoid')
    throw new Error(
      `stacked-autoencoder: the hidden units of a Boltzmann machine are sigmoids, but the activation is ${activation}; take sigmoid, or pre-train by autoencoders`,
    );
  if (visible === 'gaussian' && depth === 0)
    throw new Error(
      'stacked-autoencoder: a Boltzmann machine of a gaussian x and a linear code has no least energy; give a hidden layer, or pre-train by autoencoders',
    );
}

/** One pair as a restricted Boltzmann machine: sigmoid layers have binary units, the code normal ones. */
export const layerMachine = (model: Vae, { up, down, activation }: LayerPair, first: boolean, steps: number): Trainable =>
  restrictedBoltzmannMachine({
    variables: { kernel: up.kernel, hiddenBias: up.bias, visibleBias: down[0]!.bias },
    visible: first ? visibleUnits[model.config.likelihood.kind]! : 'bernoulli',
    hidden: activation === undefined ? 'gaussian' : 'bernoulli',
    steps,
  });

/** Gives the decoder the encoder's weights, transposed, as a stack of machines is unrolled. */
export function unroll(pairs: readonly LayerPair[]): void {
  for (const { up, down } of pairs) tf.tidy(() => down[0]!.kernel.assign(tf.transpose(up.kernel)));
}
