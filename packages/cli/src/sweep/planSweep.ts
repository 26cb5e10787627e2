import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type SweepDimension, type SweepPlan, sweepTrials } from '@vaekit/runs';
import { readCommandLine } from '../commandLine.js';
import { type SweepOptions, sweptOptions } from '../commands/sweep.js';
import { train } from '../commands/train.js';
import type { OptionSpec } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
import type { SweptOption } from './sweptOption.js';

/** The arguments of `vaekit train` for a training of a sweep, besides where it is written. */
export const trialArguments = ({ common }: SweepPlan, options: Readonly<Record<string, string>>): readonly string[] => [
  'train',
  '--no-config',
  ...common,
  ...Object.entries(options).map(([name, text]) => `--${name}=${text}`),
];

/** A sweep may be gone on with from another folder, so that its paths are whole. */
const wholePath = ({ completes, words }: OptionSpec, text: string): string =>
  completes !== undefined && words?.includes(text) !== true && existsSync(text) ? resolve(text) : text;

/**
 * The plan of a sweep; every training of it has options that `train` takes.
 *
 * @param values what the options were read as
 * @throws UsageError that names the first training that `train` would refuse, or says what a range needs
 */
export function planSweep(values: SweepOptions & Readonly<Record<string, unknown>>): SweepPlan {
  const common: string[] = [];
  const dimensions: Record<string, SweepDimension> = {};
  for (const [name, spec] of Object.entries(sweptOptions)) {
    const value = values[name];
    if (value === undefined) continue;
    if (typeof value === 'boolean') common.push(`--${name}${value ? '' : '=false'}`);
    else
      for (const one of (Array.isArray(value) ? value : [value]) as unknown as readonly SweptOption[]) {
        if ('fixed' in one) common.push(`--${name}=${wholePath(spec, one.fixed)}`);
        else dimensions[name] = one;
      }
  }
  const { random: draws, 'random-seed': drawSeed } = values;
  const range = Object.keys(dimensions).find((name) => 'from' in dimensions[name]!);
  if (range !== undefined && (draws === undefined || range === 'seed'))
    throw new UsageError(
      `--${range} is a range to draw from; ${range === 'seed' ? 'seeds are never drawn: give a row such as 0-4' : 'give --random N too, or values joined by commas'}`,
    );
  if (draws !== undefined && Object.keys(dimensions).every((name) => name === 'seed'))
    throw new UsageError(
      `--random ${draws} has nothing to draw; give an option several values or a range, such as --latent 2..32`,
    );
  if (Object.keys(dimensions).length === 0)
    throw new UsageError(
      'a sweep trains several models, but no option has several values; give one several, such as --latent 2,8,32 or --seed 0-4 (semicolons join values that have commas themselves, --hidden "64;128,64"), or take vaekit train',
    );
  let plan: SweepPlan;
  try {
    plan = { common, trials: sweepTrials({ dimensions, draws, drawSeed }) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(error.message.replace('sweepTrials: `draws` is', '--random is'));
  }
  for (const { name, options } of plan.trials) {
    const request = readCommandLine([train], trialArguments(plan, options));
    if (request.kind !== 'run') continue;
    try {
      train.check(request.values, { terminal: undefined as never, operands: [], given: request.given });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError(plan.trials.length === 1 ? error.message : `training ${name}: ${error.message}`);
    }
  }
  return plan;
}
