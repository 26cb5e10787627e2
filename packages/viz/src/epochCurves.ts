import { line } from 'd3-shape';
import {
  axisRoom,
  horizontalAxis,
  legend,
  type LegendEntry,
  linearAxis,
  roomyDomain,
  verticalAxis,
  widened,
} from './chartAxes.js';
import { checkFinite } from './checks.js';
import { formatNumber } from './formatNumber.js';
import { type FigureBody, fontSize, px, svgText } from './svgDocument.js';
import { colorToken, paint, type Theme } from './theme.js';

/** One curve over the epochs, with its validation twin if there is one. */
export interface Series {
  readonly name: string;
  /** One value an epoch, on the training split. */
  readonly values: readonly number[];
  /** One value an epoch, on the validation split. */
  readonly validation?: readonly number[];
}

/** Checks epochs and series and returns the epochs (1, 2, … if none are given). */
export function checkSeries(where: string, epochs: readonly number[] | undefined, series: readonly Series[]): readonly number[] {
  if (series.length === 0) {
    throw new RangeError(`${where}: \`series\` is empty; give at least one of { name, values }`);
  }
  const steps = epochs ?? series[0]!.values.map((_, index) => index + 1);
  if (steps.length === 0) throw new RangeError(`${where}: there is no epoch to draw; call it after the first epoch has ended`);
  checkFinite(where, 'epochs', steps);
  steps.forEach((step, index) => {
    if (index > 0 && step <= steps[index - 1]!) {
      throw new RangeError(`${where}: \`epochs\`[${index}] is ${step} after ${steps[index - 1]}; epochs must grow`);
    }
  });
  for (const { name, values, validation } of series) {
    for (const [split, list] of [
      ['values', values],
      ['validation', validation],
    ] as const) {
      if (list === undefined) continue;
      if (list.length !== steps.length) {
        throw new RangeError(
          `${where}: series '${name}' has ${list.length} ${split} but there are ${steps.length} epochs; give one for each epoch`,
        );
      }
      checkFinite(where, `${name}.${split}`, list);
    }
  }
  return steps;
}

function curve(theme: Theme, xs: readonly number[], ys: readonly number[], token: number, dashed: boolean): string {
  const color = colorToken(token);
  if (xs.length === 1) {
    return `<circle cx="${px(xs[0]!)}" cy="${px(ys[0]!)}" r="4" stroke-width="2" ${paint(theme, { fill: dashed ? 'paper' : color, stroke: color })}/>`;
  }
  const path = line<number>(
    (_, index) => xs[index]!,
    (y) => y,
  ).digits(2)([...ys])!;
  const style = dashed ? 'stroke-width="2" stroke-dasharray="6 4"' : 'stroke-width="2"';
  return `<path d="${path}" ${style} stroke-linejoin="round" stroke-linecap="round" ${paint(theme, { fill: 'none', stroke: color })}/>`;
}

/** How one panel of curves is drawn. */
export interface CurvePanel {
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  readonly epochs: readonly number[];
  readonly series: readonly { readonly token: number; readonly series: Series }[];
  /** Title of the vertical axis, above it. */
  readonly unit: string;
  /** Heading of the panel, for small multiples. */
  readonly heading?: string;
  /** Whether the epochs are written under the panel. */
  readonly epochLabels: boolean;
  /** Bounds the values cannot leave, such as 0 and 1 for a share. */
  readonly bounds?: readonly [number, number];
  readonly percent?: boolean;
  /** The least that the axis spans. Default 0, and 2 % of the largest value. */
  readonly least?: number;
  readonly left?: number;
}

