import * as tf from '@tensorflow/tfjs';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { InputTransform } from '../parts.js';

/** Shows the encoder `log(1 + x)`: counts and amounts that span several orders of magnitude. What is below 0, as noise can make it, counts as 0. */
export const log1p: PartFactory<InputTransform, []> = /* @__PURE__ */ partFactory({
  role: 'input',
  kind: 'log1p',
  example: { parts: { input: { kind: 'log1p' }, likelihood: { kind: 'poisson' } } },
  make: () => ({ config: { kind: 'log1p' }, build: () => ({ apply: (x: tf.Tensor) => tf.log1p(tf.relu(x)) }) }),
});
