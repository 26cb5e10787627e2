import type { Examination } from './examination.js';
import { type FindingCode, signals } from './signals.js';
import { isFound, THRESHOLDS } from './thresholds.js';

/** Something that is wrong with a model, in one sentence. */
export interface Finding {
  readonly code: FindingCode;
  /** The figure that it was decided by. */
  readonly value: number;
  /** The figure, what it means and what to try. */
  readonly text: string;
}

const fixed = (value: number, digits = 2): string => value.toFixed(digits);

/** The sentence of each finding; only called where its figures are there. */
const sentences: Readonly<Record<FindingCode, (found: Examination) => string>> = {
  'not-finite': () =>
    'A weight is not finite, so every output is NaN: training diverged; start again with a lower learning rate or with gradient clipping.',
  'posterior-collapse': ({ mutualInformation }) =>
    `Codes tell ${fixed(Math.max(0, mutualInformation!.value))} nats about the example, of at most ${fixed(mutualInformation!.most)} that this many examples can show: the posterior has collapsed to the prior and the decoder does without it; lower beta or warm it up from 0, and check that the encoder is shown the data.`,
  'low-rank': ({ code }) =>
    `The encoded means vary in ${code!.rank} direction${code!.rank === 1 ? '' : 's'} although ${code!.active} numbers of the code are active: the numbers repeat each other, so the code is as good as ${code!.rank} wide; widen the narrowest layer of the encoder, or take a narrower code.`,
  'dead-units': ({ layers }) => {
    const worst = layers!.reduce((most, each) => (each.dead / each.units > most.dead / most.units ? each : most));
    return `${worst.dead} of ${worst.units} rectified units of ${worst.layer} are 0 for every example: they learn nothing any more; lower the learning rate, check the scale of the data, or take another activation (elu, tanh).`;
  },
  'dead-codes': ({ codebook }) =>
    `${codebook!.used} of ${codebook!.codes} codes are in use, as much as ${fixed(codebook!.perplexity, 1)} that are used alike: the others are paid for and hardly chosen; take fewer codes, or put unused ones back among the encoder's outputs (revive: 0.2).`,
  'effective-beta': ({ beta, latent }) => {
    const { scheduled, implied } = beta!;
    const told = [
      ...(scheduled === undefined ? [] : [`its schedule ends at ${fixed(scheduled)}`]),
      ...(implied === undefined ? [] : [`the encoder behaves as at ${fixed(implied)}`]),
    ].join(', ');
    return `The weight of the KL is large (${told}): most of the ${latent} numbers of the code are bought off, and reconstructions blur; sum the reconstruction over the values of an example (a mean over D values is a beta of D), or lower beta.`;
  },
  sigma: ({ sigma }) => {
    const wide = sigma!.claimed > sigma!.residual;
    return `p(x|z) has a standard deviation of ${fixed(sigma!.claimed, 3)}, but what it leaves unexplained is ${fixed(sigma!.residual, 3)}: ${wide ? 'noise is claimed that is not there, which weighs the KL up' : 'residuals are weighed far above the KL, and likelihoods of new examples are low'}; learn it (sigma: learned) or set it to the residual's.`;
  },
  'class-gap': ({ byClass }) => {
    const { label, mean, gap, trained } = byClass!.classes.find((each) => each.label === byClass!.worst)!;
    return `Held-out examples of class ${label} cost ${fixed(mean, 1)} nats, ${fixed(gap, 1)} more than training examples do, a gap ${fixed(byClass!.excess, 1)} standard deviations above that of the other classes: the model hardly knows the class (${trained} of the training examples that were looked at are of it), or these held-out examples of it are of another kind than those of training; where they are of the same kind, give training more of the class, or weigh it up.`;
  },
  overfitting: ({ loss }) =>
    `Held-out examples cost ${fixed(loss!.heldOut.mean, 1)} nats, training examples ${fixed(loss!.training.mean, 1)}, a gap of ${fixed(loss!.gap, 1)} standard deviations: the model has learned its examples by heart, or these held-out examples are of another kind than those of training (another source, or a later time); where they are of the same kind, stop at the best validation loss, take more data, or a smaller or more strongly regularized encoder.`,
  memorization: ({ memorization }) =>
    `Samples are at ${fixed(memorization!.samples)} from their nearest training example, held-out examples at ${fixed(memorization!.heldOut)}: samples repeat training data; take more data or a smaller decoder before samples are shown or shared.`,
  'aggregate-gap': ({ aggregateGap, latent }) =>
    `Codes of data and codes of the prior differ by ${fixed(aggregateGap!)} nats (${fixed(aggregateGap! / latent)} for each number of the code), by their means and covariances alone: samples come from where the decoder has seen nothing; weigh up what holds codes to the prior (beta toward 1), or fit a prior to the codes afterward (fitPrior).`,
  'posterior-calibration': ({ calibration }) =>
    `For the model's own samples, codes are ${fixed(Math.sqrt(calibration!), 1)} posterior standard deviations from where the encoder puts them, in place of about 1: the encoder is far too sure; train it longer, or with more draws, before bounds or intervals from it are believed.`,
};

/** The share by which a figure is past its threshold: the order in which findings are told. */
function severity(code: FindingCode, value: number): number {
  const threshold = THRESHOLDS[code];
  return 'above' in threshold ? value / threshold.above : threshold.below / Math.max(value, 1e-9);
}

/** What is wrong, the worst first; empty where nothing is. */
export function findings(examination: Examination): Finding[] {
  return Object.entries(signals(examination))
    .map(([code, value]) => ({ code: code as FindingCode, value }))
    .filter(({ code, value }) => isFound(THRESHOLDS[code], value))
    .sort((a, b) => severity(b.code, b.value) - severity(a.code, a.value))
    .map((found) => ({ ...found, text: sentences[found.code](examination) }));
}
