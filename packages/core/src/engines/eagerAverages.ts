import * as tf from '@tensorflow/tfjs';
import type { Trainable } from '../contract.js';
import type { Assignment } from './journal.js';
import type { EagerPlayer } from './eagerPlayers.js';

/** The moving averages of the variables that players move. */
export interface EagerAverages {
  /** The averages by the names of their variables. */
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** They begin as the weights before the first step, whoever set them. */
  begin(): void;
  /** `average + gain · (weights − average)`, whose fixed point is the weights whatever the rounding of the gain. */
  moves(): Assignment[];
}

/** Averages with a decay from 0 to below 1, `average ← d·average + (1−d)·weights`; a variable that several players move is averaged once. */
export function prepareAverages(model: Trainable, players: readonly EagerPlayer[], decay: number): EagerAverages {
  const names = new Set(players.flatMap((player) => player.names));
  const pairs = [...names].map((name) => {
    const variable = model.variables[name]!;
    return { name, variable, average: tf.tidy(() => tf.variable(tf.clone(variable), false)) };
  });
  return {
    variables: new Map(pairs.map(({ name, average }) => [name, average])),
    begin() {
      for (const { variable, average } of pairs) average.assign(tf.clone(variable));
    },
    moves: () =>
      pairs.map(({ variable, average }) => ({
        variable: average,
        value: tf.add(average, tf.mul(tf.sub(variable, average), 1 - decay)),
      })),
  };
}
