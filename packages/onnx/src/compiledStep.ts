import * as tf from '@tensorflow/tfjs';
import type { Batch, Noise, Schedule, StepLedger, StepTotals, Trainable, TrainStep } from '@vaekit/core';
import { hostSums, NonFiniteError, stepLedger } from '@vaekit/core';
import type { CompiledGraph, CompiledPlayer, StepBuffers } from './compiledPlayers.js';

/** What a compiled step works on. */
export interface CompiledStep {
  readonly model: Trainable;
  readonly players: readonly CompiledPlayer[];
  readonly buffers: StepBuffers;
  readonly averaging: boolean;
}

type Numbers = ArrayLike<number>;

/** The scheduled numbers of one step, by name. */
type ScheduledNumbers = Readonly<Record<string, number>>;

/** The buffers of one kind, by name. */
interface KindOfBuffers<Kept extends Float32Array | Int32Array = Float32Array | Int32Array> {
  readonly kind: string;
  readonly byName: Readonly<Record<string, Kept>>;
}

/** Writes numbers into one of the step's buffers, unless they are in it already; what the step does not read is passed over. */
function write({ kind, byName }: KindOfBuffers, name: string, data: Numbers, shape?: readonly number[]): void {
  const buffer = byName[name];
  if (buffer === undefined || buffer === data) return;
  if (data.length !== buffer.length)
    throw new Error(
      `compiled: ${kind} \`${name}\` has shape [${(shape ?? [data.length]).join(',')}] but the step was compiled for ${buffer.length} numbers`,
    );
  buffer.set(data);
}

async function writeTensors(buffers: KindOfBuffers, tensors: Readonly<Record<string, tf.Tensor | undefined>>): Promise<void> {
  for (const [name, value] of Object.entries(tensors))
    if (value !== undefined && buffers.byName[name] !== undefined) write(buffers, name, await value.data(), value.shape);
}

const buffersOf = <Kept extends Float32Array | Int32Array>(buffers: StepBuffers, kind: string): KindOfBuffers<Kept> => ({
  kind,
  byName: Object.fromEntries(
    [...buffers].flatMap(([key, buffer]) => (key.startsWith(`${kind}/`) ? [[key.slice(kind.length + 1), buffer as Kept]] : [])),
  ),
});

/** @throws NonFiniteError when a term or a loss of these players is not finite */
function checkResults(moved: readonly CompiledPlayer[], step: number): void {
  for (const { name, loss, terms } of moved) {
    const bad = terms.filter(([, sum]) => !Number.isFinite(sum[0]!));
    if (bad.length > 0)
      throw new NonFiniteError(
        step,
        `the term${bad.length > 1 ? 's' : ''} ${bad.map(([term]) => `\`${term}\``).join(', ')} ${bad.length > 1 ? 'are' : 'is'} not finite`,
      );
    if (!Number.isFinite(loss[0]!)) throw new NonFiniteError(step, `the loss of '${name}' is not finite`);
  }
}

function notFinite({ optimizer, present }: CompiledPlayer, step: number): NonFiniteError {
  const bad = present.find((name) => optimizer.gradients[name]!.some((g) => !Number.isFinite(g)));
  return new NonFiniteError(step, `the gradient of \`${bad}\` is not finite`);
}

/** The optimizers' moves of players that ran. @throws NonFiniteError before the first of them has moved */
function move(moved: readonly CompiledPlayer[], schedule: ScheduledNumbers, step: number): void {
  checkResults(moved, step);
  // A single optimizer looks for itself; of several none may move before all are known to.
  const stuck = moved.length > 1 ? moved.find(({ optimizer, present }) => !optimizer.finite(present)) : undefined;
  if (stuck !== undefined) throw notFinite(stuck, step);
  for (const player of moved) {
    const rate = schedule[player.rateName]!;
    for (const { own, common } of player.shared) own.set(common);
    if (!player.optimizer.step(rate, player.present)) throw notFinite(player, step);
    for (const { own, common } of player.shared) common.set(own);
  }
}

const run = ({ session, feeds, fetches }: CompiledGraph): Promise<unknown> => session.run(feeds, fetches);

/** Runs and moves the players, those together at once and those in turn one after the other; gives the first, whose terms are reported. */
async function runPlayers(
  moving: readonly CompiledPlayer[],
  schedule: ScheduledNumbers,
  step: number,
): Promise<CompiledPlayer | undefined> {
  let pending: CompiledPlayer[] = [];
  let last: CompiledGraph | undefined;
  const flush = (): void => {
    if (pending.length > 0) move(pending, schedule, step);
    pending = [];
  };
  for (const player of moving) {
    const inTurn = player.player.update === 'in turn';
    if (inTurn) flush();
    // Players of one graph are neighbors.
    if (player.graph !== last) await run(player.graph);
    last = player.graph;
    pending.push(player);
    if (inTurn) flush();
  }
  flush();
  return moving[0];
}

/** What puts the weights back if the step fails in its midst. */
function rememberBefore(players: readonly CompiledPlayer[], moving: readonly CompiledPlayer[]): (() => void)[] {
  // Players that move in turn have moved before a later one may turn out not to be finite; after the last nothing can.
  const inTurn = moving.length > 1 && moving.some(({ player }) => player.update === 'in turn');
  if (!inTurn) return [];
  const sharing = moving.some(({ shared }) => shared.length > 0);
  return (sharing ? players : moving.slice(0, -1)).map(({ optimizer }) => optimizer.remember());
}

