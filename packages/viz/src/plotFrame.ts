import { scaleLinear, scaleLog } from 'd3-scale';
import {
  type Axis,
  axisRoom,
  equalDomains,
  horizontalAxis,
  linearAxis,
  roomyDomain,
  verticalAxis,
  verticalGrid,
} from './chartAxes.js';
import { checkFinite } from './checks.js';
import { formatNumber } from './formatNumber.js';
import { fontSize, svgText } from './svgDocument.js';
import type { Theme } from './theme.js';

/** How values become lengths on an axis. */
export type AxisScale = 'linear' | 'log';

/** Checks a scale, and that every value of `name` can stand on it. */
export function checkScale(where: string, name: string, scale: AxisScale, values: readonly number[]): void {
  if (scale !== 'linear' && scale !== 'log')
    throw new RangeError(`${where}: \`${name}Scale\` is '${String(scale)}'; expected 'linear' or 'log'`);
  const bad = scale === 'log' ? values.find((value) => value <= 0) : undefined;
  if (bad !== undefined)
    throw new RangeError(
      `${where}: \`${name}Scale\` is 'log' but ${name} has the value ${bad}; a log axis needs values above 0, so use 'linear'`,
    );
  if (scale === 'linear') checkFinite(where, name, values);
}

/** A domain around the values with `pad` of it as room; what is never negative gets no axis below 0. */
export function paddedDomain(values: readonly number[], scale: AxisScale, pad: number): [number, number] {
  if (scale === 'linear') {
    const [low, high] = roomyDomain(values, pad);
    return [values.every((value) => value >= 0) ? Math.max(0, low) : low, high];
  }
  const logs = values.map(Math.log10);
  const low = logs.reduce((a, b) => Math.min(a, b), Infinity);
  const high = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  const room = high - low > 1e-9 ? (high - low) * pad : 0.5;
  return [Math.max(10 ** (low - room), Number.MIN_VALUE), Math.min(10 ** (high + room), Number.MAX_VALUE)];
}

/** `10⁻⁵`. */
function power(exponent: number): string {
  if (exponent === 0) return '1';
  const digits = [...String(exponent)].map((digit) => (digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!));
  return `10${digits.join('')}`;
}

/** A logarithmic axis: powers of ten, with 2 and 5 between few of them, or round numbers within less than a decade. */
function logAxis(domain: readonly [number, number], range: readonly [number, number], count: number): Axis {
  const scale = scaleLog().domain(domain).range(range);
  const at = (value: number): number => scale(value);
  const inside = (value: number): boolean => value >= domain[0] && value <= domain[1];
  const first = Math.ceil(Math.log10(domain[0]) - 1e-9);
  const last = Math.floor(Math.log10(domain[1]) + 1e-9);
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  if (powers.length >= 3) {
    const step = Math.ceil(powers.length / Math.max(3, count + 1));
    const shown = powers.filter((exponent) => exponent % step === 0);
    const ticks = shown.map((exponent) => Number(`1e${exponent}`));
    const short = shown.every((exponent) => exponent >= -3 && exponent <= 4);
    return { at, ticks, labels: short ? ticks.map(formatNumber) : shown.map(power) };
  }
  const between = [first - 1, ...powers].flatMap((exponent) => [1, 2, 5].map((digit) => Number(`${digit}e${exponent}`)));
  let ticks = between.filter(inside);
  // Spans of numbers below this are too small to be divided.
  if (ticks.length < 3 && domain[0] > 1e-290) {
    ticks = scaleLinear()
      .domain(domain)
      .ticks(count)
      .filter((tick) => tick > 0);
  }
  return { at, ticks, labels: ticks.map((tick) => formatNumber(Number(tick.toPrecision(4)))) };
}

/** An axis of either scale. */
export function scaledAxis(
  scale: AxisScale,
  domain: readonly [number, number],
  range: readonly [number, number],
  count: number,
  options: Pick<PlotSide, 'nice' | 'text' | 'whole'> = {},
): Axis {
  return scale === 'log' ? logAxis(domain, range, count) : linearAxis(domain, range, count, options);
}

