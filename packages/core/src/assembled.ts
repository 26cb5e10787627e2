import * as tf from '@tensorflow/tfjs';
import { ownOf, prefixed, widened } from './byOwner.js';
import { checkSpaces } from './codeSpace.js';
import type { Batch, ForwardInput, KnowsExamples, Mode, Noise, NoiseSpec, Outcome, Trainable } from './contract.js';
import type { SupportDetails } from './likelihoods/support.js';
import type { Network } from './networks/network.js';
import { ownScalars, scalarName } from './ownScalars.js';
import { networkInputs, type BuiltParts, openPass, type OpenPass } from './openPass.js';
import type { BuiltPart, Context, PartConfig, Peers, Shapes } from './parts.js';
import type { BuiltObjective, Groups, Owner } from './pass.js';

/** The plain descriptions of a VAE's parts; its networks are described by their own topology. */
export interface VaeConfig {
  readonly posterior: PartConfig;
  readonly prior: PartConfig;
  readonly likelihood: PartConfig;
  readonly objective: PartConfig;
  readonly corruption?: PartConfig;
  readonly input?: PartConfig;
  readonly condition?: { readonly classes: number } | { readonly numbers: number };
}

/** What a model is composed of, all of it built. */
export interface Assembly extends BuiltParts {
  readonly objective: BuiltObjective;
  readonly shapes: Shapes;
  readonly config: VaeConfig;
}

/** A variational autoencoder: a {@link Trainable} that can also encode, decode and be sampled from. */
export interface Vae extends Trainable, Peers, Assembly {
  readonly state: Readonly<Record<string, tf.Variable>>;
  /** An example's shape, without the batch. */
  readonly event: readonly number[];
  /** The values that the likelihood describes. */
  readonly describes: NonNullable<KnowsExamples['describes']>;
  /** A code's shape, without the batch. */
  readonly latent: readonly number[];
  /** The number of classes, where any part is conditioned on labels. */
  readonly classes?: number;
  /** The width of the condition, where it is numbers. */
  readonly conditionWidth?: number;
  /** Whether rows whose label is not known (−1) are taken. */
  readonly marginalizesLabels: boolean;
  /**
   * What the posterior is asked with about `rows` rows outside of a pass: the condition from labels (`[rows]`, whole numbers) or numbers
   * (`[rows, width]`), schedules at their final values; `contextFor('prior', …)` is what the prior is asked with. Called inside a tidy.
   */
  context(y: tf.Tensor1D | tf.Tensor2D | undefined, rows: number): Context;
  /** The random inputs of a pass; under another objective where one is given. */
  noise(mode: Mode, objective?: BuiltObjective): NoiseSpec;
  /** A pass to look into, for the model's own objective or another: any bound, without rebuilding the model. Called inside a tidy. */
  pass(input: ForwardInput, objective?: BuiltObjective): OpenPass;
  /** Frees the variables of every part. */
  dispose(): void;
}

type OwnedParts = readonly (readonly [Exclude<Owner, 'decoder' | 'encoder'>, BuiltPart | undefined])[];

const ownedParts = ({ posterior, prior, likelihood, objective, corruption }: Assembly): OwnedParts => [
  ['posterior', posterior],
  ['prior', prior],
  ['likelihood', likelihood],
  ['corruption', corruption],
  ['objective', objective],
];

/** All variables or states by name, each once. */
function gathered(assembly: Assembly, key: 'state' | 'variables'): Record<string, tf.Variable> {
  const { encoder, decoder } = assembly;
  const all: Record<string, tf.Variable> = {};
  const seen = new Set<tf.Variable>();
  for (const group of [
    encoder[key],
    decoder[key],
    ...ownedParts(assembly).map(([owner, part]) => prefixed(owner, part?.[key])),
  ]) {
    for (const [name, variable] of Object.entries(group)) {
      if (seen.has(variable)) continue;
      seen.add(variable);
      all[name] = variable;
    }
  }
  return all;
}

const gatheredSchedules = (assembly: Assembly): NonNullable<Trainable['schedules']> =>
  Object.fromEntries(
    ownedParts(assembly).flatMap(([owner, part]) =>
      Object.entries(part?.schedules ?? {}).map(([name, schedule]) => [scalarName(owner, name), schedule]),
    ),
  );

