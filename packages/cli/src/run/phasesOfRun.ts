import { batches, frozen, type Vae } from '@vaekit/core';
import type { Examples } from '@vaekit/datasets';
import { findModel, type Phase, phasesOf, valuesOf, type WholeData } from '@vaekit/models';
import type { RunConfig } from '@vaekit/runs';
import { asGiven } from '../data/exampleArrays.js';
import type { OpenData } from '../data/openData.js';
import type { RunOptions } from './runOptions.js';

type Config = RunConfig<RunOptions>;

/** The part that is scored at the end of each epoch. */
export const heldOut = ({ config, data }: { readonly config: Config; readonly data: OpenData }): Examples | undefined =>
  config.options.validation === 'test' ? data.test : data.validation;

/** The data in batches, as `fit` cuts them. */
function wholeData(config: Config, data: OpenData): WholeData {
  const { batchSize, seed } = config.training;
  const held = heldOut({ config, data });
  const cut = (examples: Examples, training: boolean) =>
    batches(asGiven(examples), { batchSize: Math.min(batchSize, examples.x.shape[0]!), seed, shuffle: training, reuse: true });
  return { training: cut(data.train, true), ...(held === undefined ? {} : { validation: cut(held, false) }) };
}

/** How the model of a run is fitted: by the phases of its catalog entry, else by one training. */
export async function phasesOfRun(config: Config, model: Vae, data: OpenData): Promise<readonly Phase[]> {
  const entry = findModel(config.options.model)!;
  const { from, freeze } = config.options;
  // What another run has trained needs no phases before its training, which may hold a side of it.
  if (from !== undefined && entry.atOnce !== true)
    return [{ kind: 'fit', name: 'training', trainable: freeze === undefined ? model : frozen(model, [freeze]) }];
  if (entry.phases === undefined) return [{ kind: 'fit', name: 'training', trainable: model }];
  return phasesOf(entry, model, wholeData(config, data), valuesOf(entry, { ...config.options }));
}

/** The configuration with the names of its phases, where they are more than one training. */
export function withPhases(config: Config, phases: readonly Phase[]): Config {
  if (phases.length === 1 && phases[0]!.kind === 'fit') return config;
  return { ...config, training: { ...config.training, phases: phases.map(({ name, kind }) => ({ name, kind })) } };
}
