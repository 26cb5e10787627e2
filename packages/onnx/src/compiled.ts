import type { BatchShapes, Engine, OptimizerConfig, Player, StepOptions, Trainable, TrainStep } from '@vaekit/core';
import { checkedPlayers } from '@vaekit/core';
import { compileGraph, loweringFor } from './compile.js';
import { compiledEvaluation } from './compiledEvaluation.js';
import type { CompiledOptions } from './compiledOptions.js';
import { compileFunction } from './compileFunction.js';
import { compilePlayers } from './compiledPlayers.js';
import { trainStep } from './compiledStep.js';
import type { Graph } from './graph/graph.js';
import { requireSameTrace } from './record/fingerprint.js';
import { type NamedPlayer, traceStep } from './record/traceStep.js';
import { unlessRefused } from './record/unlessRefused.js';
import { loadRuntime } from './run/runtime.js';

/**
 * Trains on ONNX Runtime: the whole step, gradients included, is recorded once as a static graph, and every optimizer's move is one pass over
 * flat memory. Validation, and `evaluate` with this engine, run as a graph too. The model's variables are brought up to date at `sync` (`fit` does it before validation, callbacks' `state()` and at the end).
 *
 * @throws TraceError from `prepare` when the step reads numbers back, draws its own random numbers, freezes a scheduled value, or has an
 *   operation without a lowering; RuntimeMissingError when ONNX Runtime is not installed
 */
export function compiled(options: CompiledOptions = {}): Engine {
  return {
    name: 'compiled',
    prepare: (model, optimizer, shapes, dataSize, step = {}) =>
      prepareStep({ model, optimizer, shapes, dataSize, ...step }, options),
    prepareEvaluation: (model, shapes, dataSize) => compiledEvaluation(model, shapes, dataSize, options),
    prepareFunction: (fn, inputs) => unlessRefused(compileFunction(fn, { inputs }, options)),
  };
}

function traced({ model, shapes, dataSize }: StepRequest, players: readonly NamedPlayer[]): Graph {
  const request = { model, shapes, schedules: Object.keys(model.schedules ?? {}), dataSize, players };
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

/** The players by whose gradients come out of one pass: all of them where they always move together, else each by itself. */
function atOnce(players: Readonly<Record<string, Player>>): NamedPlayer[][] {
  const named = Object.entries(players).map(([name, player]) => ({ name, player }));
  const [first] = Object.values(players);
  const together = ({ update, every }: Player): boolean => update !== 'in turn' && (every ?? 1) === (first!.every ?? 1);
  return named.every(({ player }) => together(player)) ? [named] : named.map((one) => [one]);
}

async function prepareStep(request: StepRequest, options: CompiledOptions): Promise<TrainStep> {
  const { model, optimizer, averageDecay } = request;
  const { threads = 'auto', executionProviders } = options;
  const runtime = options.runtime ?? (await loadRuntime());
  const graphs = atOnce(checkedPlayers('compiled', model)).map((players) => ({
    players,
    graph: compileGraph(traced(request, players), loweringFor(executionProviders)),
  }));
  const averaging = averageDecay === undefined ? {} : { averageDecay };
  const compiledPlayers = await compilePlayers(model, graphs, { optimizer, runtime, threads, executionProviders, ...averaging });
  return trainStep({ model, ...compiledPlayers, averaging: averageDecay !== undefined });
}
