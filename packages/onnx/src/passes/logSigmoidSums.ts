import { sizeFromShape } from '@vaekit-internal/base';
import type { GraphNode, Value } from '../graph/graph.js';
import type { OnnxGraph } from '../kernels/lowerGraph.js';
import { usesOf } from './usesOf.js';

/** A product of so many numbers of at least ½ is a normal float32, with room to spare. */
const LONGEST = 120;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const meanings: Readonly<Record<string, (...values: readonly number[]) => number>> = {
  Abs: (x) => Math.abs(x!),
  Add: (a, b) => a! + b!,
  Div: (a, b) => a! / b!,
  Exp: (x) => Math.exp(x!),
  Log: (x) => Math.log(x!),
  Mul: (a, b) => a! * b!,
  Neg: (x) => -x!,
  Sigmoid: (x) => sigmoid(x!),
  Sub: (a, b) => a! - b!,
};

/** Where the expressions are compared: a few numbers of either sign, small and large. */
const POINTS = [-30, -9.5, -3, -1.2, -0.4, -0.01, 0, 0.07, 0.9, 2.5, 6, 21];

interface Term {
  readonly value: Value;
  readonly negative: boolean;
}

/**
 * `Σ (… + log(1 + e^−|l|))` becomes `Σ … − log Π sigmoid(|l|)`: one logarithm for a whole row in place of one for each element.
 *
 * log(1 + e^−|l|) = −log sigmoid(|l|), and a sum of logarithms is the logarithm of the product, whose factors are between ½ and 1. The
 * logarithm of an element takes eight passes over all of them, since the runtime's own is scalar; a product takes one. Whatever
 * spelling of log(1 + e^−|l|) is met is known by its values. Each element gets an error of up to half a unit in the last place of 1 (6e-8), instead
 * of one relative to itself; nothing else may read it, so it is only ever seen in a sum. Rows of more than 120 elements stay as they are.
 */
export function logSigmoidSums(graph: OnnxGraph): OnnxGraph {
  const uses = usesOf(graph);
  const makers = new Map<Value, GraphNode>(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  let next = 1 + [...uses.keys(), ...makers.keys()].reduce((highest, { id }) => Math.max(highest, id), 0);
  const once = (value: Value): boolean => uses.get(value) === 1;

  const terms = (value: Value, negative: boolean): Term[] => {
    const maker = makers.get(value);
    const [a, b] = maker?.inputs ?? [];
    if (maker === undefined || !once(value) || !['Add', 'Neg', 'Sub'].includes(maker.op)) return [{ value, negative }];
    if (maker.op === 'Neg') return terms(a!, !negative);
    if ([a!, b!].some(({ shape }) => shape.join() !== value.shape.join())) return [{ value, negative }];
    return [...terms(a!, negative), ...terms(b!, maker.op === 'Sub' ? !negative : negative)];
  };

  const scalar = (value: Value): number | undefined => {
    const data = graph.constants.get(value);
    return data?.length === 1 ? data[0] : undefined;
  };
  const firstMagnitude = (value: Value): GraphNode | undefined => {
    const maker = makers.get(value);
    if (maker === undefined || !(maker.op in meanings) || maker.op === 'Abs') return maker?.op === 'Abs' ? maker : undefined;
    for (const input of maker.inputs) {
      const found = firstMagnitude(input!);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const evaluate = (value: Value, known: Map<Value, number>): number => {
    const made = known.get(value) ?? scalar(value);
    if (made !== undefined) return made;
    const maker = makers.get(value);
    const meaning = maker === undefined ? undefined : meanings[maker.op];
    const result = meaning === undefined ? Number.NaN : meaning(...maker!.inputs.map((input) => evaluate(input!, known)));
    known.set(value, result);
    return result;
  };
  /** The |l| of a value that is log(1 + e^−|l|). */
  const magnitudeOf = ({ value }: Term): Value | undefined => {
    if (!once(value) || value.dtype !== 'float32') return undefined;
    const magnitude = firstMagnitude(value);
    const [l] = magnitude?.inputs ?? [];
    if (l === undefined || l.shape.join() !== value.shape.join()) return undefined;
    const same = POINTS.every((point) => {
      const expected = Math.log1p(Math.exp(-Math.abs(point)));
      return Math.abs(evaluate(value, new Map([[l, point]])) - expected) <= 1e-6 * expected + 1e-12;
    });
    return same ? magnitude!.outputs[0] : undefined;
  };

  const rewrite = (node: GraphNode): GraphNode[] => {
    const [result] = node.outputs;
    const [data, axes] = node.inputs;
    if (node.op !== 'ReduceSum' || data!.dtype !== 'float32' || !once(data!)) return [node];
    const length = sizeFromShape(data!.shape) / Math.max(1, sizeFromShape(result!.shape));
    if (length > LONGEST || length < 2) return [node];
    const reshape = makers.get(data!)?.op === 'Reshape' ? makers.get(data!)! : undefined;
    const sum = reshape === undefined ? data! : reshape.inputs[0]!;
    if (!once(sum)) return [node];
    const all = terms(sum, false);
    const magnitudes = new Map(all.map((term) => [term, magnitudeOf(term)] as const));
    const logarithms = all.filter((term) => magnitudes.get(term) !== undefined);
    if (logarithms.length === 0) return [node];

    const nodes: GraphNode[] = [];
    const emit = (
      op: string,
      inputs: readonly (Value | undefined)[],
      like: Value,
      attributes: GraphNode['attributes'] = {},
    ): Value => {
      const output: Value = { id: next++, shape: like.shape, dtype: 'float32' };
      nodes.push({ op, inputs, outputs: [output], attributes });
      return output;
    };
    const reduced = (op: string, value: Value): Value => {
      const shaped = reshape === undefined ? value : emit('Reshape', [value, reshape.inputs[1]], data!, reshape.attributes);
      return emit(op, [shaped, axes], result!, node.attributes);
    };
    const joined = (a: Value | undefined, b: Value, negative: boolean): Value =>
      a === undefined ? (negative ? emit('Neg', [b], b) : b) : emit(negative ? 'Sub' : 'Add', [a, b], b);

    // Terms with a plus first: then no sign has to be turned.
    const rest = all.filter((term) => !logarithms.includes(term)).sort((a, b) => Number(a.negative) - Number(b.negative));
    const others = rest.reduce<Value | undefined>((sum, { value, negative }) => joined(sum, value, negative), undefined);
    let total = others === undefined ? undefined : reduced('ReduceSum', others);
    for (const term of logarithms) {
      const product = reduced('ReduceProd', emit('Sigmoid', [magnitudes.get(term)!], term.value));
      total = joined(total, emit('Log', [product], result!), !term.negative);
    }
    return [...nodes.slice(0, -1), { ...nodes.at(-1)!, outputs: [result!] }];
  };
  return { ...graph, nodes: graph.nodes.flatMap(rewrite) };
}
