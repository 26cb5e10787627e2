import { command, type Command } from '../command.js';
import { choice, flag, text, whole } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
import { checkRunData, type ExampleOptions, exampleOptions, seedOption } from './runOptions.js';

/** What there is to find out. */
export const questions = [
  'scores',
  'doctor',
  'likelihood',
  'gaps',
  'annealing',
  'rates',
  'generation',
  'reconstruction',
  'classes',
  'outliers',
  'baselines',
  'disentanglement',
] as const;

/** What is found out by examples that were held out, beside those of training. */
const ofHeldOut: ReadonlySet<(typeof questions)[number]> = new Set(['baselines', 'doctor', 'gaps', 'generation', 'outliers']);

/** The options of `evaluate`. */
export interface EvaluateOptions extends ExampleOptions {
  readonly nll: number | undefined;
  readonly 'sum-classes': boolean;
  readonly against: string | undefined;
  readonly what: (typeof questions)[number];
  readonly seed: number;
}

/** `vaekit evaluate`. */
export const evaluate: Command = command<EvaluateOptions>({
  name: 'evaluate',
  operands: ['RUN'],
  summary: 'Score a trained model: the terms of its loss, its accuracy, and an estimate of -log p(x)',
  details:
    'Values are nats per example, summed over the pixels. On gray pixels a Bernoulli reconstruction is a pseudo-likelihood (pseudoNll), not to be compared with likelihoods of binarized data. With --nll K importance sampling with K draws (Burda et al. 2016) estimates -log p(x) from above, with its error over draws and over test sets; of class models it is -log p(x|y), or with --sum-classes -log p(x). Tables and other scaled numbers are told in their own units.',
  options: {
    nll: whole('importance samples an example for an estimate of -log p(x)', {
      fallback: undefined,
      placeholder: 'K',
      least: 1,
    }),
    'sum-classes': flag('class models: -log p(x) = -log sum p(y) p(x|y), with p(y) as in training'),
    what: choice(
      'what to find out with the scores: what is wrong with the model (doctor); -log p(x) (likelihood, as --nll 100), why the ELBO is below it (gaps), without the encoder (annealing); distortion by rate (rates); how good samples are (generation), reconstructions, answers (classes); whether other data are told apart (outliers); whether simpler models are better (baselines); how factors are kept in the code (disentanglement)',
      questions,
      { fallback: 'scores' },
    ),
    against: text('outliers: a data set, a file or a folder of other examples; rates: another run of the same data', {
      fallback: undefined,
      placeholder: 'SET|RUN',
      shown: '',
    }),
    seed: seedOption,
    ...exampleOptions,
  },
  examples: [
    'vaekit evaluate runs/digits',
    'vaekit evaluate runs/digits --what doctor',
    'vaekit evaluate runs/digits --nll 1000 --json',
    'vaekit evaluate runs/digits --what outliers --against rectangles',
    'vaekit evaluate runs/digits --what rates --against runs/other',
  ],
  check(options, context) {
    checkRunData(options, context);
    if (context.given.has('split') && options.split === 'train' && ofHeldOut.has(options.what))
      throw new UsageError(
        `--what ${options.what} judges examples that the model has not seen beside those of its training; leave out --split train`,
      );
    if (options['sum-classes'] && options.nll === undefined && options.what !== 'likelihood')
      throw new UsageError('--sum-classes is for the estimate of --nll K; give both');
    if (options.against !== undefined && options.what !== 'outliers' && options.what !== 'rates')
      throw new UsageError('--against is for --what outliers or --what rates; give one of them');
  },
});
