import * as tf from '@tensorflow/tfjs';
import { assembled, type Vae, type VaeConfig } from './assembled.js';
import { bernoulli } from './likelihoods/bernoulli.js';
import { agreedWidth, checkOutputs, conditionWidth, openNetwork } from './modelNetworks.js';
import { network, type Network } from './networks/network.js';
import type { Recipe } from './networks/recipe.js';
import { elbo } from './objectives/elbo.js';
import type { BuiltPart, Corruption, InputTransform, Likelihood, Parameter, Posterior, Prior, Shapes } from './parts.js';
import type { BuiltObjective, Objective } from './pass.js';
import { diagonalNormal } from './posteriors/diagonalNormal.js';
import { standardNormal } from './priors/standardNormal.js';
import { freeParts, startedOnce } from './startedOnce.js';

export type { Vae, VaeConfig } from './assembled.js';

/** What a model is conditioned on: labels of so many classes, or so many numbers per example. */
export type Condition = { readonly classes: number } | { readonly numbers: number };

/** The parts a VAE is composed of. */
export interface VaeOptions {
  /**
   * Gives the posterior's parameters from `x`, or from `[x, condition]` if it has two inputs: a layers model, or a recipe such as
   * `mlp({ hidden: [400] })`, whose heads follow from the posterior.
   */
  readonly encoder: Recipe | tf.LayersModel;
  /** Gives the likelihood's parameters from `z`, or from `[z, condition]`: a layers model, or a recipe, whose heads follow from the likelihood. */
  readonly decoder: Recipe | tf.LayersModel;
  /** An example's shape, without the batch. Default: the encoder's input; needed where the encoder is a recipe. */
  readonly event?: readonly number[];
  /** The code's width or shape. Default: the decoder's input; needed where the decoder is a recipe. */
  readonly latent?: number | readonly number[];
  /** What the model is conditioned on. Default: labels of as many classes as the prior has, or the networks' second inputs are wide. */
  readonly condition?: Condition;
  /** Default `diagonalNormal()`. */
  readonly posterior?: Posterior;
  /** Default `standardNormal()`. */
  readonly prior?: Prior;
  /** Default `bernoulli()`. */
  readonly likelihood?: Likelihood;
  /** Default `elbo()`. */
  readonly objective?: Objective;
  /** What is between x and the encoder during training. Default: nothing. */
  readonly corruption?: Corruption;
  /** How the encoder is shown x, in training and afterward. Default: as it is. */
  readonly input?: InputTransform;
  /** The seed of the weights that recipes make. Default 0. */
  readonly seed?: number;
}

/** The shape that a network fixes or that was given. */
function fixedShape(
  name: string,
  owner: string,
  given: readonly number[] | undefined,
  net: Network | undefined,
): readonly number[] {
  const own = net?.inputShapes[0];
  if (own === undefined && given === undefined)
    throw new Error(`vae: the ${owner} is a recipe, so its input is not known; give \`${name}\``);
  if (own !== undefined && given !== undefined && own.join() !== given.join())
    throw new Error(`vae: \`${name}\` is [${given.join(',')}] but the ${owner} takes [batch,${own.join(',')}]`);
  return (given ?? own)!;
}

/**
 * A variational autoencoder, composed of its parts.
 *
 * One pass: x through the corruption and the input transform to the encoder, which gives the parameters of q(z|x); `z` from the posterior and
 * its noise; parameters of p(x|z) from the decoder; and the objective over what it asks for: the likelihood, divergences from the prior, the
 * codes themselves. The condition of a batch, labels or numbers `y`, reaches whichever parts see it: an encoder or decoder with a second
 * input, a prior with classes.
 *
 * Terms: those of the objective, of the posterior's draw (a commitment), and the prior's penalties. All `[batch]`, nats, summed over the event.
 *
 * @throws Error that names the network and the output when shapes do not fit the parts, when parts disagree on the number of classes, or
 *   when a layer is impure and has no pure twin; Error that names the parts and the reason where they have no meaning together
 */
export const vae = (options: VaeOptions): Vae =>
  composed(options, (objective, model) => objective.requirePeers?.(model, model.shapes));

