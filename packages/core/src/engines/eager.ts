import * as tf from '@tensorflow/tfjs';
import type { Batch, Engine, Noise, Outcome, Player, Schedule, StepReport, Trainable, TrainStep } from '../contract.js';
import type { OptimizerConfig } from '../optimizers/optimizerConfig.js';
import { updateRule, type UpdateRule } from '../optimizers/updateRule.js';
import { stopGradient } from '../stopGradient.js';
import { weightedMean } from '../weightedMean.js';
import { NonFiniteError } from './nonFiniteError.js';

/** Options of {@link eager}. */
export interface EagerOptions {
  /**
   * Who decides whether a step is finite. `'host'` reads one number back, cheap where memory is shared (cpu, wasm), and throws at once;
   * `'device'` selects between old and new weights on the device and reports the step as skipped. Default: by backend.
   */
  readonly guard?: 'device' | 'host';
}

interface PlayerState {
  readonly name: string;
  readonly player: Player;
  readonly config: OptimizerConfig;
  readonly rule: UpdateRule;
  readonly rateName: string;
  readonly names: readonly string[];
  readonly variables: readonly tf.Variable[];
  readonly slots: readonly (readonly tf.Variable[])[];
  steps: number;
}

interface PlayerGradients {
  readonly state: PlayerState;
  readonly loss: tf.Scalar;
  readonly gradients: readonly (tf.Tensor | undefined)[];
}

/** Copies, off the tape and out of the reach of every tidy; the caller disposes them. */
const kept = <T extends tf.Tensor>(tensors: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.keep(stopGradient(tensor))]));

/** The players of a model by name; a model without any has one, `model`, that owns every variable. */
export function playersOf(model: Trainable): Readonly<Record<string, Player>> {
  return model.players ?? { model: { variables: Object.keys(model.variables) } };
}

/** The name under which a player finds its learning rate in the schedule. */
export function learningRateName(name: string, player: Player): string {
  return player.optimizer === undefined ? 'learningRate' : `learningRate/${name}`;
}

/** The scalar a player minimises, or an error that says what the model gave instead. */
function lossOf(outcome: Outcome, name: string, batch: Batch): tf.Scalar {
  if (outcome.losses === undefined) return weightedMean(tf.addN(Object.values(outcome.terms)) as tf.Tensor1D, batch.weight);
  const loss = outcome.losses[name];
  if (loss === undefined) {
    throw new Error(`eager: \`losses\` has no entry for player '${name}'; it has ${Object.keys(outcome.losses).join(', ') || 'none'}`);
  }
  return loss;
}

function clipped(gradients: readonly (tf.Tensor | undefined)[], { clipValue, clipNorm }: OptimizerConfig): (tf.Tensor | undefined)[] {
  const bounded = gradients.map((g) => (g === undefined || clipValue === undefined ? g : tf.clipByValue(g, -clipValue, clipValue)));
  const present = bounded.filter((g) => g !== undefined);
  if (clipNorm === undefined || present.length === 0) return bounded;
  const norm = tf.sqrt(tf.addN(present.map((g) => tf.sum(tf.square(g)))));
  // min(1, clipNorm / norm); at norm 0 the quotient is infinite and the minimum 1.
  const factor = tf.minimum(1, tf.div(clipNorm, norm));
  return bounded.map((g) => (g === undefined ? g : tf.mul(g, factor)));
}

/**
 * Runs a model's step operation by operation on the active tfjs backend.
 *
 * A step: loss and gradients of every player, clipping, one check that all of them are finite, then the optimizers' moves and the
 * next state. A step that is not finite changes nothing.
 */
export function eager(options: EagerOptions = {}): Engine {
  return {
    name: 'eager',
    async prepare(model, optimizer, _shapes, dataSize): Promise<TrainStep> {
      const guard = options.guard ?? (['cpu', 'wasm'].includes(tf.getBackend()) ? 'host' : 'device');
      return prepareStep(model, optimizer, dataSize, guard);
    },
  };
}

function preparePlayers(model: Trainable, optimizer: OptimizerConfig): PlayerState[] {
  return Object.entries(playersOf(model)).map(([name, player]) => {
    const variables = player.variables.map((variable) => {
      const found = model.variables[variable];
      if (found === undefined) throw new Error(`eager: player '${name}' moves \`${variable}\`, which is not among the model's variables`);
      return found;
    });
    const config = player.optimizer ?? optimizer;
    const rule = updateRule(config);
    const slots = variables.map((variable) => rule.slots.map(() => tf.tidy(() => tf.variable(tf.zeros(variable.shape), false))));
    return { name, player, config, rule, rateName: learningRateName(name, player), names: player.variables, variables, slots, steps: 0 };
  });
}

