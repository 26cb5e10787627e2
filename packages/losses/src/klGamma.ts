import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { expm1, exponentialExcess } from './exponentialExcess.js';
import { inFloat } from './inFloat.js';
import { logGammaBregman } from './logGammaBregman.js';
import { logQuotient } from './logQuotient.js';
import { positive } from './positive.js';
import { quotient } from './quotient.js';
import { sumEvent } from './sumEvent.js';
import { timesExp } from './timesExp.js';
import { withGradient } from './withGradient.js';

/**
 * The divergence of one Gamma distribution from another,
 * `Σ [(a₁ − a₂) ψ(a₁) − log Γ(a₁) + log Γ(a₂) + a₂ log(b₁/b₂) + a₁ (b₂ − b₁)/b₁]`, a the concentrations, b the rates.
 *
 * With B(a₂, a₁) = log Γ(a₂) − log Γ(a₁) − (a₂ − a₁) ψ(a₁) >= 0, which is formed without cancellation, and ρ = log(b₂/b₁), it is
 * B(a₂, a₁) + a₁ (exp(ρ) − 1 − ρ) + (a₁ − a₂) ρ.
 *
 * @param concentration1 positive, `[batch, …]`
 * @param rate1 positive, the shape of `concentration1`
 * @param concentration2 positive, the shape of `concentration1`
 * @param rate2 positive, the shape of `concentration1`
 * @returns `[batch]`, in nats, summed over the other axes; parameters that are not positive give NaN
 * @throws when the shapes differ or there is no batch axis
 * @see Penny 2001, "KL-divergences of Normal, Gamma, Dirichlet and Wishart densities"
 */
export function klGamma(concentration1: tf.Tensor, rate1: tf.Tensor, concentration2: tf.Tensor, rate2: tf.Tensor): tf.Tensor1D {
  checkShapes('klGamma', { concentration1, rate1, concentration2, rate2 }, 'both distributions must be over the same latent');
  return inFloat([concentration1, rate1, concentration2, rate2], (...given) => {
    const [concentration1, rate1, concentration2, rate2] = given.map(positive) as typeof given;
    const ofRates = ratesPart(concentration1, rate1, concentration2, rate2);
    return sumEvent(tf.add(logGammaBregman(concentration2, concentration1), ofRates));
  });
}

type Parameters = [a1: tf.Tensor, b1: tf.Tensor, a2: tf.Tensor, b2: tf.Tensor];

/** a₁ (exp(ρ) − 1 − ρ) + (a₁ − a₂) ρ. */
function ratesPart(...given: Parameters): tf.Tensor {
  return withGradient(
    given,
    (...given) => {
      const [a1, b1, a2, b2] = given as Parameters;
      const rho = logQuotient(b2, b1);
      return tf.add(timesExcess(a1, rho), tf.mul(tf.sub(a1, a2), rho));
    },
    (dy, ...given) => {
      const [, b1, , b2] = given as Parameters;
      const rho = logQuotient(b2, b1);
      return [
        tf.mul(dy, expm1(rho)),
        tf.neg(tf.mul(dy, quotient(above(...(given as Parameters)), b1))),
        tf.neg(tf.mul(dy, rho)),
        tf.mul(dy, slopeInRate2(...(given as Parameters))),
      ];
    },
  );
}

/** a₁ exp(ρ) − a₂. */
function above(...[a1, b1, a2, b2]: Parameters): tf.Tensor {
  return tf.add(timesRise(a1, logQuotient(b2, b1)), tf.sub(a1, a2));
}

/** (a₁ exp(ρ) − a₂)/b₂, which is a₁/b₁ − a₂/b₂: in b₂ the first part has no derivative. */
function slopeInRate2(...given: Parameters): tf.Tensor {
  return withGradient(
    given,
    (...given) => quotient(above(...(given as Parameters)), given[3]!),
    (dy, ...given) => {
      const [a1, b1, a2, b2] = given as Parameters;
      const [first, second] = [quotient(dy, b1), quotient(dy, b2)];
      return [first, tf.neg(quotient(tf.mul(first, a1), b1)), tf.neg(second), quotient(tf.mul(second, a2), b2)];
    },
  );
}

// a (exp(s) − 1 − s); beyond 80, where exp(s) may leave the range and a be small, a exp(s) − a (1 + s).
function timesExcess(a: tf.Tensor, s: tf.Tensor): tf.Tensor {
  return withGradient(
    [a, s],
    (a, s) => {
      const near = tf.minimum(s, 80);
      const far = tf.sub(timesExp(a, s), tf.mul(a, tf.add(s, 1)));
      return tf.where(tf.equal(near, s), tf.mul(a, exponentialExcess(near)), far);
    },
    (dy, a, s) => [tf.mul(dy, exponentialExcess(s)), tf.mul(dy, timesRise(a, s))],
  );
}

// a (exp(s) − 1), likewise; its derivative is a exp(s), formed before a large dy meets a.
function timesRise(a: tf.Tensor, s: tf.Tensor): tf.Tensor {
  return withGradient(
    [a, s],
    (a, s) => {
      const near = tf.minimum(s, 80);
      return tf.where(tf.equal(near, s), tf.mul(a, expm1(near)), timesExp(a, s));
    },
    (dy, a, s) => [tf.mul(dy, expm1(s)), tf.mul(dy, timesExp(a, s))],
  );
}
