/** A JSON number, or the name of one that JSON lacks. */
export type JsonNumber = number | 'Infinity' | 'NaN' | '-Infinity';

/** Numbers by name as JSON can keep them. */
export const toJson = (values: Readonly<Record<string, number>>): Record<string, JsonNumber> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Number.isFinite(value) ? value : (String(value) as JsonNumber)]),
  );

/** What {@link toJson} kept. */
export const fromJson = (values: Readonly<Record<string, JsonNumber>>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
