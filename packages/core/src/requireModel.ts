/** What a value that is no model is, in words. */
export function came(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return `the text '${value.slice(0, 40)}'`;
  if (typeof value === 'function') return 'a function; call it first';
  if (typeof (value as { then?: unknown }).then === 'function') return 'a Promise; await it first';
  const keys = Object.keys(value);
  const shown = keys.length > 6 ? [...keys.slice(0, 6), '…'] : keys;
  return keys.length === 0 ? 'an object without fields' : `an object with the fields ${shown.join(', ')}`;
}

/** Throws unless `value` has the named methods of a model. */
export function requireModel(caller: string, value: unknown, methods: readonly string[]): void {
  const given = value as Readonly<Record<string, unknown>> | null | undefined;
  if (typeof value === 'object' && methods.every((name) => typeof given?.[name] === 'function')) return;
  throw new TypeError(
    `${caller}: expected a model first, such as vae({ encoder, decoder }) or await deserialize(bytes), but got ${came(value)}`,
  );
}

/** Throws unless `value` is an object of options. */
export function requireOptions(caller: string, value: unknown, example: string): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new TypeError(`${caller}: expected an object of options, such as ${example}, but got ${came(value)}`);
}
