import { escapeHtml } from './escapeHtml.js';
import { fitText, wrapText } from './textWidth.js';
import { autoStyle, checkTheme, paint, type Theme, type Token } from './theme.js';

/** What every figure takes. */
export interface FigureOptions {
  /** Heading of the figure, also its accessible name. Each figure has a default. */
  readonly title?: string;
  /** Description for those who do not see the figure. Default: made from the data. */
  readonly description?: string;
  /** Small print under the figure. */
  readonly note?: string;
  /**
   * Without heading and small print, for a page that has its own. `reportPage` sets the small print of such a figure before its caption.
   * Default false.
   */
  readonly bare?: boolean;
  /** Natural width in pixels, at least 240; the height follows. Default 420. */
  readonly width?: number;
  /** Fixed colors or those of the reader's system. Default `'auto'`. */
  readonly theme?: Theme;
}

/** Sizes of text, in pixels. */
export const fontSize: { readonly title: number; readonly label: number; readonly small: number } = {
  title: 15,
  label: 13,
  small: 12,
};

const fontFamily = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

/** A label as a heading: an English word of three letters or more gets a capital, a symbol stays as it is. */
export function asTitle(label: string): string {
  return /^[a-z]{3}/.test(label) ? label[0]!.toUpperCase() + label.slice(1) : label;
}

/** A coordinate with at most two decimals. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A piece of text with how it is set. */
export interface TextStyle {
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly color?: Token;
  readonly weight?: number;
  readonly rotate?: number;
  /** Outlined in the paper's color, to be read on top of marks. */
  readonly halo?: boolean;
  /** Cut with an ellipsis at this width; the whole text stays as a tooltip. */
  readonly fit?: number;
}

/** A text element with its baseline's start, middle or end at (x, y). */
export function svgText(theme: Theme, x: number, y: number, text: string, style: TextStyle = {}): string {
  const { size = fontSize.label, anchor = 'start', color = 'ink', weight, rotate, halo = false, fit } = style;
  const shown = fit === undefined ? text : fitText(text, fit, size);
  const attributes = [
    `x="${px(x)}" y="${px(y)}"`,
    paint(theme, halo ? { fill: color, stroke: 'paper' } : { fill: color }),
    size === fontSize.label ? '' : `font-size="${size}"`,
    anchor === 'start' ? '' : `text-anchor="${anchor}"`,
    weight === undefined ? '' : `font-weight="${weight}"`,
    rotate === undefined ? '' : `transform="rotate(${rotate} ${px(x)} ${px(y)})"`,
    halo ? 'stroke-width="3" stroke-linejoin="round" paint-order="stroke"' : '',
  ].filter((part) => part !== '');
  return `<text ${attributes.join(' ')}>${shown === text ? '' : `<title>${escapeHtml(text)}</title>`}${escapeHtml(shown)}</text>`;
}

/** What goes between the heading and the small print: drawn from y = 0 downwards. */
export interface FigureBody {
  readonly body: string;
  readonly height: number;
}

/** The inner width of a figure, checked. */
export function figureWidth(where: string, options: FigureOptions): number {
  const { width = 420, theme = 'auto' } = options;
  checkTheme(where, theme);
  if (!Number.isFinite(width) || width < 240) {
    throw new RangeError(`${where}: \`width\` is ${width}; expected at least 240 pixels, so that the labels can be read`);
  }
  return width;
}

/** Puts heading, body and small print on paper and closes the file. */
export function svgDocument(
  where: string,
  options: FigureOptions,
  defaults: { readonly title: string; readonly description: string; readonly note?: string },
  figure: FigureBody,
): string {
  const width = figureWidth(where, options);
  const { title = defaults.title, description = defaults.description, theme = 'auto' } = options;
  const note = [defaults.note, options.note].filter((part) => part !== undefined && part !== '').join(' ');
  const { bare = false } = options;
  const heading = bare ? [] : wrapText(title, width - 16, fontSize.title, 3);
  const small = bare ? [] : wrapText(note, width - 16, fontSize.small, 6);
  const top = (bare ? 2 : 10) + heading.length * 20 + (heading.length > 0 ? 6 : 0);
  const bottom = top + figure.height + (small.length > 0 ? 6 : 0);
  const height = Math.ceil(bottom + small.length * 16 + 8);
  const body = [
    `<rect width="${px(width)}" height="${height}" ${paint(theme, { fill: 'paper' })}/>`,
    ...heading.map((line, index) => svgText(theme, 8, 24 + 20 * index, line, { size: fontSize.title, weight: 600 })),
    `<g transform="translate(0 ${top})">${figure.body}</g>`,
    ...small.map((line, index) => svgText(theme, 8, bottom + 12 + 16 * index, line, { size: fontSize.small, color: 'muted' })),
  ].join('');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${px(width)} ${height}" width="${px(width)}" height="${height}"`,
    ` role="img" aria-label="${escapeHtml(title)}" class="vk${theme === 'auto' ? ' vk-auto' : ''}" font-family="${fontFamily}" font-size="${fontSize.label}"${bare && note !== '' ? ` data-note="${escapeHtml(note)}"` : ''}>`,
    `<title>${escapeHtml(title)}</title><desc>${escapeHtml(description)}</desc>`,
    theme === 'auto' ? `<style>${autoStyle(body)}</style>` : '',
    `${body}</svg>`,
  ].join('');
}
