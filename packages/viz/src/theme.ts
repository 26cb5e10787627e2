import { palette, paletteSize } from './palette.js';

/** Colors of a figure: fixed, or following the reader's `prefers-color-scheme`. */
export type Theme = 'light' | 'dark' | 'auto';

/** Names of the colors a figure uses: paper, text, rules, and the ten of the palette. */
export type Token = 'paper' | 'ink' | 'muted' | 'grid' | 'axis' | 'idle' | `c${number}`;

function tokensOf(theme: 'light' | 'dark', plain: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...plain, ...Object.fromEntries(palette(theme).map((color, index) => [`c${index}`, color])) };
}

/** The colors by name for each paper. Text reaches 4.5:1, marks 3:1. */
export const tokens: Readonly<Record<'light' | 'dark', Readonly<Record<string, string>>>> = {
  light: tokensOf('light', {
    paper: '#ffffff',
    ink: '#1c2128',
    muted: '#57606a',
    grid: '#e6e9ed',
    axis: '#8b949e',
    idle: '#8b949e',
  }),
  dark: tokensOf('dark', {
    paper: '#161a21',
    ink: '#e8ebf0',
    muted: '#a5afbb',
    grid: '#2a303a',
    axis: '#6e7885',
    idle: '#6e7885',
  }),
};

/** The palette's color for the n-th thing drawn. */
export function colorToken(index: number): Token {
  return `c${index % paletteSize}`;
}

/** Checks a `theme` option. */
export function checkTheme(where: string, theme: Theme): void {
  if (theme !== 'light' && theme !== 'dark' && theme !== 'auto') {
    throw new RangeError(`${where}: \`theme\` is '${String(theme)}'; expected 'light', 'dark' or 'auto'`);
  }
}

/**
 * Attributes that paint an element.
 *
 * The color itself is always a plain attribute, so that viewers without CSS variables show the figure; under `'auto'` a
 * class lets the style sheet of the figure replace it.
 */
export function paint(theme: Theme, colors: { readonly fill?: Token | 'none'; readonly stroke?: Token }): string {
  const set = tokens[theme === 'dark' ? 'dark' : 'light'];
  const classes: string[] = [];
  let attributes = '';
  for (const [property, token] of Object.entries(colors)) {
    attributes += ` ${property}="${token === 'none' ? 'none' : set[token]!}"`;
    if (token !== 'none') classes.push(`vk-${property[0]!}-${token}`);
  }
  return theme === 'auto' && classes.length > 0 ? `class="${classes.join(' ')}"${attributes}` : attributes.trimStart();
}

/** `--vk-ink:#1c2128;…` for one paper, all colors or those named. */
export function tokenDeclarations(theme: 'light' | 'dark', names: Iterable<string> = Object.keys(tokens[theme])): string {
  return [...names].map((name) => `--vk-${name}:${tokens[theme][name]!}`).join(';');
}

/** The style sheet of an `'auto'` figure: only the colors that `body` uses. */
export function autoStyle(body: string): string {
  const used = [...new Set([...body.matchAll(/vk-([fs])-([a-z0-9]+)/g)].map((match) => match[0]))].sort();
  const names = [...new Set(used.map((name) => name.slice(5)))];
  const rules = used.map((name) => `.vk-auto .${name}{${name[3] === 'f' ? 'fill' : 'stroke'}:var(--vk-${name.slice(5)})}`);
  return `.vk-auto{${tokenDeclarations('light', names)}}@media (prefers-color-scheme:dark){.vk-auto{${tokenDeclarations('dark', names)}}}${rules.join('')}`;
}
