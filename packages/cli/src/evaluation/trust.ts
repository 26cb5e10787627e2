import type { TrustFigures } from '@vaekit/pictures';
import type { Diagnosis } from '@vaekit/metrics';
import { isAble } from '../model/requireAbility.js';
import type { Asked } from './asked.js';
import { classification } from './classification.js';
import { disentanglement } from './disentanglementSection.js';
import { doctor } from './doctorSection.js';
import { gaps } from './gaps.js';
import { outliers } from './outliers.js';
import { rates } from './rates.js';

type Fact = TrustFigures['facts'][number];

/** The doctor's figures in words. */
function doctorFacts({ figures }: Diagnosis): Fact[] {
  const {
    code,
    latent,
    mutualInformation,
    totalCorrelation,
    loss,
    aggregateGap,
    calibration,
    memorization,
    layers = [],
  } = figures;
  const dead = layers.reduce((sum, layer) => sum + layer.dead, 0);
  const units = layers.reduce((sum, layer) => sum + layer.units, 0);
  const fact = (name: string, value: string, meaning: string): Fact => ({ name, value, meaning });
  return [
    ...(code === undefined
      ? []
      : [
          fact(
            'directions of the code',
            `${code.rank} of ${latent}`,
            'in how many directions encoded examples differ from each other',
          ),
        ]),
    ...(mutualInformation === undefined
      ? []
      : [
          fact(
            'what codes tell',
            `${mutualInformation.value.toFixed(2)} nats`,
            `about which example it is; at most ${mutualInformation.most.toFixed(2)} can be seen with this many examples, 0 is a collapsed code`,
          ),
        ]),
    ...(totalCorrelation === undefined
      ? []
      : [
          fact(
            'what numbers of a code share',
            `${totalCorrelation.value.toFixed(2)} nats`,
            `their total correlation; at most ${totalCorrelation.most.toFixed(2)} can be seen with this many examples, 0 is independence`,
          ),
        ]),
    ...(loss === undefined
      ? []
      : [
          fact(
            'cost of held-out examples',
            `${loss.heldOut.mean.toFixed(2)} nats`,
            `training examples cost ${loss.training.mean.toFixed(2)}; much less would be learning by heart`,
          ),
        ]),
    ...(memorization === undefined
      ? []
      : [
          fact(
            'samples to training examples',
            memorization.samples.toFixed(2),
            `the median distance to the nearest one; held-out examples are at ${memorization.heldOut.toFixed(2)}, and samples far below it would be copies`,
          ),
        ]),
    ...(aggregateGap === undefined
      ? []
      : [
          fact(
            'codes and prior',
            `${aggregateGap.toFixed(2)} nats`,
            'how far the codes of examples are from those that samples are made of; 0 at best',
          ),
        ]),
    ...(calibration === undefined
      ? []
      : [
          fact(
            'surprise of the encoder',
            calibration.toFixed(2),
            "squared errors on the model's own samples in units of the claimed variance; 1 at best, far more is too sure",
          ),
        ]),
    ...(units === 0 ? [] : [fact('dead units', `${dead} of ${units}`, 'units of the networks that are 0 for every example')]),
  ];
}

/** Everything of a run that says how far to believe it; what the model or its data do not have is left out, and said. */
export async function trustOf(asked: Asked): Promise<TrustFigures> {
  const { run, examples, options, terminal } = asked;
  const tried = async <T>(wanted: boolean, name: string, find: () => Promise<T>): Promise<T | undefined> => {
    if (!wanted) return undefined;
    try {
      return await find();
    } catch (error) {
      terminal.err.line(`note: ${name} is left out: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
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
  const factors = await tried(examples.factors?.indices !== undefined, 'disentanglement', () => disentanglement.of(asked));
  const strange = await tried(options.against !== undefined, 'outliers', () => outliers.of(asked));
  return {
    findings,
    looked: figures?.examples,
    klByDimension: figures?.code?.klByDimension,
    calibration: answers?.calibration,
    factors: factors && { names: factors.factors, importances: factors.importances },
    rates: curve,
    outliers: strange,
    facts: [
      ...(diagnosis === undefined ? [] : doctorFacts(diagnosis)),
      ...(gap === undefined
        ? []
        : [
            {
              name: 'log p(x) above the ELBO',
              value: `${(gap.heldOut.approximation.mean + gap.heldOut.amortization.mean).toFixed(2)} nats`,
              meaning: `${gap.heldOut.amortization.mean.toFixed(2)} for one encoder for all examples (${gap.training.amortization.mean.toFixed(2)} on training examples), ${gap.heldOut.approximation.mean.toFixed(2)} for the shape of its posteriors`,
            },
          ]),
      ...(factors === undefined
        ? []
        : [
            {
              name: 'disentanglement (MIG)',
              value: factors.scores['mig']!.toFixed(3),
              meaning: 'how much more the best number of the code knows of a factor than the second best; 1 at best',
            },
          ]),
    ],
  };
}
