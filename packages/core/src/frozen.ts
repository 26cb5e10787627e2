import { assembled, type Vae } from './assembled.js';
import type { Player } from './contract.js';
import { partsOf } from './judgedBy.js';
import type { Network } from './networks/network.js';
import { playersOf } from './players.js';

/** What can be held while the rest is trained: q(z|x) (the encoder, the posterior) or p(x|z) (the decoder, the likelihood). */
export type FrozenSide = 'decoder' | 'encoder';

const ownersOf = { encoder: ['encoder', 'posterior'], decoder: ['decoder', 'likelihood'] } as const;

/** A network as it is after training: dropout off, moving averages in place of batch statistics, and nothing of it moves. */
const still = (net: Network): Network => ({
  ...net,
  noise: () => ({}),
  apply: (inputs) => ({ outputs: net.apply(inputs, { mode: 'evaluate', noise: {} }).outputs, nextState: {} }),
});

/**
 * The same model with one side or both held: `fit(frozen(model, ['encoder']), data)` moves everything but the encoder and what belongs to the posterior.
 *
 * What is held has the weights and the state it had, to the bit, also batch normalization's moving averages. Everything is shared with the model that
 * was given, nothing is copied: what is trained here is trained there, under the same names. `dispose` frees nothing.
 *
 * @throws Error when nothing is left to train
 */
export function frozen(model: Vae, sides: readonly FrozenSide[]): Vae {
  const owners: readonly string[] = sides.flatMap((side) => ownersOf[side]);
  const isHeld = (name: string): boolean => owners.some((owner) => name.startsWith(`${owner}/`));
  const players = Object.entries(playersOf(model)).flatMap(([name, player]): [string, Player][] => {
    const variables = player.variables.filter((variable) => !isHeld(variable));
    return variables.length === 0 ? [] : [[name, { ...player, variables }]];
  });
  if (players.length === 0)
    throw new Error(`frozen: nothing is left to train without ${sides.join(' and ')}; freeze one side, or fit no more`);
  const parts = partsOf(model);
  const held = assembled(
    {
      ...parts,
      encoder: sides.includes('encoder') ? still(parts.encoder) : parts.encoder,
      decoder: sides.includes('decoder') ? still(parts.decoder) : parts.decoder,
    },
    () => [],
  );
  return {
    ...held,
    players: Object.fromEntries(players),
    forward(input) {
      const { nextState = {}, ...outcome } = held.forward(input);
      return { ...outcome, nextState: Object.fromEntries(Object.entries(nextState).filter(([name]) => !isHeld(name))) };
    },
  };
}
