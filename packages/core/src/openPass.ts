import * as tf from '@tensorflow/tfjs';
import { given } from '@vaekit-internal/base';
import { flattened, ownOf, prefixed } from './byOwner.js';
import type { ForwardInput, Noise, Outcome } from './contract.js';
import type { Network, NetworkContext } from './networks/network.js';
import type {
  BuiltCorruption,
  BuiltInputTransform,
  BuiltLikelihood,
  BuiltPosterior,
  BuiltPrior,
  Context,
  Corrupted,
  Draw,
  Peers,
} from './parts.js';
import type { BuiltObjective, Judgment, Pass } from './pass.js';
import { contextFor, ownScalars } from './ownScalars.js';
import { penaltyTerms } from './penaltyTerms.js';
import { repeatRows } from './repeatRows.js';
import { requireTrainableDensity } from './requireTrainableDensity.js';
import { weightedMean } from './weightedMean.js';

/** The built parts of a model, and its networks. */
export interface BuiltParts {
  readonly encoder: Network;
  readonly decoder: Network;
  readonly posterior: BuiltPosterior;
  readonly prior: BuiltPrior;
  readonly likelihood: BuiltLikelihood;
  readonly corruption?: BuiltCorruption;
  readonly inputTransform?: BuiltInputTransform;
}

/** A pass that can be asked for its outcome. */
export interface OpenPass extends Pass {
  /** The objective's judgment of this pass, as engines take it. */
  outcome(): Outcome;
}

/** What a pass is opened with. */
interface Opening {
  readonly parts: BuiltParts;
  readonly peers: Peers;
  readonly objective: BuiltObjective;
  readonly input: ForwardInput;
  readonly condition: tf.Tensor2D | undefined;
  /** Filled by what the pass computes; the first to name a state wins. */
  readonly nextState: Record<string, tf.Tensor>;
}

const once = <T>(compute: () => T): (() => T) => {
  let result: { value: T } | undefined;
  return () => (result ??= { value: compute() }).value;
};

/** What a network is given: x or z, and the condition where it has a second input. */
export const networkInputs = (net: Network, first: tf.Tensor, condition: tf.Tensor2D | undefined): tf.Tensor[] => {
  if (net.inputShapes.length === 1) return [first];
  if (condition === undefined)
    throw new Error(`vae: the ${net.name} is conditioned on ${net.inputShapes[1]![0]} numbers but got no condition`);
  return [first, condition];
};

const missing = (what: string, owner: string): never => {
  throw new Error(
    `vae: the objective asks for ${what}, but the ${owner} of this model does not have it; take an objective that does without (reconstruction()), or another ${owner}`,
  );
};

/** log p(z), `[rows]`, nats; in training only one whose value is the density's own. */
const logPriorOf = (prior: BuiltPrior, z: tf.Tensor, context: Context): tf.Tensor1D => {
  if (prior.logDensity === undefined) return missing('log p(z)', 'prior');
  if (context.mode === 'train') requireTrainableDensity('vae', prior);
  return prior.logDensity(z, contextFor('prior', context));
};

/** The contexts of a pass as the posterior is asked with them: of its examples, and of its draws. `asked` is what the likelihood is asked for. */
function contextsOf(
  { parts, peers, objective, input, condition }: Opening,
  asked: () => tf.Tensor | undefined,
): { examples: Context; draws: Context } {
  const { batch, schedule, mode } = input;
  const { weight, mask, x } = batch;
  const samples = objective.samples;
  const wide = <T extends tf.Tensor>(tensor: T | undefined): T | undefined =>
    tensor === undefined ? undefined : repeatRows(tensor, samples);
  const shared = { mode, schedule: ownScalars('posterior', parts.posterior, schedule), modelSchedule: schedule, model: peers };
  const examples: Context = {
    ...shared,
    rows: x.shape[0]!,
    ...given('condition', condition),
    ...given('weight', weight),
    ...given('mask', mask),
  };
  if (samples === 1) return { examples: withJoint(examples, parts, x, asked), draws: withJoint(examples, parts, x, asked) };
  const draws: Context = {
    ...shared,
    rows: x.shape[0]! * samples,
    ...given('condition', wide(condition)),
    ...given('weight', wide(weight)),
    ...given('mask', wide(mask)),
  };
  return { examples: withJoint(examples, parts, x, asked), draws: withJoint(draws, parts, x, asked, samples) };
}

/** The context with log p(x, z | y) = log p(z | y) + log p(x | z). */
export function withJoint(
  context: Context,
  { prior, likelihood }: Pick<BuiltParts, 'likelihood' | 'prior'>,
  x: tf.Tensor,
  asked: () => tf.Tensor | undefined = () => undefined,
  samples = 1,
): Context {
  const { condition, model } = context;
  return {
    ...context,
    logJoint: (z) => {
      const logPrior = logPriorOf(prior, z, context);
      const mask = asked();
      const nll = likelihood.negativeLogDensity(
        model.decodeParameters(z, condition),
        repeatRows(x, samples),
        mask === undefined ? undefined : repeatRows(mask, samples),
      );
      return tf.sub(logPrior, nll) as tf.Tensor1D;
    },
  };
}

/** One pass through a network, its next state kept. */
const runner =
  ({ input: { mode, batch }, objective: { samples }, nextState }: Opening) =>
  (net: Network, inputs: tf.Tensor[], noise: Noise, repeats: 'draws' | 'examples'): tf.Tensor[] => {
    const weight = batch.weight && (repeats === 'draws' ? repeatRows(batch.weight, samples) : batch.weight);
    const context: NetworkContext = { mode, noise: mode === 'train' ? noise : {}, ...given('weight', weight) };
    const { outputs, nextState: moved } = net.apply(inputs, context);
    for (const [name, value] of Object.entries(moved)) nextState[name] ??= value;
    return outputs;
  };

