import { sample, type Vae } from '@vaekit/core';
import type { PlainTensor } from '@vaekit/datasets';
import {
  type ClassSamples,
  classSamples,
  densityCoverage,
  digitFeatures,
  frechetDistance,
  type Interval,
  kernelDistance,
  precisionRecall,
  twoSampleAuc,
} from '@vaekit/metrics';
import { sampled } from '../data/sampledRows.js';
import { isAble, requireAbility } from '../model/requireAbility.js';
import { UsageError } from '../usageError.js';
import { areIntensities } from './areIntensities.js';
import { type Question, requireComplete, trainingOf, valuesOf } from './asked.js';
import { sampleLabels } from './sampleLabels.js';

/** Distances of samples from held-out examples, beside those of training examples. */
export interface Generation {
  /** What the distances are distances of. They are not FID or KID, whose features are Inception's. */
  readonly features: 'the values themselves' | "vaekit's digit classifier";
  /** Of vaekit's digit classifier and data with classes: whether these are the digits, all that it knows. Of other pictures its features say little. */
  readonly areDigits?: boolean;
  readonly samples: number;
  readonly frechet: number;
  readonly kernel: number;
  readonly precision: number;
  readonly recall: number;
  readonly density: number;
  readonly coverage: number;
  /** How well a linear classifier tells samples from held-out examples, with the 95 % interval of those it was judged on; ½ where it cannot. */
  readonly twoSampleAuc: Interval;
  /** Of as many training examples in place of samples. */
  readonly floor: { readonly frechet: number; readonly kernel: number; readonly twoSampleAuc: Interval };
  /** Of class models. */
  readonly classes?: ClassSamples;
}

const [FEWEST, MOST] = [10, 1000];

/** Whether samples and examples are compared by the features of vaekit's digit classifier: pictures of its sizes and from 0 to 1. */
export const hasDigitFeatures = ({ event }: Pick<Vae, 'event'>, examples: PlainTensor): boolean =>
  [28, 14].some((size) => event.join() === `${size},${size},1`) && areIntensities(examples);

/** As a picture shows values. */
const clipped = ({ data, shape }: PlainTensor): PlainTensor => ({
  data: Float32Array.from(data, (value) => Math.min(1, Math.max(0, value))),
  shape,
});

/** What to know of the classifier's features where pictures are no digits. */
export const NO_DIGITS = 'the classifier knows digits only: of other pictures its features say little';

const aucText = ({ mean, low, high }: Interval): string => `${mean.toFixed(3)}, ${low.toFixed(3)} to ${high.toFixed(3)}`;

/** How various samples of a class are, behind a semicolon; nothing where no class had two to compare. */
export const varietyText = ({ diversity, compared }: ClassSamples): string =>
  diversity === undefined
    ? ''
    : `; as various within a class as real ones by ${diversity.toFixed(2)} (1 is as various), the mean over ${compared} ${compared === 1 ? 'class' : 'classes'}`;

const flat = ({ data, shape }: PlainTensor): PlainTensor => ({ data, shape: [shape[0]!, data.length / shape[0]!] });

/** How good samples are; those of class models are of the classes that the examples have. */
export const generation: Question<Generation> = {
  async of(asked) {
    const { run, options } = asked;
    const { model, config } = run;
    requireAbility('sample', run);
    if (config.options.condition !== undefined)
      throw new UsageError(
        `--what generation draws without a condition, but ${run.folder} is conditioned on ${config.options.condition.join(', ')}`,
      );
    const examples = sampled(asked.examples, MOST, options.seed);
    requireComplete('generation', examples);
    const held = valuesOf(examples, options.seed);
    const count = held.shape[0]!;
    if (count < FEWEST)
      throw new UsageError(
        `--what generation compares samples with as many examples, at least ${FEWEST}, but there are ${count}; give more of them with --data or --count`,
      );
    const known = await trainingOf(asked, count);
    requireComplete('generation', known, 'training');
    const training = valuesOf(known, options.seed);
    const labels = sampleLabels(model, config.data, examples, options.seed);
    // Gray images are shown by their means; bits, points and tables are drawn, since examples have their noise too.
    const drawn = sample(model, {
      count,
      seed: options.seed,
      draw: config.options.binarize !== 'none' || model.event.length !== 3,
      ...(labels === undefined ? {} : { labels: Array.from(labels) }),
    });
    const made: PlainTensor = { data: (await drawn.data()) as Float32Array, shape: [...drawn.shape] };
    drawn.dispose();
    const isLost = (value: number): boolean => !Number.isFinite(value);
    if (made.data.some(isLost))
      throw new Error(
        `samples of ${run.folder} have values past what a float holds: codes of its prior are nothing that its decoder was trained on; train longer${isAble('encode', run) ? `, or fit a prior to the codes (vaekit fit-prior ${run.folder})` : ''}`,
      );
    const isDigits = hasDigitFeatures(model, held);
    const net = isDigits ? await digitFeatures() : undefined;
    const of = (values: PlainTensor): PlainTensor => (net === undefined ? flat(values) : net.features(clipped(values)));
    const [real, seen, samples] = [of(held), of(training), of(made)];
    // The classifier knows the digits 0 to 9, and no other classes.
    const names = config.data.classes;
    const areDigits = names?.join() === '0,1,2,3,4,5,6,7,8,9';
    const probabilities = labels === undefined || !areDigits ? undefined : net?.probabilities(clipped(made));
    net?.dispose();
    const { y } = examples;
    return {
      features: isDigits ? "vaekit's digit classifier" : 'the values themselves',
      ...(isDigits && names !== undefined ? { areDigits } : {}),
      samples: count,
      frechet: frechetDistance(samples, real),
      kernel: kernelDistance(samples, real),
      ...precisionRecall(real, samples, {}),
      ...densityCoverage(real, samples, {}),
      twoSampleAuc: twoSampleAuc(real, samples, { seed: options.seed }),
      floor: {
        frechet: frechetDistance(seen, real),
        kernel: kernelDistance(seen, real),
        twoSampleAuc: twoSampleAuc(real, seen, { seed: options.seed }),
      },
      ...(labels === undefined || probabilities === undefined || y === undefined
        ? {}
        : { classes: classSamples({ features: real, labels: y.data }, { features: samples, labels, probabilities }) }),
    };
  },
  text: ({
    features,
    areDigits,
    samples,
    frechet,
    kernel,
    precision,
    recall,
    density,
    coverage,
    twoSampleAuc: auc,
    floor,
    classes,
  }) => [
    `${samples} samples beside as many held-out examples, by ${features === 'the values themselves' ? features : `the features of ${features}`} (in brackets training examples, the floor):`,
    `Fréchet distance ${frechet.toFixed(3)} (${floor.frechet.toFixed(3)})  kernel distance ${kernel.toFixed(4)} (${floor.kernel.toFixed(4)})  told apart with an AUC of ${aucText(auc)} (${aucText(floor.twoSampleAuc)})`,
    `precision ${precision.toFixed(3)}  recall ${recall.toFixed(3)}  density ${density.toFixed(3)}  coverage ${coverage.toFixed(3)}`,
    ...(areDigits === false ? [`these are no digits, and ${NO_DIGITS}`] : []),
    ...(classes === undefined
      ? []
      : [`samples of a class that are of it: ${(100 * classes.accuracy).toFixed(1)} %${varietyText(classes)}`]),
  ],
};
