import type { Examples } from '@vaekit/datasets';
import {
  bernoulliMixture,
  gaussianMixture,
  type Interval,
  type LikelihoodProtocol,
  logLikelihood,
  measureOf,
  meanInterval,
  pairedInterval,
  probabilisticPca,
} from '@vaekit/metrics';
import { sampled } from '../data/sampledRows.js';
import { requireAbility } from '../model/requireAbility.js';
import type { Run } from '../run/openRun.js';
import { UsageError } from '../usageError.js';
import { intervalText, plainExamples, type Question, requireComplete, trainingOf, valuesOf } from './asked.js';
import { compiling } from './compiling.js';
import { summedOver } from './evidence.js';

/** −log p(x) of models whose likelihood is exact, beside the estimate of the run's. */
export interface Baselines {
  readonly examples: number;
  /** Training examples that the baselines were fitted to. */
  readonly trained: number;
  readonly draws: number;
  /** The run's model, by importance sampling. */
  readonly model: Interval;
  readonly protocol: LikelihoodProtocol;
  /** By baseline; `better` is how much lower the model's −log p(x) is, example by example. */
  readonly baselines: Readonly<Record<string, { readonly nll: Interval; readonly better: Interval }>>;
}

const [TRAINED, JUDGED, DRAWS, COMPONENTS] = [2000, 500, 200, 20];

/** −log p of each held-out example by every baseline that these data have. @throws UsageError where there is none */
function exact(
  isBits: boolean,
  latent: number,
  training: Examples,
  heldOut: Examples,
  seed: number,
): Record<string, Float64Array> {
  const [seen, fresh] = [valuesOf(training, seed), valuesOf(heldOut, seed)];
  const components = Math.max(1, Math.min(COMPONENTS, Math.floor(seen.shape[0]! / 10)));
  if (isBits)
    return { [`Bernoulli mixture of ${components}`]: bernoulliMixture(seen, { components, seed }).negativeLogLikelihood(fresh) };
  const width = seen.data.length / seen.shape[0]!;
  return {
    ...(latent < width
      ? { [`probabilistic PCA of ${latent}`]: probabilisticPca(seen, { components: latent }).negativeLogLikelihood(fresh) }
      : {}),
    [`Gaussian mixture of ${components}`]: gaussianMixture(seen, { components, seed }).negativeLogLikelihood(fresh),
  };
}

/** @throws UsageError where the run's likelihood is none of what the baselines have one of, before anything is estimated */
function requireComparable({ model, config, folder }: Run, isBits: boolean): void {
  const { condition } = config.options;
  if (condition !== undefined)
    throw new UsageError(
      `--what baselines compares p(x), but ${folder} is conditioned on ${condition.join(', ')}; train without --condition`,
    );
  const measure = measureOf(model);
  if (config.quantity !== 'pseudoNll' && measure !== 'mixed' && (measure === 'probability') === isBits) return;
  throw new UsageError(
    `--what baselines compares likelihoods of bits (--binarize) or densities of numbers (--likelihood gaussian); that of ${folder} is ${model.config.likelihood.kind}, a ${config.quantity} of ${measure === 'mixed' ? 'columns of several kinds' : 'other values'}`,
  );
}

/** `better by 1.20 (1.00 to 1.40)`, or `worse by …`. */
const differenceText = ({ mean, low, high }: Interval): string =>
  mean < 0 ? intervalText('worse by', { mean: -mean, low: -high, high: -low }) : intervalText('better by', { mean, low, high });

/** Whether a model is better than what is simpler. */
export const baselines: Question<Baselines> = {
  async of(asked) {
    const { run, options } = asked;
    const { model } = run;
    requireAbility('score', run);
    const heldOut = sampled(asked.examples, JUDGED, options.seed);
    requireComplete('baselines', heldOut);
    const isBits = heldOut.binarization !== undefined && heldOut.binarization !== 'none';
    requireComparable(run, isBits);
    const training = await trainingOf(asked, TRAINED);
    requireComplete('baselines', training, 'training');
    const estimate = await compiling((compile) =>
      logLikelihood(model, plainExamples(run, heldOut), {
        draws: DRAWS,
        seed: options.seed,
        // What is compared is p(x): simpler models see no label.
        ...(model.classes === undefined ? {} : summedOver(model, run.config.data)),
        ...(compile === undefined ? {} : { compile }),
      }),
    );
    const latent = model.latent.reduce((product, extent) => product * extent, 1);
    const own = Array.from(estimate.values);
    return {
      examples: own.length,
      trained: training.x.shape[0]!,
      draws: DRAWS,
      model: meanInterval(own),
      protocol: estimate.protocol,
      baselines: Object.fromEntries(
        Object.entries(exact(isBits, latent, training, heldOut, options.seed)).map(([name, values]) => [
          name,
          { nll: meanInterval(Array.from(values)), better: pairedInterval(Array.from(values), own) },
        ]),
      ),
    };
  },
  text: ({ examples, trained, draws, model, protocol, baselines: found }) => [
    `${protocol.quantity} of ${examples} held-out examples, nats with 95 % intervals: ${intervalText('the model', model)} with ${draws} draws; the others fitted to ${trained} training examples`,
    ...Object.entries(found).map(
      ([name, { nll, better }]) => `  ${intervalText(name, nll)}, exact: the model is ${differenceText(better)}`,
    ),
  ],
};
