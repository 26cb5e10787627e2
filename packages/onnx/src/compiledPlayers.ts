import { sizeFromShape } from '@vaekit-internal/base';
import type { OptimizerConfig, StepOptions, Trainable } from '@vaekit/core';
import { learningRateName } from '@vaekit/core';
import { onnxModel } from './emit/onnxModel.js';
import type { OnnxGraph } from './kernels/lowerGraph.js';
import { fusedOptimizer, type FusedOptimizer } from './optimizer/fusedOptimizer.js';
import { type NamedPlayer, outputName } from './record/traceStep.js';
import { chooseThreads } from './run/chooseThreads.js';
import { signatureFor } from './run/createSession.js';
import type { Runtime, RuntimeSession, RuntimeTensor } from './run/runtime.js';

type Buffer = Float32Array | Int32Array;

/** The arrays of everything that a step is given from outside, by `KIND/NAME`: one for the whole step, whoever reads it. */
export type StepBuffers = ReadonlyMap<string, Buffer>;

type Results = readonly (readonly [name: string, values: Buffer])[];

/** The step of one player, or of several that move together, ready to run. */
export interface CompiledGraph {
  readonly session: RuntimeSession;
  readonly feeds: Readonly<Record<string, RuntimeTensor>>;
  readonly fetches: Readonly<Record<string, RuntimeTensor>>;
}

/** A player, and where the results of its graph go. */
export interface CompiledPlayer extends NamedPlayer {
  readonly every: number | undefined;
  readonly rateName: string;
  readonly graph: CompiledGraph;
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

/** Players with the graph of their step. */
export interface PlayersGraph {
  readonly players: readonly NamedPlayer[];
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
function prepareMemory(model: Trainable, players: readonly NamedPlayer[], { optimizer, averageDecay }: CompileOptions) {
  const buffers = new Map<string, Buffer>();
  const optimizers = new Map<string, FusedOptimizer>();
  for (const { name, player } of players) {
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

/** The results of one player by name, and the variables that its loss depends on. */
interface OwnResults {
  readonly results: Readonly<Record<string, Buffer>>;
  readonly present: readonly string[];
}

/** Where the outputs of a graph for the player at a place go: gradients into the optimizer's flat memory, the rest into arrays of their own. */
function resultsOf(graph: OnnxGraph, at: number, optimizer: FusedOptimizer): OwnResults {
  const results: Record<string, Buffer> = {};
  const present: string[] = [];
  for (const { name, value } of graph.outputs) {
    const prefix = outputName(at, '');
    const another = at === 0 ? /^\d+\//.test(name) : !name.startsWith(prefix);
    if (another) continue;
    const label = name.slice(prefix.length);
    const size = sizeFromShape(value.shape);
    if (label.startsWith('gradient/')) {
      const variable = label.slice('gradient/'.length);
      present.push(variable);
      results[label] = optimizer.gradients[variable]!;
    } else results[label] = value.dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
  }
  return { results, present };
}

const prefixedBy = (at: number, results: OwnResults['results']): Record<string, Buffer> =>
  Object.fromEntries(Object.entries(results).map(([label, values]) => [outputName(at, label), values]));

/** Results of one kind, by name: taken apart here, and not at every step. */
const resultsOfKind = (results: OwnResults['results'], kind: string): Results =>
  Object.entries(results).flatMap(([label, values]) =>
    label.startsWith(`${kind}/`) ? [[label.slice(kind.length + 1), values] as const] : [],
  );

function playerOf(
  { name, player }: NamedPlayer,
  graph: CompiledGraph,
  { results, present }: OwnResults,
  { buffers, optimizers }: ReturnType<typeof prepareMemory>,
): CompiledPlayer {
  const optimizer = optimizers.get(name)!;
  const shared = player.variables.flatMap((variable) => {
    const own = optimizer.weights[variable]!;
    const common = buffers.get(`variable/${variable}`) as Float32Array;
    return own === common ? [] : [{ own, common }];
  });
  return {
    name,
    player,
    every: player.every,
    rateName: learningRateName(name, player),
    graph,
    loss: results['loss']!,
    examples: results['examples']!,
    terms: resultsOfKind(results, 'sum'),
    nextState: resultsOfKind(results, 'next'),
    optimizer,
    present,
    shared,
  };
}

/** Sessions for the players of a model, over one set of buffers. When one cannot be made, those before it are released. */
export async function compilePlayers(
  model: Trainable,
  graphs: readonly PlayersGraph[],
  options: CompileOptions,
): Promise<{ readonly players: readonly CompiledPlayer[]; readonly buffers: StepBuffers }> {
  const { runtime, threads, executionProviders } = options;
  const all = graphs.flatMap(({ players }) => players);
  const { buffers, optimizers } = prepareMemory(model, all, options);
  const tensor = ({ dtype, shape }: OnnxGraph['inputs'][number]['value'], data: Buffer): RuntimeTensor =>
    new runtime.Tensor(dtype, data, shape);
  const players: CompiledPlayer[] = [];
  const sessions: RuntimeSession[] = [];
  try {
    for (const { players: together, graph } of graphs) {
      const feeds = Object.fromEntries(
        graph.inputs.map((input) => [`${input.kind}/${input.name}`, tensor(input.value, bufferOf(buffers, model, input))]),
      );
      const owned = together.map(({ name }, at) => resultsOf(graph, at, optimizers.get(name)!));
      const target = Object.assign({}, ...owned.map(({ results }, at) => prefixedBy(at, results))) as Record<string, Buffer>;
      const fetches = Object.fromEntries(graph.outputs.map(({ name, value }) => [name, tensor(value, target[name]!)]));
      const bytes = onnxModel(graph, together.map(({ name }) => name).join(' and '), signatureFor(runtime));
      const { session } = await chooseThreads({ runtime, bytes, feeds, fetches, threads, executionProviders });
      sessions.push(session);
      const compiled = { session, feeds, fetches };
      together.forEach((one, at) => players.push(playerOf(one, compiled, owned[at]!, { buffers, optimizers })));
    }
  } catch (error) {
    await Promise.allSettled(sessions.map((session) => session.release()));
    throw error;
  }
  return { players, buffers };
}
