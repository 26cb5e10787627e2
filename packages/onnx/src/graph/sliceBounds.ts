/** A number, or numbers of leading axes, for every axis; what is not said is filled up. */
function perAxis(value: unknown, rank: number, fill: number): number[] {
  const given = typeof value === 'number' ? [value] : [...((value as readonly number[] | undefined) ?? [])];
  return [...given, ...Array.from({ length: rank - given.length }, () => fill)];
}

/** Where a slice begins and how long it is on each axis: `begin` and `size` of tfjs may be numbers, shorter than the rank, or −1 for the rest. */
export function sliceBounds(
  shape: readonly number[],
  attributes: Readonly<Record<string, unknown>>,
): { readonly begin: readonly number[]; readonly size: readonly number[] } {
  const begin = perAxis(attributes['begin'], shape.length, 0);
  const size = perAxis(attributes['size'], shape.length, -1).map((extent, i) => (extent < 0 ? shape[i]! - begin[i]! : extent));
  return { begin, size };
}
