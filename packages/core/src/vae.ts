import * as tf from '@tensorflow/tfjs';
import type { Mode, Noise, NoiseSpec, Outcome, Trainable } from './contract.js';
import { network, type Network } from './networks/network.js';
import { bernoulli } from './likelihoods/bernoulli.js';
import { elbo } from './objectives/elbo.js';
import type {
  BuiltLikelihood,
  BuiltPosterior,
  BuiltPrior,
  LatentContext,
  Likelihood,
  Objective,
  PartConfig,
  Posterior,
  Prior,
} from './parts.js';
import { diagonalNormal } from './posteriors/diagonalNormal.js';
import { standardNormal } from './priors/standardNormal.js';
import { repeatRows } from './repeatRows.js';
import { weightedMean } from './weightedMean.js';

/** The parts a VAE is put together from. */
export interface VaeOptions {
  /** Gives the posterior's parameters from `x`, or from `[x, one-hot label]` if it has two inputs. */
  readonly encoder: tf.LayersModel;
  /** Gives the likelihood's parameters from `z`, or from `[z, one-hot label]` if it has two inputs. */
  readonly decoder: tf.LayersModel;
  /** Default `diagonalNormal()`. */
  readonly posterior?: Posterior;
  /** Default `standardNormal()`. */
  readonly prior?: Prior;
  /** Default `bernoulli()`. */
  readonly likelihood?: Likelihood;
  /** Default `elbo()`. */
  readonly objective?: Objective;
}

/** The plain descriptions of a VAE's parts; its networks are described by their own topology. */
export interface VaeConfig {
  readonly posterior: PartConfig;
  readonly prior: PartConfig;
  readonly likelihood: PartConfig;
  readonly objective: PartConfig;
}

/** What may differ between passes through one of a VAE's networks. */
export interface PassOptions {
  readonly mode?: Mode;
  readonly noise?: Noise;
  readonly weight?: tf.Tensor1D;
}

/** A variational autoencoder: a {@link Trainable} that can also encode, decode and be sampled from. */
export interface Vae extends Trainable {
  readonly encoder: Network;
  readonly decoder: Network;
  readonly posterior: BuiltPosterior;
  readonly prior: BuiltPrior;
  readonly likelihood: BuiltLikelihood;
  readonly objective: Objective;
  readonly config: VaeConfig;
  readonly state: Readonly<Record<string, tf.Variable>>;
  /** An example's shape, without the batch. */
  readonly event: readonly number[];
  /** A code's shape, without the batch. */
  readonly latent: readonly number[];
  /** The number of classes, where any part is conditioned on labels. */
  readonly classes?: number;
  /** The one-hot form of labels (`[rows]`, whole numbers); `undefined` where the model ignores labels. */
  context(labels: tf.Tensor1D | undefined, rows: number): LatentContext;
  /** The posterior's parameters. */
  encodeParameters(
    x: tf.Tensor,
    context: LatentContext,
    options?: PassOptions,
  ): { readonly outputs: tf.Tensor[]; readonly nextState: Record<string, tf.Tensor> };
  /** The likelihood's parameters. */
  decodeParameters(
    z: tf.Tensor,
    context: LatentContext,
    options?: PassOptions,
  ): { readonly outputs: tf.Tensor[]; readonly nextState: Record<string, tf.Tensor> };
  /** Frees the variables of every part. */
  dispose(): void;
}

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((extent, i) => extent === b[i]);

function checkOutputs(net: Network, wanted: BuiltPosterior['parameters'], by: string): void {
  const list = wanted.map(({ name, shape }) => `${name} [batch,${shape.join(',')}]`).join(' and ');
  if (net.outputShapes.length !== wanted.length) {
    throw new Error(`vae: the ${net.name} has ${net.outputShapes.length} output(s) but ${by} needs ${wanted.length}: ${list}`);
  }
  wanted.forEach(({ name, shape }, i) => {
    const got = net.outputShapes[i]!;
    if (!sameShape(got, shape)) {
      throw new Error(
        `vae: output ${i} of the ${net.name} has shape [batch,${got.join(',')}] but ${by} needs its \`${name}\` as [batch,${shape.join(',')}]`,
      );
    }
  });
}

