import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import type {
  Batch,
  BatchShapes,
  Engine,
  Noise,
  OptimizerConfig,
  Player,
  Schedule,
  StepOptions,
  StepReport,
  Trainable,
  TrainStep,
} from '@vaekit/core';
import { checkedPlayers, learningRateName, NonFiniteError } from '@vaekit/core';
import { compileGraph, loweringFor } from './compile.js';
import { onnxModel } from './emit/onnxModel.js';
import type { Graph } from './graph/graph.js';
import { fusedOptimizer, type FusedOptimizer } from './optimizer/fusedOptimizer.js';
import { requireSameTrace } from './record/fingerprint.js';
import { traceStep } from './record/traceStep.js';
import { chooseThreads } from './run/chooseThreads.js';
import { signatureFor } from './run/createSession.js';
import { loadRuntime, type Runtime, type RuntimeSession, type RuntimeTensor } from './run/runtime.js';

/** Options of {@link compiled}. */
export interface CompiledOptions {
  /**
   * Threads of ONNX Runtime. `'auto'` (default): the fastest of one and all cores in a short probe. Sums depend in their last bits on the
   * number of threads: give it where a run must be repeated to the bit on another machine.
   */
  readonly threads?: number | 'auto';
  /** Execution providers of ONNX Runtime, best first (`'cuda'`, `'webgpu'`, `'coreml'`, `'dml'`, `'cpu'`). Default: the CPU. */
  readonly executionProviders?: readonly string[];
  /** The runtime to use. Default: `onnxruntime-node` or `onnxruntime-web`, as installed. */
  readonly runtime?: Runtime;
}

type Buffer = Float32Array | Int32Array;

interface CompiledPlayer {
  readonly name: string;
  readonly player: Player;
  readonly rateName: string;
  readonly session: RuntimeSession;
  readonly feeds: Readonly<Record<string, RuntimeTensor>>;
  readonly fetches: Readonly<Record<string, RuntimeTensor>>;
  readonly results: Readonly<Record<string, Buffer>>;
  readonly optimizer: FusedOptimizer;
  /** Variables that the loss depends on. */
  readonly present: readonly string[];
  /** Weights that another player moves too: the step reads those of the last such player, and they go to and fro. */
  readonly shared: readonly { readonly own: Float32Array; readonly common: Float32Array }[];
}

/** Three float32 numbers that add up to a double exactly (3·24 >= 53 bits). */
function splitDouble(value: number): Float32Array {
  const parts = new Float32Array(3);
  parts[0] = value;
  parts[1] = value - parts[0]!;
  parts[2] = value - parts[0]! - parts[1]!;
  return parts;
}

const joinDouble = (parts: ArrayLike<number> | undefined): number =>
  parts === undefined ? 0 : Array.from(parts).reduceRight((sum, part) => part + sum, 0);
const packCount = (count: number): Float32Array => new Float32Array([Math.floor(count / 2 ** 20), count % 2 ** 20]);
const unpackCount = (values: ArrayLike<number> | undefined): number =>
  values === undefined ? 0 : values[0]! * 2 ** 20 + values[1]!;

/**
 * Trains on ONNX Runtime: the whole step, gradients included, is recorded once as a static graph, and every optimizer's move is one pass over
 * flat memory. The model's variables are brought up to date at `sync` (`fit` does it before validation, callbacks' `state()` and at the end).
 *
 * @throws TraceError from `prepare` when the step reads numbers back, draws its own random numbers, freezes a scheduled value, or has an
 *   operation without a lowering; RuntimeMissingError when ONNX Runtime is not installed
 */
export function compiled(options: CompiledOptions = {}): Engine {
  return {
    name: 'compiled',
    prepare: (model, optimizer, shapes, dataSize, step = {}) =>
      prepareStep({ model, optimizer, shapes, dataSize, ...step }, options),
  };
}

function traced(model: Trainable, name: string, player: Player, shapes: BatchShapes, dataSize: number): Graph {
  const request = { model, shapes, schedules: Object.keys(model.schedules ?? {}), dataSize, player: { name, player } };
  const graph = traceStep(request);
  requireSameTrace(graph, traceStep(request));
  return graph;
}

