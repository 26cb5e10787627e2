// Found by oracles/palette.py: any two stay at least 10 apart in OKLab (times 100) under normal vision, protanopia,
// deuteranopia and tritanopia, and each has a contrast of at least 3:1 with its paper.
const colors: Readonly<Record<'light' | 'dark', readonly string[]>> = {
  light: ['#2c89dc', '#fe2d02', '#0e7066', '#b9479e', '#773ad4', '#738855', '#14275e', '#6c1300', '#b1889e', '#b30927'],
  dark: ['#4e8cff', '#ff9d4c', '#2cc8a1', '#d360bd', '#b4a5f4', '#f2dc5d', '#b3ecfa', '#b4462d', '#998b74', '#f35726'],
};

/** How many colors `palette` has. */
export const paletteSize = 10;

/**
 * Ten colors that stay apart for color-blind readers, on light or on dark paper.
 *
 * @param theme the paper: `'light'` (white) or `'dark'`. Default `'light'`
 * @returns ten `#rrggbb` strings, in the order in which figures use them
 * @throws RangeError for another theme
 */
export function palette(theme: 'light' | 'dark' = 'light'): readonly string[] {
  if (!Object.hasOwn(colors, theme)) throw new RangeError(`palette: \`theme\` is '${String(theme)}'; expected 'light' or 'dark'`);
  return [...colors[theme]];
}
