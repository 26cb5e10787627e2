import * as tf from '@tensorflow/tfjs';
import { inFloat } from './inFloat.js';
import { logSumExp } from './logSumExp.js';

/** What {@link classPosterior} starts from. */
export interface ClassPosteriorOptions {
  /** `log p(z|y)` or `log p(x|y)`, one column for every class, `[batch, classes]`. */
  readonly logLikelihood: tf.Tensor2D;
  /** `log p(y)`, `[classes]`, normalized; by default every class is as likely as the others. */
  readonly logPrior?: tf.Tensor1D;
}

/** What {@link classPosterior} returns. */
export interface ClassPosterior {
  /** `log p(y|z)`, `[batch, classes]`. */
  readonly logPosterior: tf.Tensor2D;
  /** `log p(z)`, `[batch]`. */
  readonly logEvidence: tf.Tensor1D;
}

/**
 * Bayes' rule over classes in log space: `log p(z) = log Σ_y p(z|y) p(y)` (total probability) and `log p(y|z) = log p(z|y) + log p(y) − log p(z)`.
 *
 * A class may have prior or likelihood 0 (−Infinity); an example that no class can explain has evidence −Infinity and a posterior of NaN.
 *
 * @returns `logPosterior` `[batch, classes]` and `logEvidence` `[batch]`, in nats
 * @throws when `logLikelihood` is not `[batch, classes]`, or `logPrior` is not `[classes]`
 */
export function classPosterior({ logLikelihood, logPrior }: ClassPosteriorOptions): ClassPosterior {
  const [batch, classes] = logLikelihood.shape;
  if (logLikelihood.rank !== 2 || !classes) {
    throw new Error(`classPosterior: \`logLikelihood\` has shape [${logLikelihood.shape}], expected [batch, classes]`);
  }
  if (logPrior && `${logPrior.shape}` !== `${classes}`) {
    throw new Error(
      `classPosterior: \`logPrior\` has shape [${logPrior.shape}] but \`logLikelihood\` has [${logLikelihood.shape}]; ` +
        'give one log-probability for every class',
    );
  }
  return inFloat([logLikelihood, logPrior], (logLikelihood, logPrior) => {
    const joint = tf.add(logLikelihood, logPrior ?? -Math.log(classes)) as tf.Tensor2D;
    const logEvidence = logSumExp(joint);
    return { logPosterior: tf.sub(joint, tf.reshape(logEvidence, [batch, 1])) as tf.Tensor2D, logEvidence };
  });
}
