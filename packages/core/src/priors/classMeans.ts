import { requireOptions } from '../requireModel.js';
import type * as tf from '@tensorflow/tfjs';
import { prefixed } from '../byOwner.js';
import { requireMovable } from '../codeSpace.js';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, PartConfig, Prior } from '../parts.js';
import { classLocations, separationPenalty } from './classLocations.js';
import { normalAround, shiftOf } from './movedPrior.js';
import { standardNormal } from './standardNormal.js';
import { marginalized, overClasses, requireSummable } from './unknownLabels.js';

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
 * @throws RangeError when `classes` is not a whole number of at least 1, `separation` is negative or `margin` is not positive; when it is built, an Error when
 *   a class cannot move the codes of the base, or labels may be missing and the base has no density
 * @see Su Jianlin, "Variational autoencoder (1)", 2018, the section on the conditional VAE
 */
export const classMeans: PartFactory<Prior, [classes: number, options?: ClassMeansOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'classMeans',
  example: { classes: 3, parts: { prior: { kind: 'classMeans', classes: 3, classVariance: true } } },
  make: classMeansPrior,
  positional: true,
  argumentsOf: ({ classes, base, ...options }, again) => [
    classes as number,
    { ...options, ...(base === undefined ? {} : { base: again<Prior>('prior', base as PartConfig) }) },
  ],
});

function classMeansPrior(classes: number, options: ClassMeansOptions = {}): Prior {
  requireOptions('classMeans', options, '{ classVariance: true }');
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
      if (unknownLabels !== false) requireSummable(inner);
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
