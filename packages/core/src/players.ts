import type { Player, Trainable } from './contract.js';

/** The players of a model by name; a model without any has one, `model`, that owns every variable. */
export function playersOf(model: Trainable): Readonly<Record<string, Player>> {
  return model.players ?? { model: { variables: Object.keys(model.variables) } };
}

/** The name under which a player finds its learning rate in the schedule. */
export function learningRateName(name: string, player: Player): string {
  return player.optimizer === undefined ? 'learningRate' : `learningRate/${name}`;
}

/**
 * The players of a model, checked, for an engine that is about to prepare them.
 *
 * A variable may belong to several players if they move in turn: each then continues from where the one before left it. Of two moves from
 * the same place only one could stay.
 *
 * @param caller whose error it is
 * @throws Error when a player moves a variable twice, one that the model does not have, or none; when players that move together share a
 *   variable; RangeError when `every` is no whole number of at least 1
 */
export function checkedPlayers(caller: string, model: Trainable): Readonly<Record<string, Player>> {
  const players = playersOf(model);
  let owners = new Map<string, string>();
  for (const [name, { variables, every = 1, update = 'together' }] of Object.entries(players)) {
    const stray = variables.find((variable) => !Object.hasOwn(model.variables, variable));
    if (stray !== undefined)
      throw new Error(`${caller}: player '${name}' moves \`${stray}\`, which is not among the model's variables`);
    if (variables.length === 0) throw new Error(`${caller}: player '${name}' has no variables; name at least one of the model's`);
    const twice = variables.find((variable, i) => variables.indexOf(variable) !== i);
    if (twice !== undefined) throw new Error(`${caller}: player '${name}' names \`${twice}\` twice; once is enough`);
    if (!Number.isInteger(every) || every < 1)
      throw new RangeError(`${caller}: \`every\` of player '${name}' is ${every}; expected a whole number of at least 1`);
    // A player in turn comes after all before it, and before all after it.
    if (update === 'in turn') {
      owners = new Map();
      continue;
    }
    for (const variable of variables) {
      const other = owners.get(variable);
      if (other !== undefined)
        throw new Error(
          `${caller}: \`${variable}\` belongs to the players '${other}' and '${name}', who move together, so that one of the moves would be lost; give '${name}' update: 'in turn'`,
        );
      owners.set(variable, name);
    }
  }
  return players;
}
