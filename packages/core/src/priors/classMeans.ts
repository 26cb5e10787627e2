import * as tf from '@tensorflow/tfjs';
import { klClassMean, klClassNormal, normalLogDensity } from '@vaekit/losses';
import { requireMovable } from '../codeSpace.js';
import type { Family } from '../family.js';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, Context, PartConfig, Prior, Shapes } from '../parts.js';
import { prefixed } from '../byOwner.js';
import { randomStream } from '../random/randomStream.js';
import { repeatRows } from '../repeatRows.js';
import { claimParameters } from '../saving/parameterCount.js';
import { standardNormal } from './standardNormal.js';

/** Options of {@link classMeans}. */
export interface ClassMeansOptions {
  /** Learn a variance for each class and dimension too. Default false: every class has the base's. */
  readonly classVariance?: boolean;
  /** A bias next to the matrix of means, as in a dense layer on the one-hot label. Default false. */
  readonly bias?: boolean;
  /** The prior that the classes move: z = μ^y + σ^y·r with r from it. Default `standardNormal()`. */
  readonly base?: Prior;
  /**
   * Take rows whose label is not known (−1) and sum over the classes there, `p(z) = 1/C Σ_y p(z|y)`, which is of no family. With `true` the divergence is
   * estimated from the draws. With `'responsibilities'` it is `Σ_y r_y [KL_y + log(C r_y)]`, KL_y in closed form and r_y ∝ e^{−KL_y}, where it is least: a bound
   * on that divergence without noise, `−log 1/C Σ_y e^{−KL_y}`. Default false: every row needs a label.
   */
  readonly unknownLabels?: boolean | 'responsibilities';
  /**
   * The weight λ >= 0 of a term that keeps class means apart: `λ / (C(C−1)/2) · Σ_{a<b} max(0, 1 − ‖μ^a − μ^b‖ / margin)²`.
   * Default 0: no term.
   */
  readonly separation?: number;
  /** The distance from which two means count as apart. Default 4: two unit normals then share about 5 % of their mass. */
  readonly margin?: number;
  /** The seed of the means. Default 0. */
  readonly seed?: number;
}

/**
 * A prior with a mean for each class: `p(z|y) = N(μ^y, I)`, or `N(μ^y, diag σ_y²)` with `classVariance`; with a `base` the density of
 * r = (z − μ^y)/σ^y under it, divided by Π σ^y: a class moves any prior.
 *
 * μ^y = onehot(y)·M (+ b): a matrix product, so that its gradient exists on every backend. M starts by Glorot's uniform rule.
 *
 * Penalties: `separation`, and those of the base as `base/NAME`.
 *
 * @param classes the number of classes; a batch then needs labels `y`
 * @throws RangeError when `classes` is not a whole number of at least 1, `separation` is negative or `margin` is not positive
 * @see Su Jianlin, "Variational autoencoder (1)", 2018, the section on the conditional VAE
 */
export const classMeans: PartFactory<Prior, [classes: number, options?: ClassMeansOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'classMeans',
  example: { classes: 3, parts: { prior: { kind: 'classMeans', classes: 3, classVariance: true } } },
  make: classMeansPrior,
  argumentsOf: ({ classes, base, ...options }, again) => [
    classes as number,
    { ...options, ...(base === undefined ? {} : { base: again<Prior>('prior', base as PartConfig) }) },
  ],
});

