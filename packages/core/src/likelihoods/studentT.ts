import * as tf from '@tensorflow/tfjs';
import { studentTNll } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Likelihood } from '../parts.js';
import { claimParameters } from '../saving/parameterCount.js';
import { buildWidth, checkWidth, type Width, widthOf } from './width.js';

/** Options of {@link studentT}. */
export interface StudentTOptions {
  /** The degrees of freedom ν: a fixed number (default 4), or `'learned'`, one for all elements (its start is 4). */
  readonly degrees?: number | 'learned';
  /**
   * A fixed scale s (default 1); `'learned'`: one for all elements, a variable of the model (its start is 1); `'perPixel'`: one for each element
   * of the event, likewise; `'predicted'`: the decoder gives log s for every element as its second output.
   */
  readonly scale?: Width;
}

/**
 * A Student t likelihood, a Gaussian one that forgives outliers:
 * `−log p(x|z) = Σ [½ (ν + 1) log(1 + y²/ν) + log s + ½ log πν + log Γ(ν/2) − log Γ((ν + 1)/2)]`, y = (x − m)/s.
 *
 * @throws RangeError when `degrees` or `scale` is a number that is not positive
 */
export const studentT: PartFactory<Likelihood, [options?: StudentTOptions]> = /* @__PURE__ */ partFactory({
  role: 'likelihood',
  kind: 'studentT',
  example: { parts: { likelihood: { kind: 'studentT', degrees: 5 } } },
  choice: {
    support: 'real',
    data: 'numbers with many outliers',
    widths: ['learned', 'per-pixel', 'predicted', 'number'],
    make: (_, scale) => studentTLikelihood({ scale: scale as Width }),
  },
  make: studentTLikelihood,
});

function studentTLikelihood(options: StudentTOptions = {}): Likelihood {
  const { degrees = 4, scale = 1 } = options;
  checkWidth('studentT', 'scale', scale);
  if (degrees !== 'learned' && !(degrees > 0 && Number.isFinite(degrees)))
    throw new RangeError(`studentT: \`degrees\` is ${String(degrees)}; expected a positive number or 'learned'`);
  return {
    config: { kind: 'studentT', degrees, scale },
    build({ event }): BuiltLikelihood {
      const width = buildWidth('logScale', scale, event);
      if (degrees === 'learned') claimParameters('logDegrees', [1]);
      const logDegrees = degrees === 'learned' ? tf.tidy(() => tf.variable(tf.tensor1d([Math.log(4)]))) : undefined;
      return {
        variables: { ...width.variables, ...(logDegrees && { logDegrees }) },
        parameters: [{ name: 'mean', shape: event }, ...width.parameters],
        negativeLogDensity: ([mean, predicted], x, mask) =>
          studentTNll(mean!, x, {
            ...(logDegrees ? { logDegrees } : { degrees: degrees as number }),
            logScale: width.log(predicted) ?? tf.scalar(Math.log(scale as number)),
            mask,
          }),
        mean: ([mean]) => mean!,
        noise: () => ({
          u: { shape: event, distribution: 'uniform', per: 'example' },
          v: { shape: event, distribution: 'uniform', per: 'example' },
        }),
        // √(ν (u^(−2/ν) − 1)) cos 2πv is t-distributed for any ν > 0 (Bailey 1994).
        draw: ([mean, predicted], noise) => {
          const nu = logDegrees ? tf.exp(logDegrees) : tf.scalar(degrees as number);
          const u = tf.maximum(noise['u']!, 2 ** -25);
          const radius = tf.sqrt(tf.mul(tf.expm1(tf.div(tf.mul(tf.log(u), -2), nu)), nu));
          const t = tf.mul(radius, tf.cos(tf.mul(noise['v']!, 2 * Math.PI)));
          return tf.add(mean!, tf.mul(t, widthOf(scale, width.log(predicted))));
        },
        support: 'real',
        reportedAs: () => 'nll',
      };
    },
  };
}
