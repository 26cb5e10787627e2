import type * as tf from '@tensorflow/tfjs';
import type { Mode, Noise, NoiseEntry, NoiseSpec } from '../contract.js';
import { eventShape, graphSteps, type GraphStep } from './graphSteps.js';
import { pureTwins } from './pureTwins.js';

/** What a network's pass depends on besides its inputs. */
export interface NetworkContext {
  readonly mode: Mode;
  readonly noise: Noise;
  /** `[rows]` weights, 0 on padding; batch statistics leave those rows out. */
  readonly weight?: tf.Tensor1D;
}

/** A network's outputs, and the new values of its state (moving averages). */
export interface NetworkOutput {
  readonly outputs: tf.Tensor[];
  readonly nextState: Record<string, tf.Tensor>;
}

/** A tf.LayersModel seen as a pure function of its variables, its inputs and its noise. */
export interface Network {
  readonly name: string;
  /** The ordinary layers model, which plain tfjs can save and load. */
  readonly model: tf.LayersModel;
  readonly inputShapes: readonly (readonly number[])[];
  readonly outputShapes: readonly (readonly number[])[];
  readonly variables: Readonly<Record<string, tf.Variable>>;
  readonly state: Readonly<Record<string, tf.Variable>>;
  noise(mode: Mode): NoiseSpec;
  apply(inputs: readonly tf.Tensor[], context: NetworkContext): NetworkOutput;
}

function runSteps(
  steps: readonly GraphStep[],
  model: tf.LayersModel,
  inputs: readonly tf.Tensor[],
  context: NetworkContext,
  next: Map<tf.Variable, tf.Tensor>,
): tf.Tensor[] {
  const values = new Map<number, tf.Tensor>(model.inputs.map((symbol, i) => [symbol.id, inputs[i]!]));
  for (const step of steps) {
    const given = step.inputs.map((id) => values.get(id)!);
    let results: tf.Tensor[];
    const twin = pureTwins[step.layer.getClassName()];
    if (step.inner !== undefined) {
      results = runSteps(step.inner, step.innerModel!, given, context, next);
    } else if (twin !== undefined) {
      const noise = step.noise === undefined || context.mode === 'evaluate' ? undefined : context.noise[step.noise.name];
      if (step.noise !== undefined && context.mode === 'train' && noise === undefined) {
        throw new Error(`network: noise \`${step.noise.name}\` is missing; draw everything that noise('train') lists`);
      }
      const own = step.layer.nonTrainableWeights.map((weight) => weight.read() as tf.Variable);
      const { y, nextWeights = [] } = twin.apply({
        layer: step.layer,
        x: given[0]!,
        mode: context.mode,
        // A layer that is used twice moves its averages twice.
        state: own.map((variable) => next.get(variable) ?? variable),
        ...(noise === undefined ? {} : { noise }),
        ...(context.weight === undefined ? {} : { weight: context.weight }),
      });
      nextWeights.forEach((value, i) => next.set(own[own.length - nextWeights.length + i]!, value));
      results = [y];
    } else {
      const result = step.layer.apply(given.length === 1 ? given[0]! : given, {
        ...step.callArgs,
        training: context.mode === 'train',
      });
      results = (Array.isArray(result) ? result : [result]) as tf.Tensor[];
    }
    step.outputs.forEach((id, i) => values.set(id, results[i]!));
  }
  return model.outputs.map((symbol) => values.get(symbol.id)!);
}

/** `path/kernel`, `path/bias`, …: the weight's own name after the layer's, numbered where a layer has two of one name. */
function weightNames(layer: tf.layers.Layer, path: string, weights: tf.layers.Layer['weights']): string[] {
  const all = layer.weights.map((weight) => weight.originalName.split('/').at(-1)!);
  const unique = all.map((name, i) => (all.indexOf(name) === i ? name : `${name}_${i}`));
  return weights.map((weight) => `${path}/${unique[layer.weights.indexOf(weight)]!}`);
}

function collect(
  steps: readonly GraphStep[],
  into: { variables: Map<tf.Variable, string>; state: Map<tf.Variable, string> },
): void {
  for (const { layer, path, inner } of steps) {
    if (inner !== undefined) {
      collect(inner, into);
      continue;
    }
    for (const [weights, map] of [
      [layer.trainableWeights, into.variables],
      [layer.nonTrainableWeights, into.state],
    ] as const) {
      const names = weightNames(layer, path, weights);
      weights.forEach((weight, i) => {
        const variable = weight.read() as tf.Variable;
        if (!map.has(variable)) map.set(variable, names[i]!);
      });
    }
  }
}

const byName = (map: ReadonlyMap<tf.Variable, string>): Record<string, tf.Variable> =>
  Object.fromEntries([...map].map(([variable, name]) => [name, variable]));

function noiseOf(steps: readonly GraphStep[]): Record<string, NoiseEntry> {
  return Object.assign(
    {},
    ...steps.map((step) => (step.inner ? noiseOf(step.inner) : step.noise ? { [step.noise.name]: step.noise.entry } : {})),
  );
}

/**
 * A layers model as a pure function: Dropout, SpatialDropout1D, GaussianNoise, GaussianDropout and BatchNormalization are replaced by
 * twins that take their random numbers from `noise` and return their moving averages as `nextState`; every other layer is applied as it is.
 *
 * @param model any built tf.LayersModel (functional or sequential, nested ones too) with static shapes behind the batch
 * @param name the prefix of variables and noise: `encoder`, `decoder`
 * @throws Error that names the layer when one is impure and has no twin, carries a regularizer or a constraint, or has an open shape
 */
export function network(model: tf.LayersModel, name: string): Network {
  const steps = graphSteps(model, name);
  const weights = { variables: new Map<tf.Variable, string>(), state: new Map<tf.Variable, string>() };
  collect(steps, weights);
  const noise = noiseOf(steps);
  const inputShapes = model.inputs.map((symbol) => eventShape(symbol.shape));
  return {
    name,
    model,
    inputShapes,
    outputShapes: model.outputs.map((symbol) => eventShape(symbol.shape)),
    variables: byName(weights.variables),
    state: byName(weights.state),
    noise: (mode) => (mode === 'train' ? noise : {}),
    apply(inputs, context) {
      if (inputs.length !== inputShapes.length) {
        throw new Error(`network: the ${name} takes ${inputShapes.length} inputs but got ${inputs.length}`);
      }
      const next = new Map<tf.Variable, tf.Tensor>();
      const outputs = runSteps(steps, model, inputs, context, next);
      return {
        outputs,
        nextState: Object.fromEntries([...next].map(([variable, value]) => [weights.state.get(variable)!, value])),
      };
    },
  };
}
