import { command, type Command } from '../command.js';
import { whole } from '../optionSpec.js';
import { checkRunData, type ExampleOptions, exampleOptions, seedOption } from './runOptions.js';

/** The options of `evaluate`. */
export interface EvaluateOptions extends ExampleOptions {
  readonly samples: number | undefined;
  readonly seed: number;
}

/** `vaekit evaluate`. */
export const evaluate: Command = command<EvaluateOptions>({
  name: 'evaluate',
  operands: ['RUN'],
  summary: 'Score a trained model: the terms of its loss, its accuracy, and an estimate of -log p(x)',
  details:
    'Values are nats per example, summed over the pixels. On gray pixels a Bernoulli reconstruction is a pseudo-likelihood (pseudoNll), not to be compared with likelihoods of binarized data. With --samples K the importance-weighted bound of Burda et al. (2016) estimates -log p(x), or -log p(x|y) for class models, from above.',
  options: {
    samples: whole('importance samples an example for an estimate of -log p(x)', {
      fallback: undefined,
      placeholder: 'K',
      least: 1,
      most: 10_000,
    }),
    seed: seedOption,
    ...exampleOptions,
  },
  examples: ['vaekit evaluate runs/digits', 'vaekit evaluate runs/digits --samples 100 --json'],
  check: checkRunData,
});
