import { type AnnealedEstimate, annealedImportanceSampling, bidirectionalCheck, type BidirectionalCheck } from '@vaekit/metrics';
import { sampled } from '../data/sampledRows.js';
import { requireAbility } from '../model/requireAbility.js';
import { plainExamples, type Question } from './asked.js';
import { compiling } from './compiling.js';
import { evidenceName } from './evidence.js';

/** −log p(x) without the encoder, and how far such estimates are from the truth. */
export interface Annealing extends Pick<AnnealedEstimate, 'acceptance' | 'mean' | 'monteCarloError'> {
  /** What is estimated: `log p(x)`, or `log p(x|y)`. */
  readonly quantity: string;
  readonly examples: number;
  readonly chains: number;
  readonly temperatures: number;
  /** Of as many of the model's own samples; absent of a model that is conditioned on numbers, which cannot choose those of its samples. */
  readonly check?: BidirectionalCheck;
}

const [MOST, CHAINS, TEMPERATURES] = [100, 4, 500];

/** Bounds by chains are as noisy as chains are few: where they cross, they have met. */
function checkText({ examples, lower, upper, gap }: BidirectionalCheck): string {
  const [low, high] = [lower.toFixed(2), upper.toFixed(2)];
  const found =
    gap < 0
      ? `the bounds ${low} from below and ${high} from above have met, as far as the noise of the chains shows`
      : `the truth is between ${low} and ${high}`;
  return `check on ${examples} of the model's own samples: ${found}, a gap of ${gap.toFixed(3)}`;
}

/** Annealed importance sampling of a hundred examples, with the bidirectional check. */
export const annealing: Question<Annealing> = {
  async of({ run, examples: all, options, work }) {
    requireAbility('score', run);
    const examples = sampled(all, MOST, options.seed);
    const count = examples.x.shape[0]!;
    return compiling(async (compile) => {
      const how = {
        chains: CHAINS,
        temperatures: TEMPERATURES,
        seed: options.seed,
        ...(compile === undefined ? {} : { compile }),
      };
      const { mean, monteCarloError, acceptance } = await annealedImportanceSampling(run.model, plainExamples(run, examples), {
        ...how,
        onProgress: work.begin(`annealing of ${count} examples`),
      });
      const isChecked = run.model.conditionWidth === undefined;
      const check = isChecked
        ? await bidirectionalCheck(run.model, { ...how, examples: count, onProgress: work.begin('check of the annealing') })
        : undefined;
      return {
        quantity: evidenceName(run),
        examples: count,
        chains: CHAINS,
        temperatures: TEMPERATURES,
        mean,
        monteCarloError,
        acceptance,
        ...(check === undefined ? {} : { check }),
      };
    });
  },
  text: ({ quantity, examples, chains, temperatures, mean, monteCarloError, acceptance, check }) => [
    `-${quantity} <= ${mean.toFixed(2)}  ± ${monteCarloError.toFixed(3)} over chains, by annealing of ${examples} examples: ${chains} chains of ${temperatures} temperatures, ${(100 * acceptance).toFixed(0)} % of the steps accepted`,
    check === undefined ? 'no check: the model cannot choose the condition of its own samples' : checkText(check),
  ],
};
