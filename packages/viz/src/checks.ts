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

/** Beyond this a span may be wider than double precision holds, and positions on a linear axis become NaN. */
const LARGEST = 1e307;

/** Checks that every number of a list is finite, and none beyond what a linear axis can show. */
export function checkFinite(where: string, name: string, values: readonly number[], largest: number = LARGEST): void {
  const bad = values.findIndex((value) => typeof value !== 'number' || !Number.isFinite(value));
  if (bad >= 0)
    throw new RangeError(`${where}: \`${name}\`[${bad}] is ${String(values[bad])}; every value must be a finite number`);
  const huge = values.findIndex((value) => Math.abs(value) > largest);
  if (huge >= 0)
    throw new RangeError(
      `${where}: \`${name}\`[${huge}] is ${values[huge]}; values beyond ±${largest} cannot be drawn, so scale them`,
    );
}
