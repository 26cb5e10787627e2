import * as tf from '@tensorflow/tfjs';
import type { Batch, ForwardInput, Noise, Outcome, Schedule, Trainable } from '../contract.js';
import { stopGradient } from '../stopGradient.js';
import { type Journal, journal } from './journal.js';
import type { EagerAverages } from './eagerAverages.js';
import { type EagerPlayer, gradientsOf, movesOf, type PlayerGradients } from './eagerPlayers.js';
import { NonFiniteError } from './nonFiniteError.js';
import type { StepLedger } from './stepLedger.js';

/** What a step works on. */
export interface EagerStep {
  readonly model: Trainable;
  readonly dataSize: number;
  readonly guard: 'device' | 'host';
  readonly players: readonly EagerPlayer[];
  readonly averages: EagerAverages | undefined;
  readonly ledger: StepLedger<tf.Tensor>;
}

/** What the step keeps of the first forward pass: its terms and its next state, off the tape and out of the reach of every tidy. */
interface FirstOutcome {
  see(outcome: Outcome): void;
  readonly seen: { readonly terms: Outcome['terms']; readonly nextState: NonNullable<Outcome['nextState']> } | undefined;
  dispose(): void;
}

const kept = <T extends tf.Tensor>(tensors: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.keep(stopGradient(tensor))]));

function firstOutcome(model: Trainable): FirstOutcome {
  let seen: FirstOutcome['seen'];
  return {
    see({ terms, nextState = {} }) {
      if (seen !== undefined) return;
      const stray = Object.keys(nextState).find((name) => model.state === undefined || !Object.hasOwn(model.state, name));
      if (stray !== undefined) throw new Error(`eager: \`nextState\` has \`${stray}\`, which is not among the model's state`);
      seen = { terms: kept(terms), nextState: kept(nextState) };
    },
    get seen() {
      return seen;
    },
    dispose() {
      if (seen !== undefined) tf.dispose([seen.terms, seen.nextState] as unknown as tf.TensorContainer);
    },
  };
}

/** One number that is finite exactly when every loss and gradient is (a sum keeps NaN, and makes NaN or ∞ of ∞). */
const witness = (moves: readonly PlayerGradients[]): tf.Scalar =>
  tf.addN(
    moves.flatMap(({ loss, gradients }) => [loss, ...gradients.filter((g) => g !== undefined).map((g) => tf.sum(g))]),
  ) as tf.Scalar;

/** What is not finite in a step. */
function describe(terms: Outcome['terms'], moves: readonly PlayerGradients[]): string {
  const bad = (t: tf.Tensor): boolean => !Number.isFinite(tf.sum(t).dataSync()[0]!);
  const names = Object.keys(terms).filter((name) => bad(terms[name]!));
  if (names.length > 0)
    return `the term${names.length > 1 ? 's' : ''} ${names.map((name) => `\`${name}\``).join(', ')} ${names.length > 1 ? 'are' : 'is'} not finite`;
  for (const { player, loss, gradients } of moves) {
    if (bad(loss)) return `the loss of '${player.name}' is not finite`;
    const index = gradients.findIndex((g) => g !== undefined && bad(g));
    if (index >= 0) return `the gradient of \`${player.names[index]}\` is not finite`;
  }
  return 'a sum over the gradients is not finite';
}

interface Round {
  readonly moving: readonly EagerPlayer[];
  readonly input: ForwardInput;
  readonly outcome: FirstOutcome;
  readonly journal: Journal;
}

/** Moves the players, those together at once and those in turn one after the other; what they minimized, and on the device's guard whether all was finite. */
function movePlayers(
  { model, guard, ledger }: EagerStep,
  { moving, input, outcome, journal: changes }: Round,
): { readonly losses: readonly (readonly [EagerPlayer, tf.Scalar])[]; readonly finite: tf.Tensor | undefined } {
  const losses: [EagerPlayer, tf.Scalar][] = [];
  let finite: tf.Tensor | undefined;
  let pending: PlayerGradients[] = [];
  const flush = (): void => {
    if (pending.length === 0) return;
    const sum = witness(pending);
    if (guard === 'host') {
      if (!Number.isFinite(sum.dataSync()[0]!))
        throw new NonFiniteError(ledger.steps + 1, describe(outcome.seen!.terms, pending));
    } else {
      const here = tf.isFinite(sum);
      finite = finite === undefined ? here : tf.logicalAnd(finite, here);
    }
    changes.assign(pending.flatMap((move) => movesOf(move, input.schedule, ledger.stepsOf(move.player.name) + 1)));
    pending = [];
  };
  try {
    for (const player of moving) {
      const inTurn = player.player.update === 'in turn';
      if (inTurn) flush();
      const move = gradientsOf(model, player, input, outcome.see);
      losses.push([player, move.loss]);
      pending.push(move);
      if (inTurn) flush();
    }
    flush();
    if (outcome.seen === undefined) outcome.see(model.forward(input));
  } catch (error) {
    changes.undo();
    throw error;
  }
  return { losses, finite };
}

/**
 * One step: loss and gradients of every player, clipping, one check that all of them are finite, then the optimizers' moves, the next state and the
 * averages. A step that is not finite changes nothing.
 *
 * @throws NonFiniteError on the host's guard
 */
export function runEagerStep(step: EagerStep, batch: Batch, noise: Noise, schedule: Schedule): void {
  const { model, dataSize, guard, players, averages, ledger } = step;
  const moving = players.filter(({ every }) => ledger.steps % every === 0);
  for (const { rateName } of moving)
    if (schedule[rateName] === undefined) throw new Error(`eager: the schedule has no \`${rateName}\``);
  const outcome = firstOutcome(model);
  const input: ForwardInput = { batch, noise, schedule, mode: 'train', dataSize };
  try {
    tf.tidy(() => {
      if (ledger.steps === 0) averages?.begin();
      // What to put back when a later part of the step fails; nothing can fail after the moves of a single group guarded by the host.
      const remembers = guard === 'device' || (moving.length > 1 && moving.some(({ player }) => player.update === 'in turn'));
      const changes = journal(remembers);
      const { losses, finite } = movePlayers(step, { moving, input, outcome, journal: changes });
      const { terms, nextState } = outcome.seen!;
      changes.assign(Object.entries(nextState).map(([name, value]) => ({ variable: model.state![name]!, value })));
      if (averages !== undefined) changes.assign(averages.moves());
      if (finite !== undefined) changes.undoUnless(finite);

      const weight = batch.weight ?? tf.ones([batch.x.shape[0]!]);
      const count = tf.sum(weight);
      const counted = (value: tf.Tensor): tf.Tensor =>
        finite === undefined ? value : tf.where(finite, value, tf.zerosLike(value));
      ledger.record({
        examples: counted(count),
        losses: Object.fromEntries(losses.map(([{ name }, loss]) => [name, counted(tf.mul(loss, count))])),
        terms: Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, counted(tf.sum(tf.mul(term, weight)))])),
        ...(finite !== undefined && { skipped: tf.sub(1, tf.cast(finite, 'float32')) }),
      });
    });
  } finally {
    outcome.dispose();
  }
}
