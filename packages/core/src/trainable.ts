import type { Trainable } from './contract.js';

/** The parts of a simple model: everything of {@link Trainable}, with no noise by default. */
export type TrainableParts = Omit<Trainable, 'noise' | 'forward'> & {
  readonly noise?: Trainable['noise'] | ReturnType<Trainable['noise']>;
} & (
    | { readonly forward: Trainable['forward']; readonly terms?: never }
    | {
        readonly terms: (input: Parameters<Trainable['forward']>[0]) => ReturnType<Trainable['forward']>['terms'];
        readonly forward?: never;
      }
  );

/**
 * Your own model as a plain object: `trainable({ variables, noise, terms })`.
 *
 * `terms` maps `{ batch, noise, schedule, mode, dataSize }` to named `[batch]` tensors in nats; the loss is the weighted mean of
 * their sum. Give `forward` instead to return `losses` or `nextState` too. `noise` is a spec, or a function of the mode.
 *
 * @throws Error when there is no variable to train.
 */
export function trainable(parts: TrainableParts): Trainable {
  const { noise = {}, terms, forward, ...rest } = parts;
  if (Object.keys(parts.variables).length === 0) {
    throw new Error('trainable: `variables` is empty; name at least one tf.Variable for the optimizer to move');
  }
  return {
    ...rest,
    noise: typeof noise === 'function' ? noise : () => noise,
    forward: forward ?? ((input) => ({ terms: terms!(input) })),
  };
}
