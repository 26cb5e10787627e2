import { interpolateCividis, interpolateMagma, interpolateViridis } from 'd3-scale-chromatic';

/** How one-channel values become colours; all three coloured maps grow evenly in lightness. */
export type ColourMap = 'grey' | 'cividis' | 'magma' | 'viridis';

const interpolators: Readonly<Record<Exclude<ColourMap, 'grey'>, (t: number) => string>> = {
  cividis: interpolateCividis,
  magma: interpolateMagma,
  viridis: interpolateViridis,
};

function parseColour(text: string): readonly number[] {
  if (text.startsWith('#')) return [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
  return (text.match(/\d+/g) ?? []).slice(0, 3).map(Number);
}

/** The 256 colours of a map, as 768 bytes. */
export function colourTable(where: string, name: ColourMap): Uint8Array {
  const out = new Uint8Array(768);
  if (name !== 'grey' && !Object.hasOwn(interpolators, name)) {
    throw new RangeError(`${where}: \`colourMap\` is '${String(name)}'; expected 'grey', 'cividis', 'magma' or 'viridis'`);
  }
  for (let value = 0; value < 256; value++)
    out.set(name === 'grey' ? [value, value, value] : parseColour(interpolators[name](value / 255)), 3 * value);
  return out;
}
