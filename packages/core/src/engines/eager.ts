import * as tf from '@tensorflow/tfjs';
import type {
  Batch,
  Engine,
  Noise,
  Outcome,
  Player,
  Schedule,
  StepOptions,
  StepReport,
  Trainable,
  TrainStep,
} from '../contract.js';
import { withGradientMends } from '../gradients/withGradientMends.js';
import { lossOf } from '../lossOf.js';
import type { OptimizerConfig } from '../optimizers/optimizerConfig.js';
import { updateRule, type UpdateRule } from '../optimizers/updateRule.js';
import { checkedPlayers, learningRateName } from '../players.js';
import { stopGradient } from '../stopGradient.js';
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
  readonly every: number;
  readonly config: OptimizerConfig;
  readonly rule: UpdateRule;
  readonly rateName: string;
  readonly names: readonly string[];
  readonly variables: readonly tf.Variable[];
  readonly slots: readonly (readonly tf.Variable[])[];
  steps: number;
}

/** A value that a variable takes, or took. */
interface Assignment {
  readonly variable: tf.Variable;
  readonly value: tf.Tensor;
}

interface PlayerGradients {
  readonly state: PlayerState;
  readonly loss: tf.Scalar;
  readonly gradients: readonly (tf.Tensor | undefined)[];
}

/** Copies, off the tape and out of the reach of every tidy; the caller disposes them. */
const kept = <T extends tf.Tensor>(tensors: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.keep(stopGradient(tensor))]));

function clipped(
  gradients: readonly (tf.Tensor | undefined)[],
  { clipValue, clipNorm }: OptimizerConfig,
): (tf.Tensor | undefined)[] {
  const bounded = gradients.map((g) =>
    g === undefined || clipValue === undefined ? g : tf.clipByValue(g, -clipValue, clipValue),
  );
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
    async prepare(model, optimizer, _shapes, dataSize, { averageDecay }: StepOptions = {}): Promise<TrainStep> {
      const guard = options.guard ?? (['cpu', 'wasm'].includes(tf.getBackend()) ? 'host' : 'device');
      return prepareStep(model, optimizer, { dataSize, guard, averageDecay });
    },
  };
}

/** A variable that players move, and its average. */
interface Average {
  readonly name: string;
  readonly variable: tf.Variable;
  readonly average: tf.Variable;
}

function prepareAverages(players: readonly PlayerState[], decay: number | undefined): Average[] | undefined {
  if (decay === undefined) return undefined;
  // A variable that several players move is averaged once.
  const moved = new Map(players.flatMap(({ names, variables }) => names.map((name, i) => [name, variables[i]!] as const)));
  return [...moved].map(([name, variable]) => ({
    name,
    variable,
    average: tf.tidy(() => tf.variable(tf.clone(variable), false)),
  }));
}

/** @throws RangeError unless the decay is one */
function checkDecay(decay: number | undefined): void {
  if (decay !== undefined && !(decay >= 0 && decay < 1))
    throw new RangeError(`eager: \`averageDecay\` is ${decay}; expected a number from 0 to below 1`);
}

interface EagerStep {
  readonly dataSize: number;
  readonly guard: 'device' | 'host';
  readonly averageDecay: number | undefined;
}

function preparePlayers(model: Trainable, optimizer: OptimizerConfig): PlayerState[] {
  // Everything is checked before the first slot is made: what throws here leaves nothing behind.
  const checked = Object.entries(checkedPlayers('eager', model)).map(([name, player]) => {
    const variables = player.variables.map((variable) => model.variables[variable]!);
    const { every = 1 } = player;
    const config = player.optimizer ?? optimizer;
    return {
      name,
      player,
      every,
      config,
      rule: updateRule(config),
      rateName: learningRateName(name, player),
      names: player.variables,
      variables,
    };
  });
  return checked.map((state) => ({
    ...state,
    slots: state.variables.map(({ shape }) => state.rule.slots.map(() => tf.tidy(() => tf.variable(tf.zeros(shape), false)))),
    steps: 0,
  }));
}