/** Draws a panel from y = 0; the axis titles are included in the height. */
export function curvePanel(panel: CurvePanel): FigureBody & { readonly room: number } {
  const { theme, width, height, epochs, series, unit, heading, epochLabels, bounds, percent = false } = panel;
  const factor = percent ? 100 : 1;
  const all = series
    .flatMap(({ series: { values, validation = [] } }) => [...values, ...validation])
    .map((value) => value * factor);
  // What hardly moves is drawn as such: noise is not stretched to the height of the panel.
  const size = all.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let domain = widened(roomyDomain(all, 0.02), Math.max(panel.least ?? 0, 0.02 * size));
  // What never falls below 0, such as a divergence, has an axis that does not either.
  if (all.every((value) => value >= 0)) domain = [Math.max(0, domain[0]), domain[1]];
  if (bounds) {
    domain = [Math.max(domain[0], bounds[0] * factor), Math.min(domain[1], bounds[1] * factor)];
    if (!(domain[1] > domain[0])) domain = [bounds[0] * factor, bounds[1] * factor];
  }
  const top = heading === undefined ? 28 : 46;
  const bottom = top + height;
  const axis = linearAxis(domain, [bottom, top], Math.max(3, Math.round(height / 45)), { nice: true });
  const room = axisRoom(axis);
  const left = 8 + Math.max(room, panel.left ?? 0);
  const right = width - 16;
  const firstEpoch = epochs[0]!;
  const lastEpoch = epochs[epochs.length - 1]!;
  const span: [number, number] = lastEpoch > firstEpoch ? [firstEpoch, lastEpoch] : [firstEpoch - 0.5, firstEpoch + 0.5];
  const inset = epochs.length === 1 ? 0 : 4;
  const horizontal = linearAxis(span, [left + inset, right - inset], Math.max(2, Math.round((right - left) / 70)), {
    whole: true,
  });
  const parts: string[] = [];
  if (heading !== undefined) {
    parts.push(svgText(theme, 8, 14, heading, { weight: 600, fit: width * 0.4 }));
    const { values, validation } = series[0]!.series;
    const last = (list: readonly number[]): string => formatNumber(Number((list[list.length - 1]! * factor).toPrecision(5)));
    const ends = validation ? `last ${last(values)}, validation ${last(validation)}` : `last ${last(values)}`;
    parts.push(svgText(theme, right, 14, ends, { anchor: 'end', size: fontSize.small, color: 'muted', fit: width * 0.58 }));
  }
  parts.push(svgText(theme, 8, top - 13, unit, { size: fontSize.small, color: 'muted', fit: width - 24 }));
  parts.push(verticalAxis(theme, axis, left, right));
  const base = linearAxis(span, [left + inset, right - inset], 2, {});
  parts.push(horizontalAxis(theme, epochLabels ? horizontal : { ...base, ticks: [], labels: [] }, left, right, bottom));
  const xs = epochs.map(horizontal.at);
  // Validation over training: where the two agree, the dashes stay visible on nothing but their own color.
  for (const { token, series: one } of series)
    parts.push(
      curve(
        theme,
        xs,
        one.values.map((value) => axis.at(value * factor)),
        token,
        false,
      ),
    );
  for (const { token, series: one } of series) {
    if (one.validation)
      parts.push(
        curve(
          theme,
          xs,
          one.validation.map((value) => axis.at(value * factor)),
          token,
          true,
        ),
      );
  }
  let end = bottom + 8;
  if (epochLabels) {
    parts.push(
      svgText(theme, (left + right) / 2, bottom + 36, 'epoch', { anchor: 'middle', color: 'muted', size: fontSize.small }),
    );
    end = bottom + 42;
  }
  return { body: parts.join(''), height: end, room };
}

/** Legend of curves: the terms by color, and what solid and dashed mean. */
export function curveLegend(
  theme: Theme,
  series: readonly Series[],
  names: boolean,
  width: number,
): { body: string; height: number } {
  const stroke = (x: number, y: number, token: Parameters<typeof paint>[1], dashed: boolean): string =>
    `<line x1="${px(x)}" x2="${px(x + 22)}" y1="${px(y)}" y2="${px(y)}" stroke-width="2"${dashed ? ' stroke-dasharray="6 4"' : ''} ${paint(theme, token)}/>`;
  const entries: LegendEntry[] = names
    ? series.map(({ name }, index) => ({ text: name, swatch: (x, y) => stroke(x, y, { stroke: colorToken(index) }, false) }))
    : [];
  if (series.some(({ validation }) => validation)) {
    entries.push({ text: 'training', swatch: (x, y) => stroke(x, y, { stroke: 'muted' }, false) });
    entries.push({ text: 'validation', swatch: (x, y) => stroke(x, y, { stroke: 'muted' }, true) });
  }
  return legend(theme, entries, 8, width - 8);
}
