/**
 * Where the codes of a posterior or a prior lie, in words that stand behind “in”: `'the unit sphere'`. Absent: all of R^n. `anyCodeSpace`: wherever the
 * others do.
 */
export type CodeSpace = string;

/** Of a prior that is made of the posterior itself. */
export const anyCodeSpace: CodeSpace = 'any space';

/** A part by its kind, and where its codes lie. */
interface Placed {
  readonly kind: string;
  readonly space: CodeSpace | undefined;
}

/** Throws where the posterior's codes lie elsewhere than those of the prior. */
export function checkSpaces(posterior: Placed, prior: Placed): void {
  const [q, p] = [posterior, prior].map(({ space }) => space ?? 'all of R^n');
  if (q === p || p === anyCodeSpace) return;
  throw new Error(
    `vae: the posterior (${posterior.kind}) has its codes in ${q}, but the prior (${prior.kind}) has them in ${p}; take a prior and a posterior of one space`,
  );
}

/** Throws where a class is to move codes that cannot be moved by an addition. */
export function requireMovable(caller: string, kind: string, space: CodeSpace | undefined): void {
  if (space === undefined || space === anyCodeSpace) return;
  throw new Error(
    `${caller}: a class moves codes by μ^y, which takes those of ${kind} out of ${space}; show the class to the networks instead`,
  );
}