/** What a step adds to the report: the losses of who moved, and the terms of the first of them. */
function totalsOf(report: CompiledPlayer, moving: readonly CompiledPlayer[]): StepTotals<number> {
  const examples = report.examples[0]!;
  const losses: Record<string, number> = {};
  const terms: Record<string, number> = {};
  for (const { name, loss } of moving) losses[name] = loss[0]! * examples;
  for (const [name, sum] of report.terms) terms[name] = sum[0]!;
  return { examples, losses, terms };
}

async function runStep(
  { players, buffers }: CompiledStep,
  ledger: StepLedger<number>,
  schedule: ScheduledNumbers,
): Promise<void> {
  const moving = players.filter(({ every = 1 }) => ledger.steps % every === 0);
  for (const { rateName } of moving)
    if (schedule[rateName] === undefined) throw new Error(`compiled: the schedule has no \`${rateName}\``);
  const undo = rememberBefore(players, moving);
  // The average begins as the weights before the first step, whoever moves them first.
  for (const { optimizer } of players) optimizer.begin();
  let report: CompiledPlayer | undefined;
  try {
    report = await runPlayers(moving, schedule, ledger.steps + 1);
    if (report === undefined) {
      [report] = players as [CompiledPlayer];
      await run(report.graph);
    }
  } catch (error) {
    for (const putBack of undo) putBack();
    throw error;
  }
  for (const player of players) if (!moving.includes(player)) player.optimizer.rest();
  ledger.record(totalsOf(report, moving));
  for (const [name, values] of report.nextState) buffers.get(`state/${name}`)!.set(values);
}

/** Brings weights and state back into the model's tfjs variables. */
function writeBack({ model, buffers }: CompiledStep): void {
  for (const [kind, variables] of [
    ['variable', model.variables],
    ['state', model.state ?? {}],
  ] as const) {
    for (const [name, variable] of Object.entries(variables)) {
      const values = buffers.get(`${kind}/${name}`);
      if (values !== undefined) tf.tidy(() => variable.assign(tf.tensor(values.slice(), variable.shape, variable.dtype)));
    }
  }
}

type NamedViews = [string, Float32Array][];

const slotsOf = (players: readonly CompiledPlayer[]): NamedViews =>
  players.flatMap(({ name, optimizer }) =>
    Object.entries(optimizer.slots).flatMap(([slot, views]) =>
      Object.entries(views).map(([variable, view]): NamedViews[number] => [`optimizer/${name}/${slot}/${variable}`, view]),
    ),
  );

/** The step of compiled players. */
export function trainStep(step: CompiledStep): TrainStep {
  const { model, players, buffers, averaging } = step;
  const ledger = stepLedger('compiled', players, hostSums);
  const slots = slotsOf(players);
  const averages = players.flatMap(({ optimizer }): NamedViews => Object.entries(optimizer.average ?? {}));
  const schedules = buffersOf<Float32Array>(buffers, 'schedule');
  const batches = buffersOf(buffers, 'batch');
  const noises = buffersOf<Float32Array>(buffers, 'noise');
  let dirty = false;
  let disposed = false;

  /** Before the first step the average is the weights. */
  const averagesNow = (): NamedViews =>
    players.flatMap(({ optimizer }): NamedViews =>
      Object.entries((optimizer.steps === 0 ? optimizer.weights : optimizer.average) ?? {}),
    );

  const checkLive = (): void => {
    if (disposed) throw new Error('compiled: this step was disposed; prepare a new one');
  };
  /** The step on what is in the buffers. */
  const onBuffers = async (schedule: ScheduledNumbers): Promise<void> => {
    for (const name in schedule) schedules.byName[name]?.fill(schedule[name]!);
    dirty = true;
    await runStep(step, ledger, schedule);
  };

  return {
    async run(batch: Batch, noise: Noise, schedule: Schedule) {
      checkLive();
      await writeTensors(batches, { ...batch });
      await writeTensors(noises, noise);
      await onBuffers(Object.fromEntries(Object.entries(schedule).map(([name, value]) => [name, value.dataSync()[0]!])));
    },
    plain: {
      batch: batches.byName,
      noise: noises.byName,
      async run(batch, noise, schedule) {
        checkLive();
        for (const name in batch) if (batch[name] !== undefined) write(batches, name, batch[name].data, batch[name].shape);
        for (const name in noise) write(noises, name, noise[name]!);
        await onBuffers(schedule);
      },
    },
    read: () => ledger.read(),
    sync() {
      if (dirty) writeBack(step);
      dirty = false;
    },
    async memory() {
      const memory = await ledger.memory();
      for (const [name, view] of slots) memory[name] = view.slice();
      if (averaging) for (const [variable, view] of averagesNow()) memory[`average/${variable}`] = view.slice();
      return memory;
    },
    ...(averaging && {
      async average() {
        const means = new Map(averagesNow());
        return Object.fromEntries(
          Object.entries(model.variables).map(([name, variable]) => [
            name,
            Float32Array.from(means.get(name) ?? buffers.get(`variable/${name}`) ?? variable.dataSync()),
          ]),
        );
      },
    }),
    restore(memory) {
      const views = [...slots, ...averages.map(([name, view]): NamedViews[number] => [`average/${name}`, view])];
      ledger.restore(
        memory,
        views.map(([name, { length }]) => [name, length]),
      );
      for (const [name, view] of views) view.set(memory[name]!);
      for (const { name, optimizer } of players) optimizer.steps = ledger.stepsOf(name);
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      for (const { session } of new Set(players.map(({ graph }) => graph))) void session.release().catch(() => {});
    },
  };
}
