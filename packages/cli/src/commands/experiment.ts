import { experiments } from '@vaekit/experiments/list';
import { command, type Command } from '../command.js';
import { didYouMean } from '../nearest.js';
import { flag, text, wholes } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
import { jsonOption } from './runOptions.js';

/** The options of `experiment`. */
export interface ExperimentOptions {
  readonly data: string;
  readonly 'data-dir': string | undefined;
  readonly quick: boolean;
  readonly seed: readonly number[];
  readonly out: string;
  readonly keep: string | undefined;
  readonly json: boolean;
}

const names = experiments.map(({ name }) => name);
const words = ['all', ...names];

/** `vaekit experiment`. */
export const experiment: Command = command<ExperimentOptions>({
  name: 'experiment',
  operands: ['NAME'],
  operandWords: words,
  summary: 'Measure a claim about autoencoders and VAEs and write a page with pictures and a verdict; all: the whole chapter',
  details: `Experiments: ${names.join(', ')}. Each writes NAME/index.html, a Chinese twin and NAME/result.json; all also writes index.html, a chapter of all experiments in the order of the argument. A quick run uses smaller images, fewer of them and fewer epochs.`,
  options: {
    data: text('a data set of gray images with labels', { fallback: 'digits', placeholder: 'NAME|PATH', completes: 'folder' }),
    'data-dir': text('the folder of the data set, instead of the cache', {
      fallback: undefined,
      placeholder: 'DIR',
      completes: 'folder',
      shown: 'the cache',
    }),
    quick: flag('a minute an experiment; verdicts may be left open'),
    seed: wholes('one run of everything for each', { fallback: [0, 1, 2], ranges: true, shown: '0-2', placeholder: 'N-N' }),
    out: text('where the pages go, each replaced', { fallback: 'experiments', placeholder: 'DIR', completes: 'folder' }),
    keep: text('a folder to keep trained models in, so that a repetition does not train them again', {
      fallback: undefined,
      placeholder: 'DIR',
      completes: 'folder',
      shown: 'none',
    }),
    json: jsonOption,
  },
  examples: [
    'vaekit experiment lee-form',
    'vaekit experiment all --quick --out chapter',
    'vaekit experiment random-codes --seed 0-4',
  ],
  check({ seed }, { operands: [name] }) {
    if (!words.includes(name!))
      throw new UsageError(`unknown experiment ${name}${didYouMean(name!, words)}; expected one of ${words.join(', ')}`);
    if (new Set(seed).size !== seed.length) throw new UsageError(`--seed ${seed.join(',')} names a seed twice`);
  },
});