function prepareStep(model: Trainable, optimizer: OptimizerConfig, dataSize: number, guard: 'device' | 'host'): TrainStep {
  const players = preparePlayers(model, optimizer);
  const sums = new Map<string, tf.Variable>();
  let steps = 0;
  let stepsSinceRead = 0;
  let disposed = false;

  const add = (name: string, value: tf.Tensor): void => {
    const sum = sums.get(name);
    if (sum === undefined) sums.set(name, tf.variable(value, false));
    else sum.assign(tf.add(sum, value));
  };

  const gradientsOf = (state: PlayerState, input: Parameters<Trainable['forward']>[0], first: (outcome: Outcome) => void): PlayerGradients => {
    const { value, grads } = tf.variableGrads(
      () => {
        const outcome = model.forward(input);
        first(outcome);
        return lossOf(outcome, state.name, input.batch);
      },
      [...state.variables],
    );
    return { state, loss: value, gradients: state.variables.map((variable) => grads[variable.name]) };
  };

  /** One number that is finite exactly when every loss and gradient is (a sum keeps NaN, and makes NaN or ∞ of ∞). */
  const witness = (moves: readonly PlayerGradients[]): tf.Scalar =>
    tf.addN(moves.flatMap(({ loss, gradients }) => [loss, ...gradients.filter((g) => g !== undefined).map((g) => tf.sum(g))])) as tf.Scalar;

  const describe = (outcome: Outcome, moves: readonly PlayerGradients[]): string => {
    const bad = (t: tf.Tensor): boolean => !Number.isFinite(tf.sum(t).dataSync()[0]!);
    const terms = Object.keys(outcome.terms).filter((name) => bad(outcome.terms[name]!));
    if (terms.length > 0) return `the term${terms.length > 1 ? 's' : ''} ${terms.map((name) => `\`${name}\``).join(', ')} ${terms.length > 1 ? 'are' : 'is'} not finite`;
    for (const { state, loss, gradients } of moves) {
      if (bad(loss)) return `the loss of '${state.name}' is not finite`;
      const index = gradients.findIndex((g) => g !== undefined && bad(g));
      if (index >= 0) return `the gradient of \`${state.names[index]}\` is not finite`;
    }
    return 'a sum over the gradients is not finite';
  };

  const apply = (moves: readonly PlayerGradients[], schedule: Schedule, finite: tf.Tensor | undefined): void => {
    const guarded = (next: tf.Tensor, old: tf.Tensor): tf.Tensor => (finite === undefined ? next : tf.where(tf.broadcastTo(finite, old.shape), next, old));
    for (const { state, gradients } of moves) {
      const learningRate = schedule[state.rateName];
      if (learningRate === undefined) throw new Error(`eager: the schedule has no \`${state.rateName}\``);
      state.steps += 1;
      clipped(gradients, state.config).forEach((gradient, i) => {
        if (gradient === undefined) return;
        const weights = state.variables[i]!;
        const slots = state.slots[i]!;
        const next = state.rule.update({ weights, gradient, slots, learningRate, step: state.steps });
        slots.forEach((slot, k) => slot.assign(guarded(next.slots[k]!, slot)));
        weights.assign(guarded(next.weights, weights));
      });
    }
  };

  const step = (batch: Batch, noise: Noise, schedule: Schedule): void => {
    let report: Outcome | undefined;
    const input = { batch, noise, schedule, mode: 'train', dataSize } as const;
    const first = (outcome: Outcome): void => {
      if (report !== undefined) return;
      report = { terms: kept(outcome.terms), nextState: kept(outcome.nextState ?? {}) };
    };
    try {
      tf.tidy(() => {
        const moving = players.filter(({ player }) => steps % (player.every ?? 1) === 0);
        const losses: [string, tf.Scalar][] = [];
        let finite: tf.Tensor | undefined;
        let pending: PlayerGradients[] = [];
        const flush = (): void => {
          if (pending.length === 0) return;
          const sum = witness(pending);
          if (guard === 'host') {
            if (!Number.isFinite(sum.dataSync()[0]!)) throw new NonFiniteError(steps + 1, describe(report!, pending));
          } else {
            const here = tf.isFinite(sum);
            finite = finite === undefined ? here : tf.logicalAnd(finite, here);
          }
          apply(pending, schedule, finite);
          pending = [];
        };
        for (const state of moving) {
          if (state.player.update === 'in turn') flush();
          const move = gradientsOf(state, input, first);
          losses.push([state.name, move.loss]);
          pending.push(move);
          if (state.player.update === 'in turn') flush();
        }
        flush();
        if (report === undefined) first(model.forward(input));

        const { terms, nextState = {} } = report!;
        for (const [name, value] of Object.entries(nextState)) {
          const variable = model.state?.[name];
          if (variable === undefined) throw new Error(`eager: \`nextState\` has \`${name}\`, which is not among the model's state`);
          variable.assign(finite === undefined ? value : tf.where(tf.broadcastTo(finite, value.shape), value, variable));
        }
        const weight = batch.weight ?? tf.ones([batch.x.shape[0]!]);
        const count = tf.sum(weight);
        const counted = finite === undefined ? count : tf.mul(count, tf.cast(finite, 'float32'));
        const total = (value: tf.Tensor): tf.Tensor => (finite === undefined ? value : tf.where(finite, value, tf.zerosLike(value)));
        add('examples', counted);
        if (finite !== undefined) add('skipped', tf.sub(1, tf.cast(finite, 'float32')));
        for (const [name, loss] of losses) add(`loss/${name}`, total(tf.mul(loss, count)));
        for (const [name, loss] of losses) if (players.find((p) => p.name === name)?.player.every !== undefined) add(`seen/${name}`, total(tf.mul(tf.onesLike(loss), count)));
        for (const [name, term] of Object.entries(terms)) add(`term/${name}`, total(tf.sum(tf.mul(term, weight))));
      });
      steps += 1;
      stepsSinceRead += 1;
    } finally {
      if (report !== undefined) tf.dispose([report.terms, report.nextState ?? {}] as tf.TensorContainer);
    }
  };

  const named = (): [string, tf.Variable][] => [
    ...players.flatMap((state) =>
      state.names.flatMap((name, i) => state.rule.slots.map((slot, k) => [`optimizer/${state.name}/${slot}/${name}`, state.slots[i]![k]!] as [string, tf.Variable])),
    ),
    ...[...sums].map(([name, sum]) => [`report/${name}`, sum] as [string, tf.Variable]),
  ];
  // A count as two float32 numbers, exact up to 2^44.
  const packed = (count: number): Float32Array => new Float32Array([Math.floor(count / 2 ** 20), count % 2 ** 20]);
  const unpacked = (values: Float32Array | undefined): number => (values === undefined ? 0 : values[0]! * 2 ** 20 + values[1]!);

  return {
    run(batch, noise, schedule) {
      if (disposed) throw new Error('eager: this step was disposed; prepare a new one');
      step(batch, noise, schedule);
    },
    async read(): Promise<StepReport> {
      const values: Record<string, number> = {};
      for (const [name, sum] of sums) values[name] = (await sum.data())[0]!;
      for (const sum of sums.values()) sum.dispose();
      sums.clear();
      const examples = values['examples'] ?? 0;
      const means = (prefix: string): Record<string, number> =>
        Object.fromEntries(
          Object.entries(values).flatMap(([name, value]) =>
            name.startsWith(prefix) ? [[name.slice(prefix.length), value / (values[`seen/${name.slice(prefix.length)}`] ?? examples)]] : [],
          ),
        );
      const report = { steps: stepsSinceRead, examples, losses: means('loss/'), terms: means('term/'), skipped: values['skipped'] ?? 0 };
      stepsSinceRead = 0;
      return report;
    },
    sync() {
      // The model's own tfjs variables are what this engine moves.
    },
    async memory() {
      const memory: Record<string, Float32Array> = { 'steps/all': packed(steps), 'steps/report': packed(stepsSinceRead) };
      for (const state of players) memory[`steps/player/${state.name}`] = packed(state.steps);
      for (const [name, variable] of named()) memory[name] = (await variable.data()).slice() as Float32Array;
      return memory;
    },
    restore(memory) {
      for (const state of players) {
        for (const [i, name] of state.names.entries()) {
          for (const [k, slot] of state.rule.slots.entries()) {
            const key = `optimizer/${state.name}/${slot}/${name}`;
            const values = memory[key];
            const variable = state.slots[i]![k]!;
            if (values?.length !== variable.size) {
              throw new Error(`eager: cannot restore \`${key}\`: expected ${variable.size} numbers, got ${values?.length ?? 'none'}; was the run made with another model or optimizer?`);
            }
            tf.tidy(() => variable.assign(tf.tensor(values.slice(), variable.shape)));
          }
        }
        state.steps = unpacked(memory[`steps/player/${state.name}`]);
      }
      steps = unpacked(memory['steps/all']);
      stepsSinceRead = unpacked(memory['steps/report']);
      for (const sum of sums.values()) sum.dispose();
      sums.clear();
      for (const [key, values] of Object.entries(memory)) {
        if (key.startsWith('report/')) sums.set(key.slice('report/'.length), tf.tidy(() => tf.variable(tf.scalar(values[0]!), false)));
      }
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      for (const [, variable] of named()) variable.dispose();
    },
  };
}
