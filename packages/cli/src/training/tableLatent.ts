const [NARROWEST, WIDEST] = [2, 64];

/** The default as help says it. */
export const tableLatentShown: string = `a vae on a table: a number for each of its columns as the networks see them, ${NARROWEST} to ${WIDEST}`;

/**
 * How wide the code of a `vae` is for the rows of a table: as wide as a row when its categories are one-hot. What it can do without has a KL of
 * nearly 0; a narrower code has fewer directions than the principal components that carry most of the variance.
 *
 * @param shape that of an encoded row
 */
export const tableLatent = ([width = 0]: readonly number[]): number => Math.min(WIDEST, Math.max(NARROWEST, width));
