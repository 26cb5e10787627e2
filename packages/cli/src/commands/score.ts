import { command, type Command } from '../command.js';
import { real, text, whole } from '../optionSpec.js';
import { checkRunData, type ExampleOptions, exampleOptions, type FileOptions, fileOptions, seedOption } from './runOptions.js';
import { unseenOption } from './tableOptions.js';

/** The options of `score`. */
export interface ScoreOptions extends ExampleOptions, FileOptions {
  readonly samples: number | undefined;
  readonly anomalies: string | undefined;
  readonly 'false-alarms': number;
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
    samples: whole('importance samples an example', {
      fallback: undefined,
      placeholder: 'K',
      least: 1,
      most: 10_000,
      shown: 'one draw',
    }),
    anomalies: text(
      'classes that count as anomalies, by name or number: ROC AUC, average precision, and an alarm at a threshold',
      {
        fallback: undefined,
        placeholder: 'LIST',
        shown: 'of a run with --normal, all others',
      },
    ),
    'false-alarms': real('the share of normal examples, those of the run that were held out, above the threshold of the alarm', {
      fallback: 0.05,
      accepts: (value) => value >= 0 && value <= 1,
      expected: 'a share from 0 to 1',
    }),
    top: whole('how many of the highest scores to name', { fallback: 5, least: 0, most: 1000 }),
    seed: seedOption,
    ...fileOptions('the file to write: .csv or .npy', 'CSV on standard output'),
    ...exampleOptions,
    unseen: unseenOption,
  },
  examples: [
    'vaekit score runs/digits --out scores.csv',
    'vaekit score runs/digits --samples 50 --anomalies 9 --out scores.npy',
    'vaekit score runs/patients --data ./new.csv --out scores.csv',
  ],
  check: checkRunData,
});
