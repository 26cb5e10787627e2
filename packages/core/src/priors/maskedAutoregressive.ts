import * as tf from '@tensorflow/tfjs';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { Prior } from '../parts.js';
import { autoregressivePrior, type AutoregressivePriorOptions, ofNormal } from './autoregressivePrior.js';

/** Options of {@link maskedAutoregressive}. */
export interface MaskedAutoregressiveOptions extends AutoregressivePriorOptions {}

/**
 * A masked autoregressive flow: step after step `u = (z − m(z))·e^{−s(z)}`, m and s by a masked network, in which number i of both depends on numbers of z
 * before i alone; every other step goes the other way round. `log p(z) = log N(u; 0, I) − Σ s`, nats, over codes less their mean, divided by their
 * deviation, which `fitPrior` measures.
 *
 * The density takes one pass of a network a step, a draw as many as there are dimensions: the other way round than `inverseAutoregressivePrior()`. It is
 * trained with the model, or fitted to its codes by `fitPrior`. The divergence is estimated from the draws. `temperature` multiplies the noise of a draw.
 *
 * @throws RangeError when a size is not a whole number of at least 1, or there is no hidden layer; in a pass, Error where `classes` are given and labels are not
 * @see Papamakarios, Pavlakou and Murray 2017, "Masked autoregressive flow for density estimation", section 3
 */
export const maskedAutoregressive: PartFactory<Prior, [options?: MaskedAutoregressiveOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'maskedAutoregressive',
  example: { parts: { prior: { kind: 'maskedAutoregressive', steps: 2, hidden: [6] } } },
  make: (options: MaskedAutoregressiveOptions = {}) =>
    autoregressivePrior('maskedAutoregressive', options, {
      logDensity(flow, codes, context) {
        const { z, logDet } = flow.parallel(codes, context);
        return tf.add(ofNormal(z), logDet);
      },
      draw: (flow, eps, context) => flow.sequential(eps, context).z,
    }),
});
