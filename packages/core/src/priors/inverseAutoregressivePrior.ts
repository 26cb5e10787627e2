import * as tf from '@tensorflow/tfjs';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { Prior } from '../parts.js';
import { autoregressivePrior, type AutoregressivePriorOptions, ofNormal } from './autoregressivePrior.js';

/** Options of {@link inverseAutoregressivePrior}. */
export interface InverseAutoregressivePriorOptions extends AutoregressivePriorOptions {}

/**
 * An inverse autoregressive flow from noise to codes: step after step `z = (u − m(u))·e^{−s(u)}` from u ~ N(0, I), m and s by a masked network, in which number
 * i of both depends on numbers of u before i alone; every other step goes the other way round. `log p(z) = log N(u; 0, I) + Σ s`, nats, over codes less
 * their mean, divided by their deviation, which `fitPrior` measures.
 *
 * A draw takes one pass of a network a step, the density as many as there are dimensions, since u has to be found number by number: the other way round than
 * `maskedAutoregressive()`. It is trained with the model, or fitted to its codes by `fitPrior`. The divergence is estimated from the draws. `temperature`
 * multiplies the noise of a draw.
 *
 * @throws RangeError when a size is not a whole number of at least 1, or there is no hidden layer; in a pass, Error where `classes` are given and labels are not
 * @see Kingma et al. 2016, "Improving variational inference with inverse autoregressive flow", section 3
 */
export const inverseAutoregressivePrior: PartFactory<Prior, [options?: InverseAutoregressivePriorOptions]> =
  /* @__PURE__ */ partFactory({
    role: 'prior',
    kind: 'inverseAutoregressivePrior',
    example: { parts: { prior: { kind: 'inverseAutoregressivePrior', steps: 2, hidden: [6] } } },
    make: (options: InverseAutoregressivePriorOptions = {}) =>
      autoregressivePrior('inverseAutoregressivePrior', options, {
        logDensity(flow, codes, context) {
          const { z, logDet } = flow.sequential(codes, context);
          return tf.sub(ofNormal(z), logDet);
        },
        draw: (flow, eps, context) => flow.parallel(eps, context).z,
      }),
  });