function conditionWidth(net: Network, first: string): number | undefined {
  const [, second, ...more] = net.inputShapes;
  if (more.length > 0)
    throw new Error(
      `vae: the ${net.name} has ${net.inputShapes.length} inputs; expected ${first}, or ${first} and a one-hot label`,
    );
  if (second === undefined) return undefined;
  if (second.length !== 1) {
    throw new Error(
      `vae: the second input of the ${net.name} has shape [batch,${second.join(',')}]; expected a one-hot label, [batch,classes]`,
    );
  }
  return second[0]!;
}

/** The number of classes that all conditioned parts see; `undefined` where none is. */
function agreedClasses(counts: Readonly<Record<string, number | undefined>>): number | undefined {
  const [first, ...others] = Object.entries(counts).filter(([, count]) => count !== undefined);
  for (const [name, count] of others) {
    if (count !== first![1])
      throw new Error(
        `vae: the ${name} has ${count} classes but the ${first![0]} has ${first![1]}; all parts see the same labels`,
      );
  }
  return first?.[1];
}

const prefixed = <T>(prefix: string, record: Readonly<Record<string, T>> = {}): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [`${prefix}/${name}`, value]));

/** Noise for a network that sees every example `samples` times. */
const widened = (spec: NoiseSpec, samples: number): NoiseSpec =>
  samples === 1
    ? spec
    : Object.fromEntries(Object.entries(spec).map(([name, entry]) => [name, { ...entry, shape: [samples, ...entry.shape] }]));

const flattened = (noise: Noise, names: readonly string[], rows: number, samples: number): Noise =>
  samples === 1
    ? noise
    : Object.fromEntries(names.map((name) => [name, tf.reshape(noise[name]!, [rows * samples, ...noise[name]!.shape.slice(2)])]));

/**
 * A variational autoencoder, put together from its parts.
 *
 * One pass: parameters of q(z|x) from the encoder, `z` from the posterior and its noise, parameters of p(x|z) from the decoder, and the
 * objective over the likelihood and the divergence from the prior. Labels `y` of a batch reach whichever parts are conditioned on them:
 * an encoder or decoder with a second, one-hot input, a prior with classes.
 *
 * Terms: those of the objective, and the prior's penalties. All `[batch]`, nats, summed over the event.
 *
 * @throws Error that names the network and the output when shapes do not fit the parts, when parts disagree on the number of classes, or
 *   when a layer is impure and has no pure twin
 */
