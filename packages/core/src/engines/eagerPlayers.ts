import * as tf from '@tensorflow/tfjs';
import type { ForwardInput, Outcome, Player, Schedule, Trainable } from '../contract.js';
import { lossOf } from '../lossOf.js';
import type { OptimizerConfig } from '../optimizers/optimizerConfig.js';
import { updateRule, type UpdateRule } from '../optimizers/updateRule.js';
import { checkedPlayers, learningRateName } from '../players.js';
import type { Assignment } from './journal.js';

/** A player with its optimizer and the slots that it keeps. */
export interface EagerPlayer {
  readonly name: string;
  readonly player: Player;
  readonly every: number;
  readonly config: OptimizerConfig;
  readonly rule: UpdateRule;
  readonly rateName: string;
  readonly names: readonly string[];
  readonly variables: readonly tf.Variable[];
  readonly slots: readonly (readonly tf.Variable[])[];
}

/** The gradients of one player's loss, undefined for a variable that does not move. */
export interface PlayerGradients {
  readonly player: EagerPlayer;
  readonly loss: tf.Scalar;
  readonly gradients: readonly (tf.Tensor | undefined)[];
}

/** The players of a model, each with slots of zeros. Everything is checked before the first slot is made: what throws here leaves nothing behind. */
export function preparePlayers(model: Trainable, optimizer: OptimizerConfig): EagerPlayer[] {
  const checked = Object.entries(checkedPlayers('eager', model)).map(([name, player]) => {
    const config = player.optimizer ?? optimizer;
    return {
      name,
      player,
      every: player.every ?? 1,
      config,
      rule: updateRule(config),
      rateName: learningRateName(name, player),
      names: player.variables,
      variables: player.variables.map((variable) => model.variables[variable]!),
    };
  });
  return checked.map((player) => ({
    ...player,
    slots: player.variables.map(({ shape }) => player.rule.slots.map(() => tf.tidy(() => tf.variable(tf.zeros(shape), false)))),
  }));
}

/** Every slot under its name in a step's memory, `optimizer/PLAYER/SLOT/VARIABLE`. */
export const slotsByName = (players: readonly EagerPlayer[]): (readonly [string, tf.Variable])[] =>
  players.flatMap(({ name, names, rule, slots }) =>
    names.flatMap((variable, i) =>
      rule.slots.map((slot, k) => [`optimizer/${name}/${slot}/${variable}`, slots[i]![k]!] as const),
    ),
  );

/** A player's loss and gradients. @param see is shown the outcome of the forward pass */
export function gradientsOf(
  model: Trainable,
  player: EagerPlayer,
  input: ForwardInput,
  see: (outcome: Outcome) => void,
): PlayerGradients {
  const { value, grads } = tf.variableGrads(() => {
    const outcome = model.forward(input);
    see(outcome);
    return lossOf('eager', outcome, player.name, input.batch);
  }, [...player.variables]);
  // tfjs has null for a variable that is frozen, and nothing for one that the loss does not reach: neither moves.
  return { player, loss: value, gradients: player.variables.map((variable) => grads[variable.name] ?? undefined) };
}

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

/** What a player's step, counted from 1, assigns to weights and slots. */
export function movesOf({ player, gradients }: PlayerGradients, schedule: Schedule, step: number): Assignment[] {
  const move = player.rule.begin(schedule[player.rateName]!, step);
  return clipped(gradients, player.config).flatMap((gradient, i): Assignment[] => {
    if (gradient === undefined) return [];
    const weights = player.variables[i]!;
    const slots = player.slots[i]!;
    const moved = move({ weights, gradient, slots });
    return [{ variable: weights, value: moved.weights }, ...slots.map((slot, k) => ({ variable: slot, value: moved.slots[k]! }))];
  });
}
