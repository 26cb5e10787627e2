import type * as tf from '@tensorflow/tfjs';

/**
 * The families of distributions that closed forms are chosen by, each with its parameters; `[rows, ...latent]` unless said. Your own package
 * adds a family by declaring it: `declare module '@vaekit/core' { interface Families { laplace: { … } } }`.
 */
export interface Families {
  categorical: {
    /** `[rows, ...variables, categories]`. */
    readonly logits: tf.Tensor;
  };
  diagonalNormal: DiagonalMoments;
  normal: {
    readonly mean: tf.Tensor;
    /** log L_ii², `[rows, ...latent]`: finite where L_ii itself is too small for float32. */
    readonly logVar: tf.Tensor;
    /** The lower factor L of the covariance L·Lᵀ, `[rows, latent, latent]`. */
    readonly cholesky: tf.Tensor;
  };
  vonMisesFisher: {
    /** A direction of length 1. */
    readonly mean: tf.Tensor;
    /** The concentration, `[rows]`. */
    readonly kappa: tf.Tensor;
  };
}

/** A distribution as a member of a family, by its parameters. */
export type Family = { [Kind in keyof Families]: { readonly kind: Kind } & Families[Kind] }[keyof Families];

/** Mean and log-variance of a diagonal normal, both `[rows, ...latent]`. */
export interface DiagonalMoments {
  readonly mean: tf.Tensor;
  readonly logVar: tf.Tensor;
}

/**
 * The moments of a diagonal normal.
 *
 * @param caller whose error it is
 * @param what what the family is of, for the message: `the posterior (planarFlow)`
 * @throws Error that names the family when it is another one, or not known
 */
export function diagonalMoments(caller: string, what: string, family: Family | undefined): DiagonalMoments {
  if (family?.kind === 'diagonalNormal') return family;
  const found = family === undefined ? 'of no family that has a closed form' : `a ${family.kind}`;
  throw new Error(`${caller}: ${what} is ${found}; expected a diagonal normal`);
}

/** The moments of a diagonal normal, or `undefined` for another family. */
export const momentsIfDiagonal = (family: Family | undefined): DiagonalMoments | undefined =>
  family?.kind === 'diagonalNormal' ? family : undefined;
