import * as tf from '@tensorflow/tfjs';
import type { Schedule } from './contract.js';
import type { BuiltPart, Context } from './parts.js';
import type { Owner } from './pass.js';

/** A part's scalar by the model's name: an objective's scalars are the model's own (`beta`), those of other parts are prefixed with their owner. */
export const scalarName = (owner: Owner, name: string): string => (owner === 'objective' ? name : `${owner}/${name}`);

/** A part's own scheduled scalars, out of what a model was given by its names; where it was not given one, that is at its final value. */
export const ownScalars = (owner: Owner, part: BuiltPart | undefined, given: Schedule): Schedule =>
  Object.fromEntries(
    Object.entries(part?.schedules ?? {}).map(([name, schedule]) => [
      name,
      given[scalarName(owner, name)] ?? tf.scalar(schedule.final),
    ]),
  );

/**
 * What posterior or prior is asked with about the rows of a context that was made for another part: the same rows, with its own scheduled scalars.
 *
 * A model's `context` and a pass's `drawContext` are the posterior's: `model.prior.family(contextFor('prior', model.context(y, rows)))`.
 */
export const contextFor = (owner: 'posterior' | 'prior', context: Context): Context => ({
  ...context,
  schedule: ownScalars(owner, context.model[owner], context.modelSchedule),
});
