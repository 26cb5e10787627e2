import { diagnose, type Diagnosis, fewestHeldOut } from '@vaekit/metrics';
import { sampled } from '../data/sampledRows.js';
import { bareExamples, type Question, trainingOf } from './asked.js';

/** Examples of each kind that the doctor looks at. */
const MOST = 1000;

/** What is wrong with a model, by held-out examples beside those of its training. */
export const doctor: Question<Diagnosis> = {
  async of(asked) {
    const { run, examples, options } = asked;
    const training = await trainingOf(asked, MOST);
    const data = { training: bareExamples(training), heldOut: bareExamples(sampled(examples, MOST, options.seed)) };
    return diagnose(run.model, data, { examples: MOST, seed: options.seed });
  },
  text: doctorText,
};

/** The diagnosis as lines of text: what was found, and the figures behind it. */
function doctorText({ findings, figures }: Diagnosis): string[] {
  const {
    code,
    mutualInformation: information,
    totalCorrelation: dependence,
    examples,
    loss,
    aggregateGap,
    calibration,
    codebook,
    sigma,
    overflowing,
    layers = [],
  } = figures;
  const clear = (dimensions: NonNullable<NonNullable<typeof code>['klByDimension']>): number =>
    dimensions.filter(({ low }) => low > 0.01).length;
  return [
    ...(examples.heldOut < fewestHeldOut(figures.latent)
      ? [
          `too few held-out examples to say what is wrong: ${examples.heldOut}, and ${fewestHeldOut(figures.latent)} are needed; give others with --data, or a larger --count`,
        ]
      : []),
    ...(overflowing === undefined
      ? []
      : [
          `codes of ${overflowing} of ${examples.heldOut} held-out examples are past what a float holds, and figures of codes are left out: see whether the values of these examples are in the units of the training data`,
        ]),
    ...(findings.length === 0 && overflowing === undefined && examples.heldOut >= fewestHeldOut(figures.latent)
      ? [`nothing found wrong (${examples.training} training and ${examples.heldOut} held-out examples)`]
      : findings.map(({ code: name, text }) => `${name}: ${text}`)),
    ...(code === undefined
      ? []
      : [
          `code: rank ${code.rank} of ${figures.latent}, ${code.active} active${code.klByDimension === undefined ? '' : `, ${clear(code.klByDimension)} with a KL above 0.01 nats`}`,
        ]),
    ...(information === undefined
      ? []
      : [`mutual information ${Math.max(0, information.value).toFixed(2)} nats, at most log N = ${information.most.toFixed(2)}`]),
    ...(dependence === undefined
      ? []
      : [
          `total correlation ${Math.max(0, dependence.value).toFixed(2)} nats, of independent numbers ${Math.max(0, dependence.independent).toFixed(2)}, at most (d - 1) log N = ${dependence.most.toFixed(2)}`,
        ]),
    ...(loss === undefined
      ? []
      : [`${loss.quantity} ${loss.training.mean.toFixed(2)} on training, ${loss.heldOut.mean.toFixed(2)} on held-out examples`]),
    ...(aggregateGap === undefined ? [] : [`codes from the prior's: ${aggregateGap.toFixed(2)} nats`]),
    ...(codebook === undefined
      ? []
      : [
          `codebook: ${codebook.used} of ${codebook.codes} codes in use, as much as ${codebook.perplexity.toFixed(1)} that are used alike`,
        ]),
    ...(sigma === undefined
      ? []
      : [`p(x|z) has a deviation of ${sigma.claimed.toFixed(3)}, what it leaves unexplained ${sigma.residual.toFixed(3)}`]),
    ...(calibration === undefined
      ? []
      : [`(z - mean)^2 / variance on own samples: ${calibration.toFixed(2)}, 1 where calibrated`]),
    ...layers.map(({ layer, units, dead }) => `${layer}: ${dead} of ${units} rectified units dead`),
  ];
}