/** The lazy values of a pass, before an objective looks at them. */
function openValues(opening: Opening): { pass: Pass; drawn: () => Draw } {
  const { parts, peers, objective, input, condition, nextState } = opening;
  const { encoder, decoder, posterior, prior, likelihood, corruption, inputTransform } = parts;
  const { batch, noise, mode, dataSize } = input;
  const { x, mask } = batch;
  const rows = x.shape[0]!;
  const samples = objective.samples;
  const run = runner(opening);
  const perDraw = (values: tf.Tensor1D): tf.Tensor2D => tf.reshape(values, [rows, samples]);

  const seen = once((): Corrupted => {
    const context = { mode, schedule: ownScalars('corruption', corruption, input.schedule), ...given('mask', mask) };
    const { input: shown, mask: asked } = corruption?.apply(x, ownOf('corruption', noise), context) ?? { input: x };
    return { input: shown, ...given('mask', mask && asked ? tf.mul(mask, asked) : (asked ?? mask)) };
  });
  const { examples, draws } = contextsOf(opening, () => seen().mask);
  const posteriorParameters = once(() => {
    const shown = inputTransform?.apply(seen().input) ?? seen().input;
    return run(encoder, networkInputs(encoder, shown, condition), noise, 'examples');
  });
  const perExample = once(() => posterior.perExample?.(posteriorParameters()) ?? posteriorParameters());
  const ofDraws = (): tf.Tensor[] => perExample().map((parameter) => repeatRows(parameter, samples));
  const drawn = once((): Draw => {
    const own = flattened(ownOf('posterior', noise), posterior.noise(mode), samples);
    const draw = posterior.draw(ofDraws(), own, draws);
    for (const [name, value] of Object.entries(prefixed('posterior', draw.nextState))) nextState[name] ??= value;
    return draw;
  });
  const z = (): tf.Tensor => drawn().z;
  const likelihoodParameters = once(() =>
    run(decoder, networkInputs(decoder, z(), draws.condition), flattened(noise, decoder.noise(mode), samples), 'draws'),
  );
  const reconstruction = once(() => {
    const asked = seen().mask;
    return perDraw(
      likelihood.negativeLogDensity(
        likelihoodParameters(),
        repeatRows(x, samples),
        asked === undefined ? undefined : repeatRows(asked, samples),
      ),
    );
  });
  const logPosterior = once(() =>
    perDraw(drawn().logDensity ?? posterior.logDensity?.(ofDraws(), z(), draws) ?? missing('log q(z|x)', 'posterior')),
  );
  const logPrior = once(() => perDraw(logPriorOf(prior, z(), draws)));
  const kl = once(() => {
    const family = prior.kl === undefined ? undefined : posterior.family?.(posteriorParameters(), examples);
    return (
      (family && prior.kl?.(family, contextFor('prior', examples))) ??
      (tf.mean(tf.sub(logPosterior(), logPrior()), 1) as tf.Tensor1D)
    );
  });
  const pass: Pass = {
    ...examples,
    schedule: ownScalars('objective', objective, input.schedule),
    batch,
    samples,
    dataSize,
    noise: ownOf('objective', noise),
    drawContext: draws,
    posteriorParameters,
    z,
    likelihoodParameters,
    reconstruction,
    kl,
    logPosterior,
    logPrior,
    under: (other) => openValues({ ...opening, peers, condition: other }).pass,
    masked: (observed) => openValues({ ...opening, input: { ...input, batch: { ...batch, mask: observed } } }).pass,
  };
  return { pass, drawn };
}

/** What the first player minimizes gains what posterior and prior add: a commitment, penalties. */
function withExtras(loss: tf.Tensor, extras: readonly tf.Tensor1D[], weight: tf.Tensor1D | undefined): tf.Scalar {
  if (loss.rank === 1) return weightedMean(tf.addN([loss as tf.Tensor1D, ...extras]), weight);
  return extras.length === 0 ? (loss as tf.Scalar) : (tf.add(loss, weightedMean(tf.addN([...extras]), weight)) as tf.Scalar);
}

/** Opens one pass through a model for an objective. */
export function openPass(opening: Opening): OpenPass {
  const { parts, objective, nextState } = opening;
  const { pass, drawn } = openValues(opening);
  const { rows, samples, weight } = pass;
  const outcome = (): Outcome => {
    const judged: Judgment = objective.evaluate(pass);
    const drawTerms = Object.entries(drawn().terms ?? {}).map(
      ([name, term]) => [name, tf.mean(tf.reshape(term, [rows, samples]), 1) as tf.Tensor1D] as const,
    );
    const extras = { ...Object.fromEntries(drawTerms), ...penaltyTerms(parts.prior, rows) };
    const added = Object.values(extras);
    const [leader, ...others] =
      judged.losses === undefined ? [['model', tf.addN(Object.values(judged.terms))] as const] : Object.entries(judged.losses);
    const scalar = (loss: tf.Tensor): tf.Scalar => withExtras(loss, [], weight);
    return {
      terms: { ...judged.terms, ...extras },
      losses: Object.fromEntries([
        [leader![0], withExtras(leader![1], added, weight)],
        ...others.map(([name, loss]) => [name, scalar(loss)] as const),
      ]),
      nextState: { ...nextState, ...prefixed('objective', judged.nextState) },
    };
  };
  return { ...pass, outcome };
}