/** One side of a plot. */
export interface PlotSide {
  readonly domain: readonly [number, number];
  readonly scale: AxisScale;
  readonly label: string;
  /** Widens a linear domain to round numbers. */
  readonly nice?: boolean;
  /** Ticks of a linear axis at whole numbers only. */
  readonly whole?: boolean;
  /** Writes a value at a tick of a linear axis. Default: as a number. */
  readonly text?: ((value: number) => string) | undefined;
}

/** A plot's edges, its axes and their drawing; marks go on top. */
export interface PlotFrame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly body: string;
  /** Height of all, with the titles of the axes. */
  readonly height: number;
}

/** Lays out a plot of `size` pixels height whose vertical title begins at `y`; `inset` pixels stay free at both sides, and it begins at `left` or, for wide labels, later. */
export function plotFrame(
  theme: Theme,
  place: {
    readonly width: number;
    readonly y: number;
    readonly size: number;
    readonly inset?: number;
    readonly left?: number;
    readonly equal?: boolean;
  },
  horizontal: PlotSide,
  vertical: PlotSide,
): PlotFrame {
  const { width, size, inset = 0, equal = false } = place;
  const top = place.y + 28;
  const bottom = top + size;
  const right = width - 16;
  const count = Math.max(3, Math.round(size / (size > 280 ? 65 : 45)));
  // Round numbers at the ends stand on the edges.
  const rise = vertical.nice && vertical.scale === 'linear' ? 0 : inset;
  const sided = (domain: readonly [number, number]): Axis =>
    scaledAxis(vertical.scale, domain, [bottom - rise, top + rise], count, vertical);
  let domains = [horizontal.domain, vertical.domain] as const;
  let left = Math.max(place.left ?? 0, 8 + axisRoom(sided(domains[1])));
  if (equal) domains = [...equalDomains(domains, [right - left - 2 * inset, size - 2 * inset]).domains];
  const y = sided(domains[1]);
  left = Math.max(left, 8 + axisRoom(y));
  const x = scaledAxis(
    horizontal.scale,
    domains[0],
    [left + inset, right - inset],
    Math.max(2, Math.round((right - left) / 70)),
    horizontal,
  );
  const body = [
    svgText(theme, 8, top - 13, vertical.label, { size: fontSize.small, color: 'muted', fit: width - 24 }),
    verticalAxis(theme, y, left, right),
    verticalGrid(theme, x, top, bottom),
    horizontalAxis(theme, x, left, right, bottom),
    svgText(theme, (left + right) / 2, bottom + 36, horizontal.label, {
      anchor: 'middle',
      color: 'muted',
      size: fontSize.small,
      fit: 2 * Math.min((left + right) / 2, width - (left + right) / 2) - 8,
    }),
  ].join('');
  return { left, right, top, bottom, x, y, body, height: bottom + 42 };
}

/** A plot as high as its domains ask for if one unit is as long on both axes, between two fifths and all of its width. */
export function fittedFrame(
  theme: Theme,
  place: Omit<Parameters<typeof plotFrame>[1], 'size'>,
  horizontal: PlotSide,
  vertical: PlotSide,
): PlotFrame {
  const draw = (size: number, left: number): PlotFrame => plotFrame(theme, { ...place, size, left }, horizontal, vertical);
  const span = ([low, high]: readonly [number, number]): number => high / 2 - low / 2;
  const aspect = span(vertical.domain) / span(horizontal.domain);
  const share = aspect >= 0.25 && aspect <= 4 ? Math.min(1, Math.max(0.4, aspect)) : 0.75;
  // The width depends on the labels beside the plot, and these on its height: the room of the wider ones ends the circle.
  const first = draw(300, 0);
  const second = draw((first.right - first.left) * share, first.left);
  return draw((second.right - second.left) * share, second.left);
}
