import { AsyncLocalStorage } from 'node:async_hooks';
import { totalmem } from 'node:os';
import { countParameters, type Vae } from '@vaekit/core';
import type { RunOptions } from '../run/runOptions.js';
import { type OptimizerName, readOptimizer } from '../training/optimizerChoice.js';
import { UsageError } from '../usageError.js';

/** Numbers that an optimizer keeps beside each weight. */
const slots: Readonly<Record<OptimizerName, number>> = { adam: 2, adamax: 2, adamw: 2, rmsprop: 1, sgd: 0 };

const building = new AsyncLocalStorage<true>();

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toLocaleString('en', { maximumFractionDigits: 1 })} GB`;

/** What this machine has, or the part of it that this process may have. */
function memoryOfMachine(): number {
  const limit = process.constrainedMemory?.() ?? 0;
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * Counts the numbers of a model without its weights, so that one that does not fit into the memory is refused before any of it is made.
 *
 * @param build makes the model
 * @throws UsageError that says how many numbers there are, what they and the training need, and what there is
 */
export async function checkParameters(
  options: Pick<RunOptions, 'average-weights' | 'optimizer' | 'validation'>,
  build: () => Promise<Vae>,
  memory: number = memoryOfMachine(),
): Promise<void> {
  const { optimizer, validation, 'average-weights': average } = options;
  // The weights, their gradients, the slots, the average, and the weights of the best epoch.
  const { kind, settings } = readOptimizer(optimizer);
  const kept = slots[kind] + (Number(settings['momentum'] ?? 0) > 0 ? 1 : 0);
  const copies = 2 + kept + (average === undefined ? 0 : 1) + (typeof validation === 'number' ? 1 : 0);
  const most = memory / (4 * copies);
  const count = await countParameters(() => building.run(true, build), { most, isMine: () => building.getStore() === true });
  if (count <= most) return;
  throw new UsageError(
    `the model has ${count.toLocaleString('en')} parameters: a training by ${kind} keeps ${copies} numbers for each, ${gigabytes(4 * copies * count)}, but this machine has ${gigabytes(memory)}; make its layers narrower`,
  );
}