/** The plain descriptions of the parts. */
function configOf(
  { posterior, prior, likelihood, objective }: Required<Pick<VaeOptions, 'likelihood' | 'objective' | 'posterior' | 'prior'>>,
  { corruption, input, condition }: VaeOptions,
): VaeConfig {
  return {
    posterior: posterior.config,
    prior: prior.config,
    likelihood: likelihood.config,
    objective: objective.config,
    ...(corruption === undefined ? {} : { corruption: corruption.config }),
    ...(input === undefined ? {} : { input: input.config }),
    ...(condition === undefined ? {} : { condition: { ...condition } }),
  };
}

/** A VAE whose objective need not go with its parts: one that was trained before it got another prior. `judge` is called inside a tidy, and may throw. */
export function composed(options: VaeOptions, judge: (objective: BuiltObjective, model: Vae) => void = () => undefined): Vae {
  const { posterior = diagonalNormal(), prior = standardNormal(), likelihood = bernoulli(), objective = elbo() } = options;
  const { corruption, input, condition, seed = 0 } = options;
  const opened = { encoder: openNetwork(options.encoder, 'encoder'), decoder: openNetwork(options.decoder, 'decoder') };
  const event = fixedShape('event', 'encoder', options.event, opened.encoder);
  const latent = fixedShape(
    'latent',
    'decoder',
    typeof options.latent === 'number' ? [options.latent] : options.latent,
    opened.decoder,
  );
  const numbers = condition !== undefined && 'numbers' in condition;
  const widths: Record<string, number | undefined> = {
    condition: condition === undefined ? undefined : numbers ? condition.numbers : condition.classes,
    encoder: opened.encoder && conditionWidth(opened.encoder, 'x'),
    decoder: opened.decoder && conditionWidth(opened.decoder, 'z'),
  };
  const shapesOf = (width: number | undefined): Shapes => ({
    event,
    latent,
    ...(width === undefined ? {} : { conditionWidth: width, ...(numbers ? {} : { classes: width }) }),
  });

  const parts: BuiltPart[] = [];
  const made: tf.LayersModel[] = [];
  const built = <B extends BuiltPart>(part: B): B => {
    const once = startedOnce(part);
    parts.push(once);
    return once;
  };
  try {
    // The prior may be the one that knows the number of classes, so the others come after it.
    const p = built(prior.build(shapesOf(Object.values(widths).find((width) => width !== undefined))));
    const width = agreedWidth({ ...widths, prior: p.classes }, numbers);
    const shapes = shapesOf(width);
    const q = built(posterior.build(shapes));
    const l = built(likelihood.build(shapes));
    const o = built(objective.build(shapes));
    const c = corruption && built(corruption.build(shapes));
    const from = (
      given: Recipe | tf.LayersModel,
      name: string,
      shape: readonly number[],
      outputs: readonly Parameter[],
    ): Network => {
      if (typeof given !== 'function') return network(given, name);
      const model = given({ name, input: shape, outputs, seed, ...(width === undefined ? {} : { conditionWidth: width }) });
      made.push(model);
      return network(model, name);
    };
    const encoder = opened.encoder ?? from(options.encoder, 'encoder', event, q.parameters);
    const decoder = opened.decoder ?? from(options.decoder, 'decoder', latent, l.parameters);
    checkOutputs(encoder, q.parameters, `the posterior (${posterior.config.kind})`);
    checkOutputs(decoder, l.parameters, `the likelihood (${likelihood.config.kind})`);
    const model = assembled({
      encoder,
      decoder,
      posterior: q,
      prior: p,
      likelihood: l,
      objective: o,
      ...(c === undefined ? {} : { corruption: c }),
      ...(input === undefined ? {} : { inputTransform: input.build(shapes) }),
      shapes,
      config: configOf({ posterior, prior, likelihood, objective }, options),
    });
    tf.tidy(() => judge(o, model));
    return model;
  } catch (error) {
    // Networks that were given belong to the caller, but nothing else knows of the parts' variables and of what recipes made.
    freeParts(parts);
    for (const model of made) model.dispose();
    throw error;
  }
}
