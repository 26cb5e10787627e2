import { elbo, type Objective } from '@vaekit/core';
import { linearWarmup } from '@vaekit/losses';
import type { OptionValues } from '../option.js';
import type { elboOptions } from '../options/elboOptions.js';

/** The evidence lower bound that the options ask for. */
export function objectiveOf({ beta, warmup }: OptionValues<typeof elboOptions>): Objective {
  return elbo({ beta: warmup === 0 ? beta : linearWarmup({ steps: warmup, to: beta }) });
}
