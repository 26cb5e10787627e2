import { sizeFromShape } from '@vaekit-internal/base';
import type { OptimizerConfig, Player, StepOptions, Trainable } from '@vaekit/core';
import { learningRateName } from '@vaekit/core';
import { onnxModel } from './emit/onnxModel.js';
import type { OnnxGraph } from './kernels/lowerGraph.js';
import { fusedOptimizer, type FusedOptimizer } from './optimizer/fusedOptimizer.js';
import { chooseThreads } from './run/chooseThreads.js';
import { signatureFor } from './run/createSession.js';
import type { Runtime, RuntimeSession, RuntimeTensor } from './run/runtime.js';

type Buffer = Float32Array | Int32Array;

/** The arrays of everything that a step is given from outside, by `KIND/NAME`: one for the whole step, whoever reads it. */
export type StepBuffers = ReadonlyMap<string, Buffer>;

type Results = readonly (readonly [name: string, values: Buffer])[];

/** A player's step, ready to run. */
export interface CompiledPlayer {
  readonly name: string;
  readonly player: Player;
  readonly every: number | undefined;
  readonly rateName: string;
  readonly session: RuntimeSession;
  readonly feeds: Readonly<Record<string, RuntimeTensor>>;
  readonly fetches: Readonly<Record<string, RuntimeTensor>>;
  readonly loss: Buffer;
  /** The sum of the examples' weights. */
  readonly examples: Buffer;
  /** The weighted sums of the terms, by name. */
  readonly terms: Results;
  /** What parts of the state are after the step, by name. */
  readonly nextState: Results;
  readonly optimizer: FusedOptimizer;
  /** Variables that the loss depends on. */
  readonly present: readonly string[];
  /** Weights that another player moves too: the step reads those of the last such player, and they go to and fro. */
  readonly shared: readonly { readonly own: Float32Array; readonly common: Float32Array }[];
}

/** A player with the graph of its step. */
export interface PlayerGraph {
  readonly name: string;
  readonly player: Player;
  readonly graph: OnnxGraph;
}

/** What players are compiled with. */
export interface CompileOptions extends StepOptions {
  readonly optimizer: OptimizerConfig;
  readonly runtime: Runtime;
  readonly threads: number | 'auto';
  readonly executionProviders: readonly string[] | undefined;
}

/** The optimizers of all players, and the buffers that begin with their weights, which live in the flat memory of the last player that moves them. */
function prepareMemory(model: Trainable, graphs: readonly PlayerGraph[], { optimizer, averageDecay }: CompileOptions) {
  const buffers = new Map<string, Buffer>();
  const optimizers = new Map<string, FusedOptimizer>();
  for (const { name, player } of graphs) {
    const layout = player.variables.map((variable) => ({ name: variable, shape: model.variables[variable]!.shape }));
    const fused = fusedOptimizer(player.optimizer ?? optimizer, layout, averageDecay === undefined ? {} : { averageDecay });
    optimizers.set(name, fused);
    for (const variable of player.variables) {
      const weights = fused.weights[variable]!;
      weights.set(model.variables[variable]!.dataSync() as Float32Array);
      buffers.set(`variable/${variable}`, weights);
    }
  }
  return { buffers, optimizers };
}

/** The buffer of an input: the one that there is, or a new one with what the model has. */
function bufferOf(buffers: Map<string, Buffer>, model: Trainable, { kind, name, value }: OnnxGraph['inputs'][number]): Buffer {
  const key = `${kind}/${name}`;
  const known = buffers.get(key);
  if (known !== undefined) return known;
  const size = sizeFromShape(value.shape);
  const made = value.dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
  if (kind === 'variable') made.set(model.variables[name]!.dataSync());
  if (kind === 'state') made.set(model.state![name]!.dataSync());
  buffers.set(key, made);
  return made;
}

/** Where the outputs of a graph go: gradients into the optimizer's flat memory, the rest into arrays of their own. */
function resultsOf(graph: OnnxGraph, optimizer: FusedOptimizer): { results: Record<string, Buffer>; present: string[] } {
  const results: Record<string, Buffer> = {};
  const present: string[] = [];
  for (const { name: label, value } of graph.outputs) {
    const size = sizeFromShape(value.shape);
    if (label.startsWith('gradient/')) {
      const variable = label.slice('gradient/'.length);
      present.push(variable);
      results[label] = optimizer.gradients[variable]!;
    } else results[label] = value.dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
  }
  return { results, present };
}

/** Results of one kind, by name: taken apart here, and not at every step. */
const resultsOfKind = (results: Readonly<Record<string, Buffer>>, kind: string): Results =>
  Object.entries(results).flatMap(([label, values]) =>
    label.startsWith(`${kind}/`) ? [[label.slice(kind.length + 1), values] as const] : [],
  );

/** Sessions for the players of a model, over one set of buffers. When one cannot be made, those before it are released. */
export async function compilePlayers(
  model: Trainable,
  graphs: readonly PlayerGraph[],
  options: CompileOptions,
): Promise<{ readonly players: readonly CompiledPlayer[]; readonly buffers: StepBuffers }> {
  const { runtime, threads, executionProviders } = options;
  const { buffers, optimizers } = prepareMemory(model, graphs, options);
  const tensor = ({ dtype, shape }: OnnxGraph['inputs'][number]['value'], data: Buffer): RuntimeTensor =>
    new runtime.Tensor(dtype, data, shape);
  const players: CompiledPlayer[] = [];
  try {
    for (const { name, player, graph } of graphs) {
      const optimizer = optimizers.get(name)!;
      const feeds = Object.fromEntries(
        graph.inputs.map((input) => [`${input.kind}/${input.name}`, tensor(input.value, bufferOf(buffers, model, input))]),
      );
      const { results, present } = resultsOf(graph, optimizer);
      const fetches = Object.fromEntries(graph.outputs.map(({ name: label, value }) => [label, tensor(value, results[label]!)]));
      const bytes = onnxModel(graph, name, signatureFor(runtime));
      const { session } = await chooseThreads({ runtime, bytes, feeds, fetches, threads, executionProviders });
      const shared = player.variables.flatMap((variable) => {
        const own = optimizer.weights[variable]!;
        const common = buffers.get(`variable/${variable}`) as Float32Array;
        return own === common ? [] : [{ own, common }];
      });
      const rateName = learningRateName(name, player);
      players.push({
        name,
        player,
        every: player.every,
        rateName,
        session,
        feeds,
        fetches,
        loss: results['loss']!,
        examples: results['examples']!,
        terms: resultsOfKind(results, 'sum'),
        nextState: resultsOfKind(results, 'next'),
        optimizer,
        present,
        shared,
      });
    }
  } catch (error) {
    await Promise.allSettled(players.map(({ session }) => session.release()));
    throw error;
  }
  return { players, buffers };
}
