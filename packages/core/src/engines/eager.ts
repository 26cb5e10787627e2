import * as tf from '@tensorflow/tfjs';
import type { Engine, StepOptions, Trainable, TrainStep } from '../contract.js';
import { withGradientMends } from '../gradients/withGradientMends.js';
import type { OptimizerConfig } from '../optimizers/optimizerConfig.js';
import { deviceSums } from './deviceSums.js';
import { prepareAverages } from './eagerAverages.js';
import { preparePlayers, slotsByName } from './eagerPlayers.js';
import { runEagerStep } from './eagerStep.js';
import { stepLedger } from './stepLedger.js';

/** Options of {@link eager}. */
export interface EagerOptions {
  /**
   * Who decides whether a step is finite. `'host'` reads one number back, cheap where memory is shared (cpu, wasm), and throws at once;
   * `'device'` selects between old and new weights on the device and reports the step as skipped. Default: by backend.
   */
  readonly guard?: 'device' | 'host';
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

/** @throws RangeError unless the decay is one */
function checkDecay(decay: number | undefined): void {
  if (decay !== undefined && !(decay >= 0 && decay < 1))
    throw new RangeError(`eager: \`averageDecay\` is ${decay}; expected a number from 0 to below 1`);
}

interface StepRequest {
  readonly dataSize: number;
  readonly guard: 'device' | 'host';
  readonly averageDecay: number | undefined;
}

const copyOf = async (variable: tf.Variable): Promise<Float32Array> => (await variable.data()).slice() as Float32Array;

function prepareStep(model: Trainable, optimizer: OptimizerConfig, { dataSize, guard, averageDecay }: StepRequest): TrainStep {
  checkDecay(averageDecay);
  const players = preparePlayers(model, optimizer);
  const averages = averageDecay === undefined ? undefined : prepareAverages(model, players, averageDecay);
  const ledger = stepLedger('eager', players, deviceSums);
  const step = { model, dataSize, guard, players, averages, ledger };
  const slots = slotsByName(players);
  const averageOf = [...(averages?.variables ?? [])];
  const named = [...slots, ...averageOf.map(([name, average]) => [`average/${name}`, average] as const)];
  let disposed = false;

  /** Before the first step the average is the weights, whoever set them. */
  const averaged = (name: string): tf.Variable => {
    const variable = model.variables[name]!;
    return ledger.steps === 0 ? variable : (averages?.variables.get(name) ?? variable);
  };

  return {
    run(batch, noise, schedule) {
      if (disposed) throw new Error('eager: this step was disposed; prepare a new one');
      // A model may differentiate inside its own forward pass too: all of the step sees tfjs with the mends.
      withGradientMends(() => runEagerStep(step, batch, noise, schedule));
    },
    read: () => ledger.read(),
    sync() {
      // The model's own tfjs variables are what this engine moves.
    },
    async memory() {
      const memory = await ledger.memory();
      for (const [name, slot] of slots) memory[name] = await copyOf(slot);
      for (const [name] of averageOf) memory[`average/${name}`] = await copyOf(averaged(name));
      return memory;
    },
    ...(averages !== undefined && {
      async average() {
        const values: Record<string, Float32Array> = {};
        for (const name of Object.keys(model.variables)) values[name] = await copyOf(averaged(name));
        return values;
      },
    }),
    restore(memory) {
      ledger.restore(
        memory,
        named.map(([name, { size }]) => [name, size]),
      );
      for (const [name, variable] of named) tf.tidy(() => variable.assign(tf.tensor(memory[name]!.slice(), variable.shape)));
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      ledger.dispose();
      for (const [, variable] of named) variable.dispose();
    },
  };
}
