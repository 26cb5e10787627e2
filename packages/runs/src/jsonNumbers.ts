/** A number as JSON has it, or the name of one that JSON does not have. */
export type JsonNumber = number | 'Infinity' | 'NaN' | '-Infinity';

/** Numbers by name as JSON can keep them. */
export const toJson = (values: Readonly<Record<string, number>>): Record<string, JsonNumber> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Number.isFinite(value) ? value : (String(value) as JsonNumber)]),
  );

/** What {@link toJson} kept. */
export const fromJson = (values: Readonly<Record<string, JsonNumber>>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
