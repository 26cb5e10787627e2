import { fittablePriors, type PriorName, priorOptionOwners } from '@vaekit/models';
import { command, type Command } from '../command.js';
import { optionSpecOf } from '../model/optionSpecOf.js';
import { choice, flag, type OptionSpec, text, whole } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
import { type FileOptions, type RunCommandOptions, runCommandOptions, runDataDirOption, seedOption } from './runOptions.js';

/** The options of `fit-prior`, beside those of the priors, each by its own name. */
export interface FitPriorOptions extends FileOptions, RunCommandOptions {
  readonly prior: PriorName | undefined;
  readonly epochs: number;
  readonly seed: number;
  readonly 'data-dir': string | undefined;
}

const names = fittablePriors.map(({ name }) => name as PriorName);
const { seed: _, ...owners } = priorOptionOwners();

/** The options of the priors, each with those that have it. */
const priorOptions: Readonly<Record<string, OptionSpec>> = Object.fromEntries(
  Object.entries(owners).map(([name, { option, priors }]) => [
    name,
    optionSpecOf(option, `${priors.join(', ')}: ${option.about}`),
  ]),
);

/** `vaekit fit-prior`. */
export const fitPrior: Command = command<FitPriorOptions>({
  name: 'fit-prior',
  operands: ['RUN'],
  summary: 'Fit a prior to the codes of a trained model and write a new run; nothing else changes',
  details: `Priors: ${fittablePriors.map(({ name, about }) => `${name} (${about})`).join('; ')}. The codes are draws from q(z|x), one per training example; a model with classes gets a prior for each class. The new run names its parent, which stays as it is. Its samples, bounds and exports use the new prior.`,
  options: {
    prior: choice('what to fit', names, { fallback: undefined, placeholder: 'NAME' }),
    epochs: whole('passes through the codes, for a prior that is fitted by steps', { fallback: 40, least: 1 }),
    ...priorOptions,
    seed: seedOption,
    out: text('the run folder to write; it must not exist', { fallback: undefined, placeholder: 'DIR', completes: 'folder' }),
    force: flag('replace the run in --out, once the new one is whole'),
    'data-dir': runDataDirOption,
    ...runCommandOptions,
  },
  examples: [
    'vaekit fit-prior runs/digits --prior mixture-of-normals --out runs/digits-mixture',
    'vaekit fit-prior runs/faces --prior mixture-of-normals --components bic --out runs/faces-mixture --force',
    'vaekit fit-prior runs/digits --prior diffusion --epochs 80 --out runs/digits-diffusion',
    'vaekit fit-prior runs/codes --prior autoregressive-codes --out runs/codes-in-order',
  ],
  check({ prior, out }, { given }) {
    if (prior === undefined) throw new UsageError(`--prior is missing; expected one of ${names.join(', ')}`);
    if (out === undefined) throw new UsageError('--out is missing; expected the folder of the new run');
    for (const name of given) {
      const having: readonly string[] = owners[name]?.priors ?? [prior];
      if (!having.includes(prior!))
        throw new UsageError(`--${name} belongs to --prior ${having.join(' or ')}, but the prior is ${prior}`);
    }
  },
});
