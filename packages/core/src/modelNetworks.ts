import type * as tf from '@tensorflow/tfjs';
import { network, type Network } from './networks/network.js';
import type { Recipe } from './networks/recipe.js';
import type { Parameter } from './parts.js';

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((extent, i) => extent === b[i]);

/** Output activations that turn what should be logits into probabilities. */
const squashing: ReadonlySet<string> = new Set(['hardSigmoid', 'hard_sigmoid', 'sigmoid', 'softmax']);

/** The activation that the layer of an output ends in, by tfjs's name. */
function lastActivation(symbol: tf.SymbolicTensor): string | undefined {
  const { activation } = symbol.sourceLayer.getConfig();
  if (typeof activation === 'string') return activation;
  const inputs = symbol.sourceLayer.inboundNodes[symbol.nodeIndex]?.inputTensors ?? [];
  // A reshape passes on what it is given.
  return symbol.sourceLayer.getClassName() === 'Reshape' && inputs.length === 1 ? lastActivation(inputs[0]!) : undefined;
}

/** Throws unless a network gives what a part needs. */
export function checkOutputs(net: Network, wanted: readonly Parameter[], by: string): void {
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
    const activation = lastActivation(net.model.outputs[i]!);
    if (name === 'logits' && activation !== undefined && squashing.has(activation)) {
      throw new Error(
        `vae: output ${i} of the ${net.name} ends in a ${activation}, but ${by} takes \`logits\`, from minus to plus infinity; leave the activation out`,
      );
    }
  });
}

/** The width of a network's second input, the condition; `undefined` where it has none. */
export function conditionWidth(net: Network, first: string): number | undefined {
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

/**
 * The one width that all conditioned parts see; `undefined` where none is.
 *
 * @param numbers whether the condition is numbers
 * @throws Error that names two parts that disagree, or a prior of classes beside numbers
 */
export function agreedWidth(widths: Readonly<Record<string, number | undefined>>, numbers: boolean): number | undefined {
  const { prior: classes } = widths;
  if (numbers && classes !== undefined)
    throw new Error(
      `vae: the prior has ${classes} classes but the model is conditioned on numbers; take \`condition: { classes: ${classes} }\`, or a prior without classes`,
    );
  const [first, ...others] = Object.entries(widths).filter(([, width]) => width !== undefined);
  for (const [name, width] of others) {
    if (width !== first![1])
      throw new Error(
        `vae: the ${name} has ${width} classes but the ${first![0]} has ${first![1]}; all parts see the same labels`,
      );
  }
  const width = first?.[1];
  if (!numbers && width === 1)
    throw new Error(
      `vae: the ${first![0]} has 1 class, and labels are of 2 or more; leave the class out, or take \`condition: { numbers: 1 }\` for a number`,
    );
  return width;
}

/** A network that a caller gave, or the shape that it needs where a recipe was given. */
export function openNetwork(given: Recipe | tf.LayersModel, name: string): Network | undefined {
  return typeof given === 'function' ? undefined : network(given, name);
}
