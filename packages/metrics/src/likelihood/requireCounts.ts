/** @throws RangeError in the name of `caller` for the first option that is given and is no whole number from 1 */
export function requireCounts(caller: string, options: Readonly<Record<string, number | undefined>>): void {
  for (const [name, value] of Object.entries(options))
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1))
      throw new RangeError(`${caller}: \`${name}\` is ${value}; expected a whole number from 1`);
}

/** @throws RangeError in the name of `caller` for the first option that is given and is no positive number */
export function requirePositive(caller: string, options: Readonly<Record<string, number | undefined>>): void {
  for (const [name, value] of Object.entries(options))
    if (value !== undefined && !(value > 0 && Number.isFinite(value)))
      throw new RangeError(`${caller}: \`${name}\` is ${value}; expected a positive number`);
}
