import { command, type Command } from '../command.js';
import { type OptionSpec, type OptionSpecs, type OptionSpecsOf, text, under, whole } from '../optionSpec.js';
import { readSwept } from '../sweep/sweptOption.js';
import { UsageError } from '../usageError.js';
import { jsonOption } from './runOptions.js';
import { train } from './train.js';

/** The options of `sweep` that are not of `train`. */
export interface SweepOptions {
  readonly out: string | undefined;
  readonly resume: string | undefined;
  readonly processes: number;
  readonly random: number | undefined;
  readonly 'random-seed': number;
  readonly json: boolean;
}

const own: OptionSpecsOf<SweepOptions> = {
  out: text('the folder to write: sweep.json, and a run folder for each training; it must not exist', {
    fallback: undefined,
    placeholder: 'DIR',
    completes: 'folder',
    shown: '',
  }),
  resume: text('go on with a sweep that was interrupted or killed: trainings that have ended are not run again', {
    fallback: undefined,
    placeholder: 'DIR',
    completes: 'folder',
    shown: '',
  }),
  processes: whole('trainings at a time, each in a process; results do not depend on it', { fallback: 1, least: 1, most: 256 }),
  random: whole('draw N configurations instead of going through the grid', { fallback: undefined, least: 1, shown: '' }),
  'random-seed': whole('what they are drawn from', { fallback: 0 }),
  json: jsonOption,
};

/** Options of `train` that one training has for itself. */
const notSwept: ReadonlySet<string> = new Set([...Object.keys(own), 'force', 'no-preview']);

/** The options of `train` that a sweep passes on. */
export const sweptOptions: OptionSpecs = Object.fromEntries(
  Object.entries(train.options).filter(([name]) => !notSwept.has(name)),
);

/** An option that takes several values. Its default stays that of `train`, which fills it in. */
const several = (spec: OptionSpec): OptionSpec => ({
  ...spec,
  fallback: undefined,
  shown: spec.shown ?? (spec.placeholder === undefined || spec.fallback === undefined ? '' : String(spec.fallback)),
  parse: (value, name) => (spec.placeholder === undefined ? true : readSwept(spec, value, name)),
});

/** `vaekit sweep`. */
export const sweep: Command = command<SweepOptions>({
  name: 'sweep',
  summary: 'Train many models: every option of train takes several values',
  details:
    'Join values by commas (--latent 2,8,32; --seed 0-4 is a row of whole numbers); where a value has commas itself, by semicolons (--hidden "64;128,64"). With --random, an option may be a range to draw from: --latent 2..32, or with an even logarithm --lr 1e-4..1e-2:log; every configuration drawn is trained with every seed. A sweep that was killed at any instant goes on with --resume, to the same bits. No configuration file is read.',
  readsConfig: false,
  options: {
    ...under('Sweep', own),
    ...Object.fromEntries(Object.entries(sweptOptions).map(([name, spec]) => [name, several(spec)])),
  },
  examples: [
    'vaekit sweep --data digits --latent 2,8,32 --seed 0-4 --processes 2 --out sweeps/latent',
    'vaekit sweep --data digits --lr 1e-4..1e-2:log --random 20 --seed 0-2 --out sweeps/rate',
    'vaekit sweep --resume sweeps/latent --processes 2',
  ],
  check({ out, resume, random }, { given }) {
    if (resume !== undefined) {
      const others = [...given].filter((name) => !['json', 'processes', 'resume'].includes(name)).map((name) => `--${name}`);
      if (others.length > 0)
        throw new UsageError(`--resume goes on with what ${resume} was planned as; leave out ${others.join(', ')}`);
      return;
    }
    if (out === undefined) throw new UsageError('--out is missing; expected the folder of the sweep');
    if (random === undefined && given.has('random-seed'))
      throw new UsageError('--random-seed is what --random N draws from; give that too, or leave it out');
  },
});