function classMeansPrior(classes: number, options: ClassMeansOptions = {}): Prior {
  const { classVariance = false, bias = false, unknownLabels = false, separation = 0, margin = 4, seed = 0, base } = options;
  requireCount('classMeans', 'classes', classes);
  if (!(separation >= 0 && Number.isFinite(separation))) {
    throw new RangeError(`classMeans: \`separation\` is ${separation}; expected a number of at least 0`);
  }
  if (!(margin > 0 && Number.isFinite(margin)))
    throw new RangeError(`classMeans: \`margin\` is ${margin}; expected a positive number`);
  return {
    config: {
      kind: 'classMeans',
      classes,
      classVariance,
      bias,
      separation,
      margin,
      seed,
      ...(unknownLabels === false ? {} : { unknownLabels }),
      ...(base === undefined ? {} : { base: base.config }),
    },
    build(shapes): BuiltPrior {
      // First what may throw: nothing else could free the variables of the classes.
      const inner = (base ?? standardNormal()).build(shapes);
      requireMovable('classMeans', base?.config.kind ?? '', inner.space);
      const moved = classLocations(classes, shapes, { classVariance, bias, seed });
      const given = base === undefined ? normalAround(moved, inner, shapes) : shiftOf(moved, inner);
      // Where labels may be missing a row has no one member of a family.
      const { family, ...others } = given;
      return {
        ...others,
        ...(family === undefined || unknownLabels !== false ? {} : { family }),
        ...(unknownLabels === false ? {} : { ...marginalized(moved, inner, classes), marginalizesLabels: true }),
        ...(unknownLabels === 'responsibilities' && given.kl !== undefined ? { kl: overClasses(given.kl, classes) } : {}),
        variables: { ...moved.variables, ...prefixed('base', inner.variables) },
        ...(inner.state === undefined ? {} : { state: prefixed('base', inner.state) }),
        ...(inner.schedules === undefined ? {} : { schedules: inner.schedules }),
        ...(inner.initialize === undefined ? {} : { initialize: (...given) => inner.initialize!(...given) }),
        ...(inner.requirePeers === undefined ? {} : { requirePeers: (...given) => inner.requirePeers!(...given) }),
        classes,
        shift: { base: inner, residual: moved.residual },
        ...penaltiesOf(
          inner,
          separation > 0 && classes > 1 ? () => separationPenalty(moved.means, separation, margin) : undefined,
        ),
      };
    },
  };
}

/** Where the classes are, and how wide. */
interface ClassLocations {
  readonly variables: Readonly<Record<string, tf.Variable>>;
  readonly means: tf.Tensor2D;
  readonly widths: boolean;
  /** μ^y and log σ_y² of the rows' labels, `[rows, ...latent]`. */
  mean(context: Context): tf.Tensor;
  logVar(context: Context): tf.Tensor;
  residual(z: tf.Tensor, context: Context): tf.Tensor;
}

function classLocations(
  classes: number,
  { latent }: Shapes,
  { classVariance, bias, seed }: { classVariance: boolean; bias: boolean; seed: number },
): ClassLocations {
  const width = latent.reduce((size, extent) => size * extent, 1);
  claimParameters('the class means', [classes, width]);
  if (bias) claimParameters('bias', [width]);
  if (classVariance) claimParameters('logVars', [classes, width]);
  const start = randomStream(seed)
    .fork('prior/means')
    .fillUniform(new Float32Array(classes * width));
  const limit = Math.sqrt(6 / (classes + width));
  for (let i = 0; i < start.length; i++) start[i] = (2 * start[i]! - 1) * limit;
  const means = tf.tidy(() => tf.variable(tf.tensor2d(start, [classes, width])));
  const offset = bias ? tf.tidy(() => tf.variable(tf.zeros([width]))) : undefined;
  const logVars = classVariance ? tf.tidy(() => tf.variable(tf.zeros([classes, width]))) : undefined;

  const rowsOf = ({ condition, rows }: Context, matrix: tf.Tensor2D, shift?: tf.Tensor): tf.Tensor => {
    if (condition === undefined) {
      throw new Error(`classMeans: the batch has no labels; give \`y\`, whole numbers from 0 to ${classes - 1}`);
    }
    const product = tf.matMul(condition, matrix);
    return tf.reshape(shift === undefined ? product : tf.add(product, shift), [rows, ...latent]);
  };
  const mean = (context: Context): tf.Tensor => rowsOf(context, means as tf.Tensor2D, offset);
  const logVar = (context: Context): tf.Tensor =>
    logVars === undefined ? tf.zeros([context.rows, ...latent]) : rowsOf(context, logVars as tf.Tensor2D);
  return {
    variables: { means, ...(offset === undefined ? {} : { bias: offset }), ...(logVars === undefined ? {} : { logVars }) },
    means: means as tf.Tensor2D,
    widths: logVars !== undefined,
    mean,
    logVar,
    residual: (z, context) => {
      const centered = tf.sub(z, mean(context));
      return logVars === undefined ? centered : tf.mul(centered, tf.exp(tf.mul(logVar(context), -0.5)));
    },
  };
}

