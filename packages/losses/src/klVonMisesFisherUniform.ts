import * as tf from '@tensorflow/tfjs';
import { besselLadder } from './besselLadder.js';
import { checkShapes } from './checkShapes.js';
import { inFloat } from './inFloat.js';
import { checkSphere } from './logSphereArea.js';
import { sumEvent } from './sumEvent.js';
import { withGradient } from './withGradient.js';

/**
 * The divergence of a von Mises–Fisher distribution from the uniform one on the sphere S^{m−1} in R^m, which its direction does not change:
 * `κ I_{m/2}(κ)/I_{m/2−1}(κ) + log C_m(κ) + log |S^{m−1}|`, about κ²/(2m) for small κ and ½ (m − 1) log κ for large.
 *
 * With v = m/2 − 1 the normalizers combine to −log(Γ(v + 1) (2/κ)^v I_v(κ)); the two parts grow as κ and are subtracted before they are
 * formed, so that neither end loses precision. The gradient is κ (1 − A² − (m − 1) A/κ), A the ratio of the Bessel functions.
 *
 * @param kappa concentrations, not negative, `[batch]` or `[batch, …]` (one for each sphere of a product)
 * @param dimension m, of the space around the sphere; a whole number of at least 2
 * @returns `[batch]`, in nats, summed over the other axes
 * @throws when there is no batch axis or `dimension` is not a whole number of at least 2
 * @see Davidson et al. 2018, "Hyperspherical Variational Auto-Encoders"
 */
export function klVonMisesFisherUniform(kappa: tf.Tensor, dimension: number): tf.Tensor1D {
  checkShapes('klVonMisesFisherUniform', { kappa }, '');
  checkSphere('klVonMisesFisherUniform', dimension);
  const order = dimension / 2 - 1;
  return inFloat([kappa], (kappa) =>
    sumEvent(
      withGradient(
        [kappa],
        (kappa) => besselLadder(order, kappa).divergence(),
        (dy, kappa) => [tf.mul(dy, besselLadder(order, kappa).curve)],
      ),
    ),
  );
}
