/** A file of a run is missing, damaged or of another version (final); the message names it. */
export class RunDamage extends Error {
  override readonly name = 'RunDamage';
}

/** Throws: a file is not what was written. */
export function damaged(place: string, what: string): never {
  throw new RunDamage(`${place} is damaged (${what}); restore it from a copy, or train again`);
}
