import { type InferenceGaps, inferenceGaps } from '@vaekit/metrics';
import { sampled } from '../data/sampledRows.js';
import { requireAbility } from '../model/requireAbility.js';
import { intervalText, plainExamples, type Question, trainingOf } from './asked.js';
import { compiling } from './compiling.js';
import { evidenceName } from './evidence.js';

/** log p(x) − ELBO in its two parts, of held-out and of training examples. */
export interface Gaps {
  /** What is estimated: `log p(x)`, or `log p(x|y)`. */
  readonly quantity: string;
  readonly heldOut: InferenceGaps;
  readonly training: InferenceGaps;
}

const MOST = 250;

/** Why the ELBO is below log p(x). */
export const gaps: Question<Gaps> = {
  async of(asked) {
    const { run, options, examples, work } = asked;
    requireAbility('score', run);
    const of = (some: typeof examples, part: string): Promise<InferenceGaps> => {
      const onProgress = work.begin(`gaps of ${some.x.shape[0]} ${part} examples`);
      return compiling((compile) =>
        inferenceGaps(run.model, plainExamples(run, some), {
          seed: options.seed,
          onProgress,
          ...(compile === undefined ? {} : { compile }),
        }),
      );
    };
    return {
      quantity: evidenceName(run),
      heldOut: await of(sampled(examples, MOST, options.seed), 'held-out'),
      training: await of(await trainingOf(asked, MOST), 'training'),
    };
  },
  text: ({ quantity, ...found }) =>
    Object.entries({ 'held-out': found.heldOut, training: found.training }).flatMap(([name, gap]) => [
      `${gap.examples} ${name} examples: ${quantity} >= ${gap.logLikelihood.toFixed(2)}  ± ${gap.monteCarloError.toFixed(3)} over draws, best ELBO ${gap.bestElbo.toFixed(2)}, ELBO ${gap.elbo.toFixed(2)}`,
      `  ${intervalText('approximation gap', gap.approximation)}: what a diagonal normal cannot be`,
      `  ${intervalText('amortization gap', gap.amortization)}: what one encoder for all examples costs`,
    ]),
};
