import * as tf from '@tensorflow/tfjs';
import { klClassMean, klClassNormal, normalLogDensity } from '@vaekit/losses';
import type { Family } from '../family.js';
import type { BuiltPrior, Context, Shapes } from '../parts.js';
import type { ClassLocations } from './classLocations.js';

/** `N(μ^y, diag σ_y²)`, by its own closed forms. */
export function normalAround(moved: ClassLocations, base: BuiltPrior, { latent }: Shapes): Omit<BuiltPrior, 'classes'> {
  const { mean, logVar, widths } = moved;
  const shifted = shiftOf(moved, base);
  return {
    logDensity: (z, context) => normalLogDensity(z, mean(context), logVar(context)),
    kl: (q, context) => {
      if (q.kind !== 'diagonalNormal') return shifted.kl!(q, context);
      return widths
        ? klClassNormal(q.mean, q.logVar, mean(context), logVar(context))
        : klClassMean(q.mean, q.logVar, mean(context));
    },
    noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
    draw(noise, context, temperature) {
      const eps = tf.mul(noise['eps']!, temperature);
      return tf.add(mean(context), widths ? tf.mul(tf.exp(tf.mul(logVar(context), 0.5)), eps) : eps);
    },
    family: (context) => ({ kind: 'diagonalNormal', mean: mean(context), logVar: logVar(context) }),
  };
}

/** Any prior, moved: densities lose Σ log σ^y, and divergences are those of the moved posterior, since both sides move alike. */
export function shiftOf(moved: ClassLocations, base: BuiltPrior): Omit<BuiltPrior, 'classes'> {
  const { mean, logVar, widths, residual } = moved;
  const logWidth = (context: Context): tf.Tensor => tf.mul(tf.sum(tf.reshape(logVar(context), [context.rows, -1]), 1), 0.5);
  const widened = (r: tf.Tensor, context: Context): tf.Tensor =>
    tf.add(mean(context), widths ? tf.mul(tf.exp(tf.mul(logVar(context), 0.5)), r) : r);
  const family = (context: Context): Family | undefined => base.family?.(context);
  return {
    ...(base.densityIsBound === undefined ? {} : { densityIsBound: base.densityIsBound }),
    ...(base.logDensity === undefined
      ? {}
      : {
          logDensity: (z: tf.Tensor, context: Context) =>
            tf.sub(base.logDensity!(residual(z, context), context), logWidth(context)) as tf.Tensor1D,
        }),
    kl(q, context) {
      const ofResidual = residualFamily(moved, q, context);
      return ofResidual && base.kl?.(ofResidual, context);
    },
    noise: (model) => base.noise(model),
    draw: (noise, context, temperature) => widened(base.draw(noise, context, temperature), context),
    ...(base.family === undefined
      ? {}
      : {
          family: (context: Context) => {
            const inner = family(context)!;
            if (inner.kind !== 'diagonalNormal')
              throw new Error(`classMeans: the base prior is a ${inner.kind}, which has no moments to move`);
            return {
              kind: 'diagonalNormal' as const,
              mean: widened(inner.mean, context),
              logVar: tf.add(inner.logVar, logVar(context)),
            };
          },
        }),
  };
}

/** The family of r = (z − μ^y)/σ^y where z is of the family q; `undefined` for one that is not normal. */
function residualFamily({ logVar, widths, residual }: ClassLocations, q: Family, context: Context): Family | undefined {
  if (q.kind === 'diagonalNormal')
    return { kind: 'diagonalNormal', mean: residual(q.mean, context), logVar: tf.sub(q.logVar, logVar(context)) };
  if (q.kind !== 'normal') return undefined;
  const mean = residual(q.mean, context);
  if (!widths) return { kind: 'normal', mean, logVar: q.logVar, cholesky: q.cholesky };
  const narrowed = tf.reshape(tf.exp(tf.mul(logVar(context), -0.5)), [context.rows, -1, 1]);
  return { kind: 'normal', mean, logVar: tf.sub(q.logVar, logVar(context)), cholesky: tf.mul(q.cholesky, narrowed) };
}
