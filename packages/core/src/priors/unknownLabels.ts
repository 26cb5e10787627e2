import * as tf from '@tensorflow/tfjs';
import type { BuiltPrior, Context } from '../parts.js';
import { repeatRows } from '../repeatRows.js';
import { freeParts } from '../startedOnce.js';
import type { ClassLocations } from './classLocations.js';
import { shiftOf } from './movedPrior.js';

/** Frees and refuses a base whose classes cannot be summed over. @throws Error where it has no density */
export function requireSummable(base: BuiltPrior): void {
  if (base.logDensity !== undefined) return;
  freeParts([base]);
  throw new Error(
    'classMeans: the base prior has no density, which `unknownLabels` sums over the classes; leave `unknownLabels` out and give every row a label, or take a base that has one, such as standardNormal()',
  );
}

/** log p(z|y) where the label is known, `log 1/C Σ_y p(z|y)` where it is not; no divergence in closed form. */
export function marginalized(moved: ClassLocations, base: BuiltPrior, classes: number): Pick<BuiltPrior, 'kl' | 'logDensity'> {
  const { logDensity } = shiftOf(moved, base);
  return {
    kl: () => undefined,
    logDensity(z, context) {
      const { condition, rows } = context;
      if (condition === undefined)
        throw new Error(`classMeans: the batch has no labels; give \`y\`, whole numbers from 0 to ${classes - 1}, or −1`);
      const every: Context = {
        ...context,
        rows: rows * classes,
        condition: tf.reshape(tf.mul(tf.ones([rows, 1, 1]), tf.eye(classes)), [rows * classes, classes]) as tf.Tensor2D,
      };
      // Selected, not multiplied by 0: where a label is known the other classes are asked about their own means, and nothing comes of it.
      const own = tf.greater(condition, 0);
      const known = tf.greater(tf.sum(condition, 1, true), 0);
      const asked = tf.logicalOr(own, tf.logicalNot(known));
      const codes = tf.where(
        tf.reshape(asked, [-1, ...z.shape.slice(1).map(() => 1)]),
        repeatRows(z, classes),
        moved.mean(every),
      );
      const each = tf.reshape(logDensity!(codes, every), [rows, classes]);
      const ofClass = tf.sum(tf.where(own, each, 0), 1);
      return tf.where(tf.reshape(known, [rows]), ofClass, tf.sub(tf.logSumExp(each, 1), Math.log(classes))) as tf.Tensor1D;
    },
  };
}

/** KL_y where the label is known, `−log 1/C Σ_y e^{−KL_y}` where it is not; `undefined` where there is no closed form. */
export function overClasses(kl: NonNullable<BuiltPrior['kl']>, classes: number): NonNullable<BuiltPrior['kl']> {
  return (q, context) => {
    const { condition, rows } = context;
    if (condition === undefined)
      throw new Error(`classMeans: the batch has no labels; give \`y\`, whole numbers from 0 to ${classes - 1}, or −1`);
    const each = Array.from({ length: classes }, (_, y) => {
      const label = tf.oneHot(tf.fill([rows], y, 'int32') as tf.Tensor1D, classes);
      return kl(q, { ...context, condition: tf.cast(label, 'float32') as tf.Tensor2D });
    });
    if (each.includes(undefined)) return undefined;
    const all = tf.stack(each as tf.Tensor1D[], 1);
    const known = tf.greater(tf.sum(condition, 1), 0);
    const ofClass = tf.sum(tf.where(tf.greater(condition, 0), all, 0), 1);
    return tf.where(known, ofClass, tf.sub(Math.log(classes), tf.logSumExp(tf.neg(all), 1))) as tf.Tensor1D;
  };
}