/** `N(μ^y, diag σ_y²)`, by its own closed forms. */
function normalAround(moved: ClassLocations, base: BuiltPrior, { latent }: Shapes): Omit<BuiltPrior, 'classes'> {
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
function shiftOf(moved: ClassLocations, base: BuiltPrior): Omit<BuiltPrior, 'classes'> {
  const { mean, logVar, widths, residual } = moved;
  const logWidth = (context: Context): tf.Tensor => tf.mul(tf.sum(tf.reshape(logVar(context), [context.rows, -1]), 1), 0.5);
  const widened = (r: tf.Tensor, context: Context): tf.Tensor =>
    tf.add(mean(context), widths ? tf.mul(tf.exp(tf.mul(logVar(context), 0.5)), r) : r);
  const family = (context: Context): Family | undefined => base.family?.(context);
  return {
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

/** log p(z|y) where the label is known, `log 1/C Σ_y p(z|y)` where it is not; no divergence in closed form. */
function marginalized(moved: ClassLocations, base: BuiltPrior, classes: number): Pick<BuiltPrior, 'kl' | 'logDensity'> {
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
      const { logDensity } = shiftOf(moved, base);
      if (logDensity === undefined) throw new Error('classMeans: the base prior has no density to sum over the classes');
      // Selected, not multiplied by 0: where a label is known the other classes are asked about their own means, and nothing comes of it.
      const own = tf.greater(condition, 0);
      const known = tf.greater(tf.sum(condition, 1, true), 0);
      const asked = tf.logicalOr(own, tf.logicalNot(known));
      const codes = tf.where(
        tf.reshape(asked, [-1, ...z.shape.slice(1).map(() => 1)]),
        repeatRows(z, classes),
        moved.mean(every),
      );
      const each = tf.reshape(logDensity(codes, every), [rows, classes]);
      const ofClass = tf.sum(tf.where(own, each, 0), 1);
      return tf.where(tf.reshape(known, [rows]), ofClass, tf.sub(tf.logSumExp(each, 1), Math.log(classes))) as tf.Tensor1D;
    },
  };
}

/** KL_y where the label is known, `−log 1/C Σ_y e^{−KL_y}` where it is not; `undefined` where there is no closed form. */
function overClasses(kl: NonNullable<BuiltPrior['kl']>, classes: number): NonNullable<BuiltPrior['kl']> {
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

/** The penalties of the base, and that of the means. */
function penaltiesOf(base: BuiltPrior, separation: (() => tf.Scalar) | undefined): Pick<BuiltPrior, 'penalties'> {
  if (base.penalties === undefined && separation === undefined) return {};
  return {
    penalties: () => ({
      ...prefixed('base', base.penalties?.()),
      ...(separation === undefined ? {} : { separation: separation() }),
    }),
  };
}

/** `λ / pairs · Σ_{a<b} max(0, 1 − ‖μ^a − μ^b‖ / margin)²`; a bias common to all classes does not change it. */
function separationPenalty(means: tf.Tensor2D, weight: number, margin: number): tf.Scalar {
  const [classes, width] = means.shape;
  const difference = tf.sub(tf.reshape(means, [classes, 1, width]), tf.reshape(means, [1, classes, width]));
  // The pairs (a, a) sit at distance √1e-12 and are masked: the root's gradient stays finite there.
  const distance = tf.sqrt(tf.add(tf.sum(tf.square(difference), -1), 1e-12));
  const gap = tf.relu(tf.sub(1, tf.div(distance, margin)));
  const others = tf.sub(1, tf.eye(classes));
  return tf.mul(tf.sum(tf.mul(tf.square(gap), others)), weight / (classes * (classes - 1))) as tf.Scalar;
}
