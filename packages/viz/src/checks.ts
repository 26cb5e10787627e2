/** Checks that `value` is a whole number of at least `least`. */
export function checkWhole(where: string, name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${where}: \`${name}\` is ${value}; expected a whole number of at least ${least}`);
  }
}

/** Checks that a list of labels has one entry for each of `expected` things. */
export function checkLabels(
  where: string,
  name: string,
  labels: readonly unknown[] | undefined,
  expected: number,
  things: string,
): void {
  if (labels && labels.length !== expected) {
    throw new RangeError(
      `${where}: \`${name}\` has ${labels.length} entries but there are ${expected} ${things}; give one for each`,
    );
  }
}

/** Checks that every number of a list is finite. */
export function checkFinite(where: string, name: string, values: readonly number[]): void {
  const bad = values.findIndex((value) => typeof value !== 'number' || !Number.isFinite(value));
  if (bad >= 0)
    throw new RangeError(`${where}: \`${name}\`[${bad}] is ${String(values[bad])}; every value must be a finite number`);
}
