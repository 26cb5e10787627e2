import type { TrustFigures } from '@vaekit/pictures';
import { type Diagnosis, fewestHeldOut, type FindingCode, THRESHOLDS } from '@vaekit/metrics';
import { isAble } from '../model/requireAbility.js';
import type { Asked } from './asked.js';
import { type Classification, classification } from './classification.js';
import { disentanglement } from './disentanglementSection.js';
import { doctor } from './doctorSection.js';
import { gaps } from './gaps.js';
import { type Generation, generation, hasDigitFeatures, NO_DIGITS, varietyText } from './generation.js';
import { outliers } from './outliers.js';
import { rates } from './rates.js';

type Fact = TrustFigures['facts'][number];

const fact = (name: string, value: string, meaning: string): Fact => ({ name, value, meaning });

/** Where a figure becomes a finding. */
function limitOf(code: FindingCode): number {
  const threshold = THRESHOLDS[code];
  return 'above' in threshold ? threshold.above : threshold.below;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** How right a class model is. */
export const answerFacts = ({ accuracy, largestClass, stationarityGap }: Classification): Fact[] => [
  fact(
    'right answers',
    percent(accuracy.mean),
    `of the classes of held-out examples, ${percent(accuracy.low)} to ${percent(accuracy.high)} with 95 % confidence; always saying the most frequent class is right in ${percent(largestClass)}`,
  ),
  ...(stationarityGap === undefined
    ? []
    : [
        fact(
          'class means from their codes',
          stationarityGap.toFixed(2),
          'the largest distance of a mean of the prior from the mean of the codes of its class, in standard deviations of the prior; 0 once training has settled',
        ),
      ]),
];

/** Samples beside held-out examples. */
const sampleFacts = ({ twoSampleAuc, floor, features, areDigits, classes }: Generation): Fact[] => [
  fact(
    'samples told from examples',
    twoSampleAuc.mean.toFixed(3),
    `by a straight cut through ${features}, ${twoSampleAuc.low.toFixed(3)} to ${twoSampleAuc.high.toFixed(3)} with 95 % confidence: 0.5 is not at all, 1 always; training examples come to ${floor.twoSampleAuc.mean.toFixed(3)}${areDigits === false ? `; ${NO_DIGITS}` : ''}`,
  ),
  ...(classes === undefined
    ? []
    : [fact('samples of the class asked for', percent(classes.accuracy), `by ${features}${varietyText(classes)}`)]),
];

/** Numbers of an example up to which samples are compared as they are; the covariances of more take minutes. */
const WIDEST = 64;

/** Facts of a figure that may not be there. */
const when = <T>(figure: T | undefined, facts: (figure: T) => Fact[]): Fact[] => (figure === undefined ? [] : facts(figure));

/** The doctor's figures in words. */
function doctorFacts({ figures }: Diagnosis): Fact[] {
  const { latent, layers = [] } = figures;
  // An estimate below 0 by rounding is 0.
  const nats = (value: number): string => `${value.toFixed(2).replace(/^-(?=0\.00$)/u, '')} nats`;
  const dead = layers.reduce((sum, layer) => sum + layer.dead, 0);
  const units = layers.reduce((sum, layer) => sum + layer.units, 0);
  return [
    ...when(figures.code, ({ rank }) => [
      fact('directions of the code', `${rank} of ${latent}`, 'in how many directions encoded examples differ from each other'),
    ]),
    ...when(figures.overflowing, (lost) => [
      fact(
        'codes past what a float holds',
        `${lost} of ${figures.examples.heldOut}`,
        'held-out examples whose values may be in other units than the training data; figures of codes are left out',
      ),
    ]),
    ...when(figures.mutualInformation, ({ value, most }) => [
      fact(
        'what codes tell',
        nats(Math.max(0, value)),
        `about which example it is; at most ${most.toFixed(2)} can be seen with this many examples, 0 is a collapsed code`,
      ),
    ]),
    ...when(figures.totalCorrelation, ({ value, independent, most }) =>
      most === 0
        ? []
        : [
            fact(
              'what numbers of a code share',
              nats(Math.max(0, value)),
              `their total correlation, as this many examples show it; the same numbers made independent come to ${nats(Math.max(0, independent))}, and at most ${most.toFixed(2)} can be seen`,
            ),
          ],
    ),
    ...when(figures.loss, ({ training, heldOut }) => [
      fact(
        'cost of held-out examples',
        nats(heldOut.mean),
        `training examples cost ${training.mean.toFixed(2)}; much less would be learning by heart, or held-out examples of another kind`,
      ),
    ]),
    ...when(figures.memorization, ({ samples, heldOut }) => [
      fact(
        'samples to training examples',
        samples.toFixed(2),
        `the median distance to the nearest one; held-out examples are at ${heldOut.toFixed(2)}, and samples below ${(limitOf('memorization') * heldOut).toFixed(2)} would be copies`,
      ),
    ]),
    ...when(figures.aggregateGap, (gap) => [
      fact(
        'codes and prior',
        nats(gap),
        `how far the codes of examples are from those that samples are made of; 0 at best, a finding from ${(limitOf('aggregate-gap') * latent).toFixed(1)} on`,
      ),
    ]),
    ...when(figures.calibration, (surprise) => [
      fact(
        'surprise of the encoder',
        surprise.toFixed(2),
        `squared errors on the model's own samples in units of the claimed variance; 1 at best, from ${limitOf('posterior-calibration')} on it is far too sure`,
      ),
    ]),
    ...(units === 0
      ? []
      : [
          fact(
            'dead units',
            `${dead} of ${units}`,
            'units of the networks that are 0 for every example; a finding where they are half of a layer',
          ),
        ]),
  ];
}

/** Everything of a run that says how far to believe it; what the model or its data do not have is left out, and said. */
export async function trustOf(asked: Asked): Promise<TrustFigures> {
  const { run, examples, options, terminal, work } = asked;
  const tried = async <T>(wanted: boolean, name: string, find: () => Promise<T>): Promise<T | undefined> => {
    if (!wanted) return undefined;
    work.begin(name);
    try {
      return await find();
    } catch (error) {
      work.clear();
      terminal.err.line(`note: ${name} is left out: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    } finally {
      work.clear();
    }
  };
  const diagnosis = await tried(true, 'the doctor', () => doctor.of(asked));
  const { figures, findings = [] } = diagnosis ?? {};
  const hasGaussianCode = figures?.code?.klByDimension !== undefined && isAble('score', run);
  const gap = await tried(hasGaussianCode, 'the gap of the ELBO', () => gaps.of(asked));
  const curve = await tried(hasGaussianCode, 'the rate–distortion curve', () =>
    rates.of({ ...asked, options: { ...options, against: undefined } }),
  );
  const answers = await tried(isAble('classify', run) && examples.y !== undefined, 'calibration', () => classification.of(asked));
  const width = run.model.event.reduce((product, extent) => product * extent, 1);
  const isCompared = hasDigitFeatures(run.model, examples.x) || width <= WIDEST;
  const samples = await tried(
    isCompared && isAble('sample', run) && run.config.options.condition === undefined && examples.mask?.data.includes(0) !== true,
    'a comparison of samples',
    () => generation.of(asked),
  );
  const hasFactors = isAble('encode', run) && examples.factors?.indices !== undefined;
  const factors = await tried(hasFactors, 'disentanglement', () => disentanglement.of(asked));
  const strange = await tried(options.against !== undefined, 'outliers', () => outliers.of(asked));
  return {
    findings,
    looked: figures && { ...figures.examples, needed: fewestHeldOut(figures.latent) },
    klByDimension: figures?.code?.klByDimension,
    calibration: answers?.calibration,
    factors: factors && { names: factors.factors, importances: factors.importances },
    rates: curve,
    outliers: strange,
    facts: [
      ...when(answers, answerFacts),
      ...when(samples, sampleFacts),
      ...when(diagnosis, doctorFacts),
      ...when(gap, ({ quantity, heldOut: { approximation, amortization }, training }) => [
        fact(
          `${quantity} above the ELBO`,
          `${(approximation.mean + amortization.mean).toFixed(2)} nats`,
          `${amortization.mean.toFixed(2)} for one encoder for all examples (${training.amortization.mean.toFixed(2)} on training examples), ${approximation.mean.toFixed(2)} for the shape of its posteriors`,
        ),
      ]),
      ...when(factors, ({ scores }) => [
        fact(
          'disentanglement (MIG)',
          scores['mig']!.toFixed(3),
          'how much more the best number of the code knows of a factor than the second best; 1 at best',
        ),
      ]),
    ],
  };
}