function prepareStep(model: Trainable, optimizer: OptimizerConfig, { dataSize, guard, averageDecay }: EagerStep): TrainStep {
  checkDecay(averageDecay);
  const players = preparePlayers(model, optimizer);
  const averages = prepareAverages(players, averageDecay);
  const sums = new Map<string, tf.Variable>();
  let steps = 0;
  let stepsSinceRead = 0;
  let disposed = false;

  const add = (name: string, value: tf.Tensor): void => {
    const sum = sums.get(name);
    if (sum === undefined) sums.set(name, tf.variable(value, false));
    else sum.assign(tf.add(sum, value));
  };

  const gradientsOf = (
    state: PlayerState,
    input: Parameters<Trainable['forward']>[0],
    first: (outcome: Outcome) => void,
  ): PlayerGradients => {
    const { value, grads } = tf.variableGrads(() => {
      const outcome = model.forward(input);
      first(outcome);
      return lossOf('eager', outcome, state.name, input.batch);
    }, [...state.variables]);
    // tfjs has null for a variable that is frozen, and nothing for one that the loss does not reach: neither moves.
    return { state, loss: value, gradients: state.variables.map((variable) => grads[variable.name] ?? undefined) };
  };

  /** One number that is finite exactly when every loss and gradient is (a sum keeps NaN, and makes NaN or ∞ of ∞). */
  const witness = (moves: readonly PlayerGradients[]): tf.Scalar =>
    tf.addN(
      moves.flatMap(({ loss, gradients }) => [loss, ...gradients.filter((g) => g !== undefined).map((g) => tf.sum(g))]),
    ) as tf.Scalar;

  const describe = (outcome: Outcome, moves: readonly PlayerGradients[]): string => {
    const bad = (t: tf.Tensor): boolean => !Number.isFinite(tf.sum(t).dataSync()[0]!);
    const terms = Object.keys(outcome.terms).filter((name) => bad(outcome.terms[name]!));
    if (terms.length > 0)
      return `the term${terms.length > 1 ? 's' : ''} ${terms.map((name) => `\`${name}\``).join(', ')} ${terms.length > 1 ? 'are' : 'is'} not finite`;
    for (const { state, loss, gradients } of moves) {
      if (bad(loss)) return `the loss of '${state.name}' is not finite`;
      const index = gradients.findIndex((g) => g !== undefined && bad(g));
      if (index >= 0) return `the gradient of \`${state.names[index]}\` is not finite`;
    }
    return 'a sum over the gradients is not finite';
  };

  /** What a step assigns to weights and slots. */
  const movesOf = (moves: readonly PlayerGradients[], schedule: Schedule): Assignment[] =>
    moves.flatMap(({ state, gradients }) => {
      const move = state.rule.begin(schedule[state.rateName]!, state.steps + 1);
      return clipped(gradients, state.config).flatMap((gradient, i): Assignment[] => {
        if (gradient === undefined) return [];
        const weights = state.variables[i]!;
        const slots = state.slots[i]!;
        const moved = move({ weights, gradient, slots });
        return [
          { variable: weights, value: moved.weights },
          ...slots.map((slot, k) => ({ variable: slot, value: moved.slots[k]! })),
        ];
      });
    });

  /** `average + gain · (weights − average)`, whose fixed point is the weights whatever the rounding of the gain. */
  const averaged = (): Assignment[] =>
    (averages ?? []).map(({ variable, average }) => ({
      variable: average,
      value: tf.add(average, tf.mul(tf.sub(variable, average), 1 - averageDecay!)),
    }));

  // A model may differentiate inside its own forward pass too: all of the step sees tfjs with the mends.
  const step = (batch: Batch, noise: Noise, schedule: Schedule): void =>
    withGradientMends(() => mendedStep(batch, noise, schedule));

  const mendedStep = (batch: Batch, noise: Noise, schedule: Schedule): void => {
    const moving = players.filter(({ every }) => steps % every === 0);
    for (const { rateName } of moving) {
      if (schedule[rateName] === undefined) throw new Error(`eager: the schedule has no \`${rateName}\``);
    }
    const input = { batch, noise, schedule, mode: 'train', dataSize } as const;
    let report: { readonly terms: Outcome['terms']; readonly nextState: NonNullable<Outcome['nextState']> } | undefined;
    const first = ({ terms, nextState = {} }: Outcome): void => {
      if (report !== undefined) return;
      const stray = Object.keys(nextState).find((name) => model.state === undefined || !Object.hasOwn(model.state, name));
      if (stray !== undefined) throw new Error(`eager: \`nextState\` has \`${stray}\`, which is not among the model's state`);
      report = { terms: kept(terms), nextState: kept(nextState) };
    };
    try {
      tf.tidy(() => {
        // The average begins as the weights before the first step, whoever set them.
        if (steps === 0) for (const { variable, average } of averages ?? []) average.assign(tf.clone(variable));
        const losses: [PlayerState, tf.Scalar][] = [];
        // What to put back when a later part of the step fails; nothing can fail behind the moves of a single group on the host's guard.
        const before: Assignment[] = [];
        const remembers = guard === 'device' || (moving.length > 1 && moving.some(({ player }) => player.update === 'in turn'));
        const assign = (next: readonly Assignment[]): void => {
          if (remembers) before.push(...next.map(({ variable }) => ({ variable, value: tf.clone(variable) })));
          for (const { variable, value } of next) variable.assign(value);
        };
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
          assign(movesOf(pending, schedule));
          pending = [];
        };
        try {
          for (const state of moving) {
            if (state.player.update === 'in turn') flush();
            const move = gradientsOf(state, input, first);
            losses.push([state, move.loss]);
            pending.push(move);
            if (state.player.update === 'in turn') flush();
          }
          flush();
          if (report === undefined) first(model.forward(input));
        } catch (error) {
          for (const { variable, value } of before.toReversed()) variable.assign(value);
          throw error;
        }

        const { terms, nextState } = report!;
        assign(Object.entries(nextState).map(([name, value]) => ({ variable: model.state![name]!, value })));
        assign(averaged());
        if (finite !== undefined) {
          for (const { variable, value } of before.toReversed())
            variable.assign(tf.where(tf.broadcastTo(finite, value.shape), variable, value));
        }
        const weight = batch.weight ?? tf.ones([batch.x.shape[0]!]);
        const count = tf.sum(weight);
        const counted = (value: tf.Tensor): tf.Tensor =>
          finite === undefined ? value : tf.where(finite, value, tf.zerosLike(value));
        add('examples', counted(count));
        if (finite !== undefined) add('skipped', tf.sub(1, tf.cast(finite, 'float32')));
        for (const [{ name, every }, loss] of losses) {
          add(`loss/${name}`, counted(tf.mul(loss, count)));
          if (every > 1) add(`seen/${name}`, counted(count));
        }
        for (const [name, term] of Object.entries(terms)) add(`term/${name}`, counted(tf.sum(tf.mul(term, weight))));
      });
      for (const state of moving) state.steps += 1;
      steps += 1;
      stepsSinceRead += 1;
    } finally {
      if (report !== undefined) tf.dispose([report.terms, report.nextState] as unknown as tf.TensorContainer);
    }
  };

  type Named = readonly [string, tf.Variable];
  const slotsByName = (): Named[] =>
    players.flatMap((state) =>
      state.names.flatMap((name, i) =>
        state.rule.slots.map((slot, k): Named => [`optimizer/${state.name}/${slot}/${name}`, state.slots[i]![k]!]),
      ),
    );
  const averagesByName = (): Named[] => (averages ?? []).map(({ name, average }): Named => [`average/${name}`, average]);
  const named = (): Named[] => [
    ...slotsByName(),
    ...averagesByName(),
    ...[...sums].map(([name, sum]): Named => [`report/${name}`, sum]),
  ];
  // A count as two float32 numbers, exact up to 2^44.
  const packed = (count: number): Float32Array => new Float32Array([Math.floor(count / 2 ** 20), count % 2 ** 20]);
  const unpacked = (values: Float32Array | undefined): number => values![0]! * 2 ** 20 + values![1]!;

  return {
    run(batch, noise, schedule) {
      if (disposed) throw new Error('eager: this step was disposed; prepare a new one');
      step(batch, noise, schedule);
    },
    async read(): Promise<StepReport> {
      // Taken before the first wait, so that a step run meanwhile begins new sums.
      const taken = [...sums];
      const stepsTaken = stepsSinceRead;
      sums.clear();
      stepsSinceRead = 0;
      try {
        const values = new Map<string, number>();
        for (const [name, sum] of taken) values.set(name, (await sum.data())[0]!);
        const examples = values.get('examples') ?? 0;
        const losses = players.flatMap(({ name }) => {
          const total = values.get(`loss/${name}`);
          return total === undefined ? [] : [[name, total / (values.get(`seen/${name}`) ?? examples)] as const];
        });
        const terms = [...values].flatMap(([name, total]) =>
          name.startsWith('term/') ? [[name.slice('term/'.length), total / examples] as const] : [],
        );
        return {
          steps: stepsTaken,
          examples,
          losses: Object.fromEntries(losses),
          terms: Object.fromEntries(terms),
          skipped: values.get('skipped') ?? 0,
        };
      } finally {
        for (const [, sum] of taken) sum.dispose();
      }
    },
    sync() {
      // The model's own tfjs variables are what this engine moves.
    },
    async memory() {
      const memory: Record<string, Float32Array> = { 'steps/all': packed(steps), 'steps/report': packed(stepsSinceRead) };
      for (const state of players) memory[`steps/player/${state.name}`] = packed(state.steps);
      for (const [name, variable] of named()) memory[name] = (await variable.data()).slice() as Float32Array;
      // Before the first step the average is the weights, whoever set them.
      if (steps === 0)
        for (const { name, variable } of averages ?? [])
          memory[`average/${name}`] = (await variable.data()).slice() as Float32Array;
      return memory;
    },
    ...(averages !== undefined && {
      async average() {
        const means = new Map(averages.map(({ name, average }) => [name, average]));
        const values: Record<string, Float32Array> = {};
        for (const [name, variable] of Object.entries(model.variables)) {
          const source = steps === 0 ? variable : (means.get(name) ?? variable);
          values[name] = (await source.data()).slice() as Float32Array;
        }
        return values;
      },
    }),
    restore(memory) {
      const slots = [...slotsByName(), ...averagesByName()];
      const counts = ['steps/all', 'steps/report', ...players.map(({ name }) => `steps/player/${name}`)];
      // All is checked before anything is written.
      for (const [key, size] of [
        ...slots.map(([key, { size }]) => [key, size] as const),
        ...counts.map((key) => [key, 2] as const),
      ]) {
        if (memory[key]?.length !== size) {
          throw new Error(
            `eager: cannot restore \`${key}\`: expected ${size} numbers, got ${memory[key]?.length ?? 'none'}; was the run made with another model or optimizer?`,
          );
        }
      }
      for (const [key, variable] of slots) tf.tidy(() => variable.assign(tf.tensor(memory[key]!.slice(), variable.shape)));
      for (const state of players) state.steps = unpacked(memory[`steps/player/${state.name}`]);
      steps = unpacked(memory['steps/all']);
      stepsSinceRead = unpacked(memory['steps/report']);
      for (const sum of sums.values()) sum.dispose();
      sums.clear();
      for (const [key, values] of Object.entries(memory)) {
        if (key.startsWith('report/'))
          sums.set(
            key.slice('report/'.length),
            tf.tidy(() => tf.variable(tf.scalar(values[0]!), false)),
          );
      }
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      for (const [, variable] of named()) variable.dispose();
    },
  };
}