export function vae(options: VaeOptions): Vae {
  const { posterior = diagonalNormal(), prior = standardNormal(), likelihood = bernoulli(), objective = elbo() } = options;
  const encoder = network(options.encoder, 'encoder');
  const decoder = network(options.decoder, 'decoder');
  const event = encoder.inputShapes[0]!;
  const latent = decoder.inputShapes[0]!;

  const widths = { encoder: conditionWidth(encoder, 'x'), decoder: conditionWidth(decoder, 'z') };
  const q = posterior.build({ latent });
  const p = prior.build({ latent });
  const l = likelihood.build({ event });
  let classes: number | undefined;
  try {
    checkOutputs(encoder, q.parameters, `the posterior (${posterior.config.kind})`);
    checkOutputs(decoder, l.parameters, `the likelihood (${likelihood.config.kind})`);
    classes = agreedClasses({ ...widths, prior: p.classes });
  } catch (error) {
    // The networks belong to the caller, but nobody else knows of the parts' variables.
    tf.dispose([q, p, l].flatMap(({ variables = {} }) => Object.values(variables)));
    throw error;
  }

  const variables: Record<string, tf.Variable> = {};
  const seen = new Set<tf.Variable>();
  for (const group of [
    encoder.variables,
    decoder.variables,
    prefixed('posterior', q.variables),
    prefixed('prior', p.variables),
    prefixed('likelihood', l.variables),
  ]) {
    for (const [name, variable] of Object.entries(group)) {
      if (seen.has(variable)) continue;
      seen.add(variable);
      variables[name] = variable;
    }
  }
  const state = { ...encoder.state, ...decoder.state };
  const samples = objective.samples;
  const noise = (mode: Mode): NoiseSpec => ({
    ...encoder.noise(mode),
    ...widened(decoder.noise(mode), samples),
    ...prefixed('posterior', q.noise(samples)),
  });

  const context = (labels: tf.Tensor1D | undefined, rows: number): LatentContext => {
    if (classes === undefined) return { rows };
    if (labels === undefined)
      throw new Error(
        `vae: this model is conditioned on ${classes} classes but got no labels; give \`y\`, whole numbers from 0 to ${classes - 1}`,
      );
    return { rows, classes: tf.cast(tf.oneHot(tf.cast(labels, 'int32'), classes), 'float32') as tf.Tensor2D };
  };
  const pass =
    (net: Network, conditioned: boolean) =>
    (input: tf.Tensor, labels: LatentContext, { mode = 'evaluate', noise: given = {}, weight }: PassOptions = {}) =>
      net.apply(conditioned ? [input, labels.classes!] : [input], {
        mode,
        noise: given,
        ...(weight === undefined ? {} : { weight }),
      });
  const encodeParameters = pass(encoder, widths.encoder !== undefined);
  const decodeParameters = pass(decoder, widths.decoder !== undefined);
  const decoderNoise = Object.keys(decoder.noise('train'));
  let disposed = false;

  return {
    encoder,
    decoder,
    posterior: q,
    prior: p,
    likelihood: l,
    objective,
    config: { posterior: posterior.config, prior: prior.config, likelihood: likelihood.config, objective: objective.config },
    event,
    latent,
    ...(classes === undefined ? {} : { classes }),
    variables,
    state,
    schedules: objective.schedules,
    noise,
    context,
    encodeParameters,
    decodeParameters,
    forward({ batch, noise: given, schedule, mode }): Outcome {
      const { x, y, weight, mask } = batch;
      const rows = x.shape[0]!;
      if (classes !== undefined && y !== undefined && y.rank !== 1)
        throw new Error(`vae: \`y\` has shape [${y.shape.join(',')}]; expected labels, [${rows}]`);
      const labels = context(y as tf.Tensor1D | undefined, rows);
      const withWeight = weight === undefined ? {} : { weight };
      const encoded = encodeParameters(x, labels, { mode, noise: given, ...withWeight });
      const z = q.draw(encoded.outputs, withoutPrefix(given), samples);

      // With several samples an example, everything behind the posterior has rows · samples rows.
      const wide: LatentContext =
        labels.classes === undefined
          ? { rows: rows * samples }
          : { rows: rows * samples, classes: repeatRows(labels.classes, samples) };
      const decoded = decodeParameters(z, wide, {
        mode,
        noise: mode === 'train' ? flattened(given, decoderNoise, rows, samples) : {},
        ...(weight === undefined ? {} : { weight: repeatRows(weight, samples) }),
      });

      const perSample = (values: tf.Tensor1D): tf.Tensor2D => tf.reshape(values, [rows, samples]);
      const wideParameters = once(() => encoded.outputs.map((parameter) => repeatRows(parameter, samples)));
      const logPosterior = once(() => perSample(q.logDensity(wideParameters(), z)));
      const logPrior = once(() => perSample(p.logDensity(z, wide)));
      const { terms, loss } = objective.evaluate({
        samples,
        schedule,
        reconstruction: once(() =>
          perSample(
            l.negativeLogDensity(
              decoded.outputs,
              repeatRows(x, samples),
              mask === undefined ? undefined : repeatRows(mask, samples),
            ),
          ),
        ),
        kl: once(() =>
          q.moments !== undefined && p.kl !== undefined
            ? p.kl(q.moments(encoded.outputs), labels)
            : (tf.mean(tf.sub(logPosterior(), logPrior()), 1) as tf.Tensor1D),
        ),
        logPosterior,
        logPrior,
      });

      const penalties = Object.fromEntries(
        Object.entries(p.penalties?.() ?? {}).map(([name, value]) => [name, tf.mul(value, tf.ones([rows])) as tf.Tensor1D]),
      );
      const minimized = [...(loss === undefined ? Object.values(terms) : [loss]), ...Object.values(penalties)];
      return {
        terms: { ...terms, ...penalties },
        losses: { model: weightedMean(tf.addN(minimized) as tf.Tensor1D, weight) },
        nextState: { ...encoded.nextState, ...decoded.nextState },
      };
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      options.encoder.dispose();
      options.decoder.dispose();
      for (const variable of Object.values({ ...variables, ...state })) if (!variable.isDisposed) variable.dispose();
    },
  };
}

const withoutPrefix = (noise: Noise): Noise =>
  Object.fromEntries(
    Object.entries(noise).flatMap(([name, value]) =>
      name.startsWith('posterior/') ? [[name.slice('posterior/'.length), value]] : [],
    ),
  );

function once<T>(compute: () => T): () => T {
  let result: { value: T } | undefined;
  return () => (result ??= { value: compute() }).value;
}
