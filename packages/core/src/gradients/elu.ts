import * as tf from '@tensorflow/tfjs';
import { gradientMend, runKernel } from './gradientMend.js';

/** The second derivative of `tf.elu`, from its value y: the gradient is `dy` or, below 0, `dy (y + 1)`. tfjs has none. */
export const eluGradientMend: tf.GradConfig = gradientMend('EluGrad', { inputs: ['dy', 'y'] }, (ddx, [dy, y]) => ({
  dy: () => runKernel('EluGrad', { dy: ddx, y: y! }),
  y: () => tf.mul(tf.mul(ddx, dy!), tf.cast(tf.less(y!, 0), 'float32')),
}));
