import { command, type Command } from '../command.js';
import { choice, flag, whole } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
import { checkRunData, type ExampleOptions, exampleOptions, seedOption } from './runOptions.js';

/** The options of `evaluate`. */
export interface EvaluateOptions extends ExampleOptions {
  readonly nll: number | undefined;
  readonly 'sum-classes': boolean;
  readonly what: 'disentanglement' | 'doctor' | 'scores';
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
      'what to find out: the scores; with them why the model is not good (doctor); or of data with factors how each is kept in the code (disentanglement)',
      ['scores', 'doctor', 'disentanglement'],
      { fallback: 'scores' },
    ),
    seed: seedOption,
    ...exampleOptions,
  },
  examples: [
    'vaekit evaluate runs/digits',
    'vaekit evaluate runs/digits --what doctor',
    'vaekit evaluate runs/digits --nll 1000 --json',
  ],
  check(options, context) {
    checkRunData(options, context);
    if (options['sum-classes'] && options.nll === undefined)
      throw new UsageError('--sum-classes is for the estimate of --nll K; give both');
  },
});
