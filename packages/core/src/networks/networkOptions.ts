/** Throws unless a value is a whole number of at least 1. */
export function requireCount(caller: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${caller}: \`${name}\` is ${value}; expected a whole number of at least 1`);
  }
}

/** Throws unless every value is a whole number of at least 1. */
export function requireCounts(caller: string, name: string, values: readonly number[]): void {
  values.forEach((value, i) => requireCount(caller, `${name}[${i}]`, value));
}

/** Throws unless `0 <= rate < 1`. */
export function requireRate(caller: string, name: string, rate: number): void {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`${caller}: \`${name}\` is ${rate}; expected 0 <= ${name} < 1`);
}