const groupsOf = (variables: Readonly<Record<string, tf.Variable>>): Groups => {
  const names = Object.keys(variables);
  const of = (owner: Owner): string[] => names.filter((name) => name.startsWith(`${owner}/`));
  return {
    corruption: of('corruption'),
    decoder: of('decoder'),
    encoder: of('encoder'),
    likelihood: of('likelihood'),
    objective: of('objective'),
    posterior: of('posterior'),
    prior: of('prior'),
  };
};

const noiseOf =
  (assembly: Assembly, peers: Peers) =>
  (mode: Mode, objective: BuiltObjective = assembly.objective): NoiseSpec => {
    const { encoder, decoder, posterior, corruption } = assembly;
    return {
      ...encoder.noise(mode),
      ...widened(decoder.noise(mode), objective.samples),
      ...prefixed('posterior', widened(posterior.noise(mode), objective.samples)),
      ...prefixed('corruption', corruption?.noise(mode)),
      ...prefixed('objective', objective.noise?.(mode, peers)),
    };
  };

/** Whether rows whose label is not known can be judged. */
function marginalizes({ encoder, decoder, prior, objective, shapes }: Assembly): boolean {
  if (shapes.classes === undefined) return false;
  const networksSee = [encoder, decoder].some(({ inputShapes }) => inputShapes.length > 1);
  return objective.marginalizesLabels === true || (prior.marginalizesLabels === true && !networksSee);
}

/** One-hot labels, a row of zeros for −1. Without unknown labels it is tfjs's own operation, which engines know best. */
function oneHot(labels: tf.Tensor1D, classes: number, unknown: boolean): tf.Tensor2D {
  if (!unknown) return tf.cast(tf.oneHot(tf.cast(labels, 'int32'), classes), 'float32') as tf.Tensor2D;
  const all = tf.range(0, classes, 1, 'float32');
  return tf.cast(tf.equal(tf.expandDims(tf.cast(labels, 'float32'), 1), all), 'float32') as tf.Tensor2D;
}

/** The condition of rows, from what a batch or a caller has as `y`. */
const conditionOf =
  ({ shapes }: Assembly, unknown: boolean) =>
  (y: tf.Tensor1D | tf.Tensor2D | undefined): tf.Tensor2D | undefined => {
    const { classes, conditionWidth } = shapes;
    if (conditionWidth === undefined) return undefined;
    if (y === undefined) {
      const wanted =
        classes === undefined
          ? `${conditionWidth} numbers an example but got none; give \`y\`, [batch,${conditionWidth}]`
          : `${classes} classes but got no labels; give \`y\`, whole numbers from 0 to ${classes - 1}`;
      throw new Error(`vae: this model is conditioned on ${wanted}`);
    }
    if (classes !== undefined && y.rank === 1) return oneHot(y as tf.Tensor1D, classes, unknown);
    if (classes === undefined && y.rank === 2 && y.shape[1] === conditionWidth) return y as tf.Tensor2D;
    const rows = y.shape[0];
    const expected =
      classes === undefined ? `numbers, [${rows},${conditionWidth}]` : `labels, [${rows}], the number of each example’s class`;
    throw new Error(`vae: \`y\` has shape [${y.shape.join(',')}]; expected ${expected}`);
  };

/**
 * An outcome whose terms and losses are not finite where a label is out of range: divided by 1 where it is one, by 0 where not. A pass reads nothing
 * back, so it cannot throw; a condition of zeros would silently stand for another model, and rectifiers may take a NaN in it for 0.
 */
function ofKnownLabels(outcome: Outcome, labels: tf.Tensor, condition: tf.Tensor2D, unknown: boolean): Outcome {
  const found = tf.sum(condition, 1);
  const known = unknown ? tf.add(found, tf.cast(tf.equal(tf.cast(labels, 'float32'), -1), 'float32')) : found;
  const all = tf.min(known);
  const over = <T extends tf.Tensor>(values: Readonly<Record<string, T>>, by: tf.Tensor): Record<string, T> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tf.div(value, by) as T]));
  return { ...outcome, terms: over(outcome.terms, known), ...(outcome.losses && { losses: over(outcome.losses, all) }) };
}

