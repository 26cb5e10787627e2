import { scaleLinear } from 'd3-scale';
import { formatNumber } from './formatNumber.js';
import { fontSize, px, svgText } from './svgDocument.js';
import { textWidth } from './textWidth.js';
import { paint, type Theme } from './theme.js';

/** A scale with its ticks: the part of d3's that figures use. */
export interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
  readonly labels: readonly string[];
}

/** A domain of positive width around the values: constant series get room above and below. */
export function roomyDomain(values: readonly number[], pad: number = 0): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  // A span that double precision can hardly divide into ticks counts as none.
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (!(high - low > Math.max(size * 1e-9, 1e-200))) {
    const room = size < 1e-150 ? 1 : size * 0.05;
    return [low - room, high + room];
  }
  return [low - (high - low) * pad, high + (high - low) * pad];
}

/** A domain at least `least` wide, about the same middle. */
export function widened([low, high]: readonly [number, number], least: number): [number, number] {
  const missing = Math.max(0, least - (high - low));
  return [low - missing / 2, high + missing / 2];
}

/** A linear axis from `range[0]` to `range[1]` with about `count` ticks; whole ticks only, and labels in other words, if asked. */
export function linearAxis(
  domain: readonly [number, number],
  range: readonly [number, number],
  count: number,
  options: { readonly nice?: boolean; readonly whole?: boolean; readonly text?: ((value: number) => string) | undefined } = {},
): Axis {
  const scale = scaleLinear().domain(domain).range(range);
  if (options.nice) scale.nice(count);
  const format = options.whole ? formatNumber : scale.tickFormat(count);
  let ticks = scale.ticks(count);
  if (options.whole) ticks = ticks.filter(Number.isInteger);
  const { text } = options;
  // Of neighbors that read the same, such as hours of a day, the first.
  if (text !== undefined) ticks = ticks.filter((tick, i) => i === 0 || text(tick) !== text(ticks[i - 1]!));
  return {
    at: (value) => scale(value),
    ticks,
    labels: ticks.map((tick) => (text ?? format)(tick)),
  };
}

/**
 * Both domains widened until one unit is as long on either axis, and how unequal their scales were; beyond a ratio of `largest` they
 * are left alone, since most of the paper would stay empty.
 */
export function equalDomains(
  [horizontal, vertical]: readonly [readonly [number, number], readonly [number, number]],
  [width, height]: readonly [number, number],
  largest = 4,
): { readonly domains: readonly [readonly [number, number], readonly [number, number]]; readonly ratio: number } {
  const perPixel = [(horizontal[1] - horizontal[0]) / width, (vertical[1] - vertical[0]) / height] as const;
  const ratio = Math.max(perPixel[0] / perPixel[1], perPixel[1] / perPixel[0]);
  if (!(ratio <= largest)) return { domains: [horizontal, vertical], ratio };
  const unit = Math.max(perPixel[0], perPixel[1]);
  const center = ([low, high]: readonly [number, number], pixels: number): [number, number] => [
    (low + high) / 2 - (unit * pixels) / 2,
    (low + high) / 2 + (unit * pixels) / 2,
  ];
  return { domains: [center(horizontal, width), center(vertical, height)], ratio };
}

/** Room for the labels of a vertical axis. */
export function axisRoom(axis: Axis): number {
  return Math.max(0, ...axis.labels.map((label) => textWidth(label, fontSize.small))) + 8;
}

/** Horizontal grid lines with their labels to the left. */
export function verticalAxis(theme: Theme, axis: Axis, left: number, right: number): string {
  return axis.ticks
    .map((tick, index) => {
      const y = axis.at(tick);
      const line = `<line x1="${px(left)}" x2="${px(right)}" y1="${px(y)}" y2="${px(y)}" ${paint(theme, { stroke: 'grid' })}/>`;
      return line + svgText(theme, left - 8, y + 4, axis.labels[index]!, { anchor: 'end', size: fontSize.small, color: 'muted' });
    })
    .join('');
}

/** Vertical grid lines. */
export function verticalGrid(theme: Theme, axis: Axis, top: number, bottom: number): string {
  return axis.ticks
    .map((tick) => {
      const x = px(axis.at(tick));
      return `<line x1="${x}" x2="${x}" y1="${px(top)}" y2="${px(bottom)}" ${paint(theme, { stroke: 'grid' })}/>`;
    })
    .join('');
}

/** A base line at `y` with ticks and labels under it; labels that would touch are left out. */
export function horizontalAxis(theme: Theme, axis: Axis, left: number, right: number, y: number): string {
  const parts = [`<line x1="${px(left)}" x2="${px(right)}" y1="${px(y)}" y2="${px(y)}" ${paint(theme, { stroke: 'axis' })}/>`];
  let free = -Infinity;
  axis.ticks.forEach((tick, index) => {
    const x = axis.at(tick);
    const label = axis.labels[index]!;
    const half = textWidth(label, fontSize.small) / 2;
    const center = Math.max(half, Math.min(x, right + 10 - half));
    if (center - half < free) return;
    free = center + half + 6;
    parts.push(`<line x1="${px(x)}" x2="${px(x)}" y1="${px(y)}" y2="${px(y + 4)}" ${paint(theme, { stroke: 'axis' })}/>`);
    parts.push(svgText(theme, center, y + 17, label, { anchor: 'middle', size: fontSize.small, color: 'muted' }));
  });
  return parts.join('');
}

/** One entry of a legend. */
export interface LegendEntry {
  readonly text: string;
  /** Width of the swatch. Default 22. */
  readonly width?: number;
  /** Draws the swatch in a box 12 high whose middle left is (x, y). */
  readonly swatch: (x: number, y: number) => string;
}

/** A legend that wraps into lines of 19 pixels; returns its drawing from y = 0 and its height. */
export function legend(
  theme: Theme,
  entries: readonly LegendEntry[],
  left: number,
  right: number,
): { body: string; height: number } {
  let x = left;
  let line = 0;
  const parts: string[] = [];
  for (const { text, swatch, width = 22 } of entries) {
    const room = Math.min(width + 5 + textWidth(text, fontSize.small), right - left);
    if (x > left && x + room > right) {
      x = left;
      line++;
    }
    const y = 9 + 19 * line;
    parts.push(swatch(x, y));
    parts.push(svgText(theme, x + width + 5, y + 4, text, { size: fontSize.small, fit: right - x - width - 4 }));
    x += room + 10;
  }
  return { body: parts.join(''), height: entries.length > 0 ? 19 * (line + 1) + 4 : 0 };
}
