/** A value as JSON, in which numbers that JSON does not have are the strings "NaN", "Infinity" and "-Infinity"; `Number` reads them back. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(
    value,
    (_, entry: unknown) => (typeof entry === 'number' && !Number.isFinite(entry) ? String(entry) : entry),
    indent,
  );
