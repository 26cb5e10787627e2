import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { inFloat } from './inFloat.js';
import { logGammaBregman } from './logGammaBregman.js';
import { positive } from './positive.js';
import { sumEvent } from './sumEvent.js';

/**
 * The divergence of one Dirichlet distribution from another,
 * `log Γ(A₁) − log Γ(A₂) − Σ [log Γ(α₁) − log Γ(α₂)] + Σ (α₁ − α₂) (ψ(α₁) − ψ(A₁))`, A = Σ α over the last axis.
 *
 * With B(a, c) = log Γ(a) − log Γ(c) − (a − c) ψ(c) >= 0, formed without cancellation, it is Σ B(α₂, α₁) − B(A₂, A₁).
 *
 * @param concentration1 positive, `[batch, …, classes]`
 * @param concentration2 positive, the shape of `concentration1`
 * @returns `[batch]`, in nats, summed over the axes before the last; concentrations that are not positive give NaN
 * @throws when the shapes differ or there is no axis of classes behind the batch
 * @see Penny 2001, "KL-divergences of Normal, Gamma, Dirichlet and Wishart densities"
 */
export function klDirichlet(concentration1: tf.Tensor, concentration2: tf.Tensor): tf.Tensor1D {
  checkShapes('klDirichlet', { concentration1, concentration2 }, 'both must hold the concentrations of the same classes');
  if (concentration1.rank < 2)
    throw new Error(`klDirichlet: \`concentration1\` has shape [${concentration1.shape}]; expected [batch,…,classes]`);
  return inFloat([concentration1, concentration2], (...given) => {
    const [concentration1, concentration2] = given.map(positive) as typeof given;
    const parts = tf.sum(logGammaBregman(concentration2, concentration1), -1);
    const totals = logGammaBregman(
      tf.sum(concentration2, -1),
      tf.sum(concentration1, -1),
      // The totals are rounded; how far they are apart is not, in near pairs.
      tf.sum(tf.sub(concentration2, concentration1), -1),
    );
    return sumEvent(tf.sub(parts, totals));
  });
}
