import * as tf from '@tensorflow/tfjs';
import { studentTNll } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Likelihood } from '../parts.js';
import { buildWidth, checkWidth, type Width, widthOf } from './width.js';

/** Options of {@link studentT}. */
export interface StudentTOptions {
  /**
   * The degrees of freedom ν: a fixed number (default 4); `'learned'`: one for all elements, a variable of the model; `'perPixel'`: one for each element of
   * the event, likewise; `'predicted'`: the decoder gives log ν − log 4 for every element as its last output. All start at 4, or near it.
   */
  readonly degrees?: Width;
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
 * @throws RangeError when `degrees` or `scale` is none of these
 */
export const studentT: PartFactory<Likelihood, [options?: StudentTOptions]> = /* @__PURE__ */ partFactory({
  role: 'likelihood',
  kind: 'studentT',
  example: { parts: { likelihood: { kind: 'studentT', degrees: 'predicted' } } },
  choice: {
    support: 'real',
    data: 'numbers with many outliers',
    widths: ['learned', 'per-pixel', 'predicted', 'number'],
    degrees: ['number', 'learned', 'per-pixel', 'predicted'],
    make: (_, scale, degrees) => studentTLikelihood({ scale: scale as Width, ...(degrees === undefined ? {} : { degrees }) }),
  },
  make: studentTLikelihood,
});

function studentTLikelihood(options: StudentTOptions = {}): Likelihood {
  const { degrees = 4, scale = 1 } = options;
  checkWidth('studentT', 'scale', scale);
  checkWidth('studentT', 'degrees', degrees);
  return {
    config: { kind: 'studentT', degrees, scale },
    build({ event }): BuiltLikelihood {
      const width = buildWidth('logScale', scale, event);
      const freedom = buildWidth('logDegrees', degrees, event, Math.log(4));
      // The decoder's outputs in order: the mean, then whichever of the two it predicts.
      const logsOf = ([, ...predicted]: readonly tf.Tensor[]) => ({
        logScale: width.log(predicted[0]),
        logDegrees: freedom.log(predicted.at(-1)),
      });
      return {
        variables: { ...width.variables, ...freedom.variables },
        parameters: [{ name: 'mean', shape: event }, ...width.parameters, ...freedom.parameters],
        negativeLogDensity: (parameters, x, mask) => {
          const { logScale = tf.scalar(Math.log(scale as number)), logDegrees } = logsOf(parameters);
          return studentTNll(parameters[0]!, x, {
            ...(logDegrees ? { logDegrees } : { degrees: degrees as number }),
            logScale,
            mask,
          });
        },
        mean: ([mean]) => mean!,
        noise: () => ({
          u: { shape: event, distribution: 'uniform', per: 'example' },
          v: { shape: event, distribution: 'uniform', per: 'example' },
        }),
        // √(ν (u^(−2/ν) − 1)) cos 2πv is t-distributed for any ν > 0 (Bailey 1994). With a = log u/ν the root is e^(−a) √(ν (1 − e^(2a))), where only e^(−a)
        // can overflow: for float32 below ν = 0.2, in place of 0.4.
        draw: (parameters, noise) => {
          const { logScale, logDegrees } = logsOf(parameters);
          const nu = widthOf(degrees, logDegrees);
          const u = tf.maximum(noise['u']!, 2 ** -25);
          const a = tf.div(tf.log(u), nu);
          const radius = tf.mul(tf.exp(tf.neg(a)), tf.sqrt(tf.mul(tf.neg(tf.expm1(tf.mul(a, 2))), nu)));
          const t = tf.mul(radius, tf.cos(tf.mul(noise['v']!, 2 * Math.PI)));
          return tf.add(parameters[0]!, tf.mul(t, widthOf(scale, logScale)));
        },
        support: 'real',
        reportedAs: () => 'nll',
      };
    },
  };
}
