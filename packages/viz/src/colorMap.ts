import { interpolateCividis, interpolateMagma, interpolateRdBu, interpolateViridis } from 'd3-scale-chromatic';

/** How one-channel values become colors; `cividis`, `magma` and `viridis` grow evenly in lightness, `blue-red` is white in the middle, for values with a sign. */
export type ColorMap = 'blue-red' | 'gray' | 'cividis' | 'magma' | 'viridis';

const interpolators: Readonly<Record<Exclude<ColorMap, 'gray'>, (t: number) => string>> = {
  'blue-red': (t) => interpolateRdBu(1 - t),
  cividis: interpolateCividis,
  magma: interpolateMagma,
  viridis: interpolateViridis,
};

function parseColor(text: string): readonly number[] {
  if (text.startsWith('#')) return [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
  return (text.match(/\d+/g) ?? []).slice(0, 3).map(Number);
}

/** The 256 colors of a map, as 768 bytes. */
export function colorTable(where: string, name: ColorMap): Uint8Array {
  const out = new Uint8Array(768);
  if (name !== 'gray' && !Object.hasOwn(interpolators, name)) {
    throw new RangeError(
      `${where}: \`colorMap\` is '${String(name)}'; expected 'blue-red', 'gray', 'cividis', 'magma' or 'viridis'`,
    );
  }
  for (let value = 0; value < 256; value++)
    out.set(name === 'gray' ? [value, value, value] : parseColor(interpolators[name](value / 255)), 3 * value);
  return out;
}