interface StepRequest extends StepOptions {
  readonly model: Trainable;
  readonly optimizer: OptimizerConfig;
  readonly shapes: BatchShapes;
  readonly dataSize: number;
}

async function prepareStep(request: StepRequest, options: CompiledOptions): Promise<TrainStep> {
  const { model, optimizer, shapes, dataSize, averageDecay } = request;
  const runtime = options.runtime ?? (await loadRuntime());
  const graphs = Object.entries(checkedPlayers('compiled', model)).map(([name, player]) => ({
    name,
    player,
    graph: compileGraph(traced(model, name, player, shapes, dataSize), loweringFor(options.executionProviders)),
  }));

  // Every value that is given from outside has one array for the whole step; weights live in their player's flat memory.
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
  const bufferOf = (key: string, dtype: string, size: number): Buffer => {
    const known = buffers.get(key);
    if (known !== undefined) return known;
    const made = dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
    const [kind, ...rest] = key.split('/');
    const name = rest.join('/');
    if (kind === 'variable') made.set(model.variables[name]!.dataSync());
    if (kind === 'state') made.set(model.state![name]!.dataSync());
    buffers.set(key, made);
    return made;
  };
  const tensor = (dtype: 'bool' | 'float32' | 'int32', data: Buffer, shape: readonly number[]): RuntimeTensor =>
    new runtime.Tensor(dtype, data, shape);

  const players: CompiledPlayer[] = [];
  try {
    for (const { name, player, graph } of graphs) {
      const fused = optimizers.get(name)!;
      const feeds: Record<string, RuntimeTensor> = {};
      for (const { kind, name: label, value } of graph.inputs) {
        const key = `${kind}/${label}`;
        feeds[key] = tensor(value.dtype, bufferOf(key, value.dtype, sizeFromShape(value.shape)), value.shape);
      }
      const fetches: Record<string, RuntimeTensor> = {};
      const results: Record<string, Buffer> = {};
      const present: string[] = [];
      for (const { name: label, value } of graph.outputs) {
        const size = sizeFromShape(value.shape);
        const variable = label.startsWith('gradient/') ? label.slice('gradient/'.length) : undefined;
        if (variable !== undefined) present.push(variable);
        results[label] =
          variable !== undefined
            ? fused.gradients[variable]!
            : value.dtype === 'int32'
              ? new Int32Array(size)
              : new Float32Array(size);
        fetches[label] = tensor(value.dtype, results[label], value.shape);
      }
      const bytes = onnxModel(graph, name, signatureFor(runtime));
      const { session } = await chooseThreads({
        runtime,
        bytes,
        feeds,
        fetches,
        threads: options.threads ?? 'auto',
        executionProviders: options.executionProviders,
      });
      players.push({
        name,
        player,
        rateName: learningRateName(name, player),
        session,
        feeds,
        fetches,
        results,
        optimizer: fused,
        present,
        shared: player.variables.flatMap((variable) => {
          const own = fused.weights[variable]!;
          const common = buffers.get(`variable/${variable}`) as Float32Array;
          return own === common ? [] : [{ own, common }];
        }),
      });
    }
  } catch (error) {
    await Promise.allSettled(players.map(({ session }) => session.release()));
    throw error;
  }
  return trainStep({ model, players, buffers, averaging: averageDecay !== undefined });
}

interface CompiledStep {
  readonly model: Trainable;
  readonly players: readonly CompiledPlayer[];
  readonly buffers: ReadonlyMap<string, Buffer>;
  readonly averaging: boolean;
}

