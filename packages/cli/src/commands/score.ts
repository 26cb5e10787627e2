import { command, type Command } from '../command.js';
import { text, whole } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
import { type ExampleOptions, exampleOptions, type FileOptions, fileOptions, seedOption } from './runOptions.js';
import { unseenOption } from './tableOptions.js';

/** The options of `score`. */
export interface ScoreOptions extends ExampleOptions, FileOptions {
  readonly data: string | undefined;
  readonly samples: number | undefined;
  readonly anomalies: string | undefined;
  readonly unseen: 'error' | 'missing' | 'score';
  readonly top: number;
  readonly seed: number;
}

/** `vaekit score`. */
export const score: Command = command<ScoreOptions>({
  name: 'score',
  operands: ['RUN'],
  summary: 'Score every example by itself: reconstruction, KL and the anomaly score -ELBO, to CSV or NPY',
  details:
    'Values are nats, summed over the example. The larger the score, the less the model expects the example; scores of one run compare, those of two data sets need not. With --samples K the score is the importance-weighted bound of Burda et al. (2016), closer to -log p(x) and less noisy than one draw of the code.',
  options: {
    data: text('a file or folder of other examples, read as those of the training were', {
      fallback: undefined,
      placeholder: 'PATH',
      completes: 'file',
      shown: 'those of the run',
    }),
    samples: whole('importance samples an example', {
      fallback: undefined,
      placeholder: 'K',
      least: 1,
      most: 10_000,
      shown: 'one draw',
    }),
    anomalies: text('classes that count as anomalies; the area under the ROC curve says how well the score finds them', {
      fallback: undefined,
      placeholder: 'LIST',
      shown: '',
    }),
    unseen: unseenOption,
    top: whole('how many of the highest scores to name', { fallback: 5, least: 0, most: 1000 }),
    seed: seedOption,
    ...fileOptions('the file to write: .csv or .npy', 'CSV on standard output'),
    ...exampleOptions,
  },
  examples: [
    'vaekit score runs/digits --out scores.csv',
    'vaekit score runs/digits --samples 50 --anomalies 9 --out scores.npy',
    'vaekit score runs/patients --data ./new.csv --out scores.csv',
  ],
  check({ data }, { given }) {
    if (data !== undefined && given.has('data-dir'))
      throw new UsageError('--data and --data-dir contradict each other; give one');
    if (data !== undefined && given.has('split'))
      throw new UsageError('--split is for the data of the run; leave it out beside --data');
  },
});