/** Further passes through the networks, as parts and callers outside of a pass make them. */
function peersOf({ encoder, decoder, posterior, prior, likelihood, inputTransform }: Assembly): Peers {
  const apply = (net: Network, first: tf.Tensor, condition: tf.Tensor2D | undefined): tf.Tensor[] =>
    net.apply(networkInputs(net, first, condition), { mode: 'evaluate', noise: {} }).outputs;
  const show = (x: tf.Tensor): tf.Tensor => inputTransform?.apply(x) ?? x;
  return {
    posterior,
    prior,
    likelihood,
    encoderSeesCondition: encoder.inputShapes.length > 1,
    decoderVariables: Object.values(decoder.variables),
    show,
    encodeParameters: (x, condition) => apply(encoder, show(x), condition),
    decodeParameters: (z, condition) => apply(decoder, z, condition),
  };
}

/** A start that depends on data, where a part has one. */
function initialization(
  assembly: Assembly,
  peers: Peers,
  condition: (y: tf.Tensor1D | tf.Tensor2D | undefined) => tf.Tensor2D | undefined,
): Pick<Trainable, 'initialize'> {
  const starting = ownedParts(assembly).filter(([, part]) => part?.initialize !== undefined);
  if (starting.length === 0) return {};
  return {
    initialize: (batch: Batch, noise: Noise) =>
      tf.tidy(() => {
        const rows = condition(batch.y);
        const asInTraining: Peers = {
          ...peers,
          encodeParameters(x, given) {
            const shown = assembly.inputTransform?.apply(x) ?? x;
            const inputs = networkInputs(assembly.encoder, shown, given);
            const weight = batch.weight === undefined ? {} : { weight: batch.weight };
            return assembly.encoder.apply(inputs, { mode: 'train', noise, ...weight }).outputs;
          },
        };
        for (const [owner, part] of starting) part!.initialize!(batch, ownOf(owner, noise), asInTraining, rows);
      }),
  };
}

/**
 * A model from built parts and networks. Nothing is made here but the model: parts may be shared with another model, and `disposable` says what
 * `dispose` frees (default: everything).
 */
export function assembled(assembly: Assembly, disposable?: () => readonly tf.Variable[]): Vae {
  const { encoder, decoder, likelihood, objective, shapes, config } = assembly;
  checkSpaces(
    { kind: config.posterior.kind, space: assembly.posterior.space },
    { kind: config.prior.kind, space: assembly.prior.space },
  );
  const peers = peersOf(assembly);
  tf.tidy(() => {
    assembly.posterior.requirePeers?.(peers, shapes);
    assembly.prior.requirePeers?.(peers, shapes);
  });
  const variables = gathered(assembly, 'variables');
  const state = gathered(assembly, 'state');
  const schedules = gatheredSchedules(assembly);
  const unknown = marginalizes(assembly);
  const condition = conditionOf(assembly, unknown);
  const players = objective.players?.(groupsOf(variables));
  const pass = (input: ForwardInput, judge: BuiltObjective = objective): OpenPass =>
    openPass({ parts: assembly, peers, objective: judge, input, condition: condition(input.batch.y), nextState: {} });
  let disposed = false;
  return {
    ...assembly,
    ...peers,
    ...initialization(assembly, peers, condition),
    event: shapes.event,
    describes: { likelihood: config.likelihood.kind, support: likelihood.support, details: config.likelihood as SupportDetails },
    latent: shapes.latent,
    ...(shapes.classes === undefined ? {} : { classes: shapes.classes }),
    ...(shapes.classes !== undefined || shapes.conditionWidth === undefined ? {} : { conditionWidth: shapes.conditionWidth }),
    marginalizesLabels: unknown,
    variables,
    state,
    schedules,
    ...(players === undefined ? {} : { players }),
    noise: noiseOf(assembly, peers),
    context(y, rows) {
      const rowsCondition = y === undefined ? undefined : condition(y);
      return {
        rows,
        mode: 'evaluate',
        schedule: ownScalars('posterior', assembly.posterior, {}),
        modelSchedule: {},
        ...(rowsCondition === undefined ? {} : { condition: rowsCondition }),
        model: peers,
      };
    },
    pass,
    forward: (input) => {
      const { y } = input.batch;
      const opened = pass(input);
      if (shapes.classes === undefined || y === undefined || opened.condition === undefined) return opened.outcome();
      return ofKnownLabels(opened.outcome(), y, opened.condition as tf.Tensor2D, unknown);
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      if (disposable === undefined) {
        encoder.model.dispose();
        decoder.model.dispose();
      }
      for (const variable of disposable?.() ?? Object.values({ ...variables, ...state }))
        if (!variable.isDisposed) variable.dispose();
    },
  };
}