function trainStep({ model, players, buffers, averaging }: CompiledStep): TrainStep {
  const sums = new Map<string, number>();
  let steps = 0;
  let stepsSinceRead = 0;
  let dirty = false;
  let disposed = false;
  const scratch = new Float32Array(1);

  const add = (name: string, value: number): void => void sums.set(name, (sums.get(name) ?? 0) + value);

  const load = async (kind: string, tensors: Readonly<Record<string, tf.Tensor | undefined>>): Promise<void> => {
    for (const [name, value] of Object.entries(tensors)) {
      const buffer = buffers.get(`${kind}/${name}`);
      if (buffer === undefined || value === undefined) continue;
      if (value.size !== buffer.length)
        throw new Error(
          `compiled: ${kind} \`${name}\` has shape [${value.shape.join(',')}] but the step was compiled for ${buffer.length} numbers`,
        );
      buffer.set(await value.data());
    }
  };

  const check = (moved: readonly CompiledPlayer[]): void => {
    for (const { name, results } of moved) {
      const bad = Object.keys(results).filter((label) => label.startsWith('sum/') && !Number.isFinite(results[label]![0]!));
      if (bad.length > 0)
        throw new NonFiniteError(
          steps + 1,
          `the term${bad.length > 1 ? 's' : ''} ${bad.map((label) => `\`${label.slice(4)}\``).join(', ')} ${bad.length > 1 ? 'are' : 'is'} not finite`,
        );
      if (!Number.isFinite(results['loss']![0]!)) throw new NonFiniteError(steps + 1, `the loss of '${name}' is not finite`);
    }
  };

  const notFinite = ({ optimizer, present }: CompiledPlayer): NonFiniteError => {
    const bad = present.find((name) => optimizer.gradients[name]!.some((g) => !Number.isFinite(g)));
    return new NonFiniteError(steps + 1, `the gradient of \`${bad}\` is not finite`);
  };

  const apply = (moved: readonly CompiledPlayer[], schedule: Schedule): void => {
    check(moved);
    // A single optimizer looks for itself; of several none may move before all are known to.
    const stuck = moved.length > 1 ? moved.find(({ optimizer, present }) => !optimizer.finite(present)) : undefined;
    if (stuck !== undefined) throw notFinite(stuck);
    for (const player of moved) {
      [scratch[0]] = schedule[player.rateName]!.dataSync() as unknown as [number];
      for (const { own, common } of player.shared) own.set(common);
      if (!player.optimizer.step(scratch[0]!, player.present)) throw notFinite(player);
      for (const { own, common } of player.shared) common.set(own);
      dirty = true;
    }
  };

  const slots = (): [string, Float32Array][] =>
    players.flatMap(({ name, optimizer }) =>
      Object.entries(optimizer.slots).flatMap(([slot, views]) =>
        Object.entries(views).map(
          ([variable, view]) => [`optimizer/${name}/${slot}/${variable}`, view] as [string, Float32Array],
        ),
      ),
    );

  const averages = (): [string, Float32Array][] =>
    // Before the first step the average is the weights.
    players.flatMap(({ optimizer }) =>
      Object.entries((optimizer.steps === 0 ? optimizer.weights : optimizer.average) ?? {}).map(
        ([variable, view]) => [variable, view] as [string, Float32Array],
      ),
    );

  return {
    async run(batch: Batch, noise: Noise, schedule: Schedule) {
      if (disposed) throw new Error('compiled: this step was disposed; prepare a new one');
      await load('batch', { ...batch });
      await load('noise', noise);
      await load('schedule', schedule);
      const moving = players.filter(({ player }) => steps % (player.every ?? 1) === 0);
      for (const { rateName } of moving)
        if (schedule[rateName] === undefined) throw new Error(`compiled: the schedule has no \`${rateName}\``);
      // Players that move in turn have moved before a later one may turn out not to be finite; behind the last nothing can.
      const inTurn = moving.length > 1 && moving.some(({ player }) => player.update === 'in turn');
      const last = moving.at(-1);
      const sharing = moving.some(({ shared }) => shared.length > 0);
      const undo = inTurn
        ? (sharing ? players : moving.filter((player) => player !== last)).map(({ optimizer }) => optimizer.remember())
        : [];
      // The average begins as the weights before the first step, whoever moves them first.
      for (const { optimizer } of players) optimizer.begin();
      let pending: CompiledPlayer[] = [];
      let report: CompiledPlayer | undefined;
      try {
        for (const player of moving) {
          if (player.player.update === 'in turn' && pending.length > 0) {
            apply(pending, schedule);
            pending = [];
          }
          await player.session.run(player.feeds, player.fetches);
          report ??= player;
          pending.push(player);
          if (player.player.update === 'in turn') {
            apply(pending, schedule);
            pending = [];
          }
        }
        if (pending.length > 0) apply(pending, schedule);
        if (report === undefined) {
          [report] = players as [CompiledPlayer];
          await report.session.run(report.feeds, report.fetches);
        }
      } catch (error) {
        for (const putBack of undo) putBack();
        throw error;
      }
      for (const player of players) if (!moving.includes(player)) player.optimizer.rest();
      const examples = report.results['examples']![0]!;
      add('examples', examples);
      for (const [label, value] of Object.entries(report.results))
        if (label.startsWith('sum/')) add(`term/${label.slice(4)}`, value[0]!);
      for (const { name, player, results } of moving) {
        add(`loss/${name}`, results['loss']![0]! * examples);
        if (player.every !== undefined) add(`seen/${name}`, examples);
      }
      for (const [label, value] of Object.entries(report.results))
        if (label.startsWith('next/')) buffers.get(`state/${label.slice(5)}`)!.set(value);
      steps += 1;
      stepsSinceRead += 1;
    },
    async read(): Promise<StepReport> {
      const examples = sums.get('examples') ?? 0;
      const means = (prefix: string): Record<string, number> =>
        Object.fromEntries(
          [...sums].flatMap(([name, value]) =>
            name.startsWith(prefix)
              ? [[name.slice(prefix.length), value / (sums.get(`seen/${name.slice(prefix.length)}`) ?? examples)]]
              : [],
          ),
        );
      const report = { steps: stepsSinceRead, examples, losses: means('loss/'), terms: means('term/'), skipped: 0 };
      sums.clear();
      stepsSinceRead = 0;
      return report;
    },
    sync() {
      if (!dirty) return;
      for (const [group, variables] of [
        ['variable', model.variables],
        ['state', model.state ?? {}],
      ] as const) {
        for (const [name, variable] of Object.entries(variables)) {
          const values = buffers.get(`${group}/${name}`);
          if (values !== undefined) tf.tidy(() => variable.assign(tf.tensor(values.slice(), variable.shape, variable.dtype)));
        }
      }
      dirty = false;
    },
    async memory() {
      const memory: Record<string, Float32Array> = { 'steps/all': packCount(steps), 'steps/report': packCount(stepsSinceRead) };
      for (const { name, optimizer } of players) memory[`steps/player/${name}`] = packCount(optimizer.steps);
      for (const [name, view] of slots()) memory[name] = view.slice();
      if (averaging) for (const [name, view] of averages()) memory[`average/${name}`] = view.slice();
      for (const [name, value] of sums) memory[`report/${name}`] = splitDouble(value);
      return memory;
    },
    ...(averaging && {
      async average() {
        const means = new Map(averages());
        return Object.fromEntries(
          Object.entries(model.variables).map(([name, variable]) => [
            name,
            Float32Array.from(means.get(name) ?? buffers.get(`variable/${name}`) ?? variable.dataSync()),
          ]),
        );
      },
    }),
    restore(memory) {
      const views = [
        ...slots(),
        ...players.flatMap(({ optimizer }) =>
          Object.entries(optimizer.average ?? {}).map(([name, view]) => [`average/${name}`, view] as [string, Float32Array]),
        ),
      ];
      // All is checked before anything is written.
      for (const [name, view] of views) {
        if (memory[name]?.length !== view.length) {
          throw new Error(
            `compiled: cannot restore \`${name}\`: expected ${view.length} numbers, got ${memory[name]?.length ?? 'none'}; was the run made with another model or optimizer?`,
          );
        }
      }
      for (const [name, view] of views) view.set(memory[name]!);
      for (const { name, optimizer } of players) optimizer.steps = unpackCount(memory[`steps/player/${name}`]);
      steps = unpackCount(memory['steps/all']);
      stepsSinceRead = unpackCount(memory['steps/report']);
      sums.clear();
      for (const [key, parts] of Object.entries(memory))
        if (key.startsWith('report/')) sums.set(key.slice('report/'.length), joinDouble(parts));
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      for (const { session } of players) void session.release().catch(() => {});
    },
  };
}
