import {
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
  type SymbolType,
} from 'd3-shape';
import type { LegendEntry } from './chartAxes.js';
import { px } from './svgDocument.js';
import { colorToken, paint, type Theme } from './theme.js';

// Commands relative to the point, so that a mark costs few bytes: a recorder of the paths that d3's symbols draw.
function relativePath(symbol: SymbolType, size: number, turn: 1 | -1): string {
  let text = '';
  let [x, y] = [0, 0];
  const go = (command: string, nx: number, ny: number): void => {
    text += `${command}${px(nx - x)},${px(turn * (ny - y))}`;
    [x, y] = [nx, ny];
  };
  const recorder = {
    moveTo: (nx: number, ny: number) => go('m', nx, ny),
    lineTo: (nx: number, ny: number) => go('l', nx, ny),
    rect: (rx: number, ry: number, w: number, h: number) => {
      go('m', rx, ry);
      text += `h${px(w)}v${px(turn * h)}h${px(-w)}z`;
    },
    closePath: () => {
      text += 'z';
    },
    arc: (_x: number, _y: number, r: number) => {
      text += `a${px(r)},${px(r)} 0 1 1 ${px(-2 * r)},0a${px(r)},${px(r)} 0 1 1 ${px(2 * r)},0`;
    },
  };
  symbol.draw(recorder as unknown as CanvasPathMethods, size);
  return text;
}

type CanvasPathMethods = Parameters<SymbolType['draw']>[0];

/** Ten marks that differ in outline, so that classes can be told apart without color. */
const shapes: readonly { readonly symbol: SymbolType; readonly turn: 1 | -1; readonly grow: number }[] = [
  { symbol: symbolCircle, turn: 1, grow: 1 },
  { symbol: symbolSquare, turn: 1, grow: 0.9 },
  { symbol: symbolTriangle, turn: 1, grow: 0.9 },
  { symbol: symbolCross, turn: 1, grow: 1 },
  { symbol: symbolDiamond, turn: 1, grow: 0.9 },
  { symbol: symbolStar, turn: 1, grow: 1 },
  { symbol: symbolTriangle, turn: -1, grow: 0.9 },
  { symbol: symbolWye, turn: 1, grow: 1.05 },
  { symbol: { draw: (path, size) => bar(path, size, 2.4) }, turn: 1, grow: 1 },
  { symbol: { draw: (path, size) => bar(path, size, 1 / 2.4) }, turn: 1, grow: 1 },
];

// A bar of the given area: lying if `ratio` is above 1, standing if below.
function bar(path: CanvasPathMethods, size: number, ratio: number): void {
  const [w, h] = [Math.sqrt(size * ratio), Math.sqrt(size / ratio)];
  path.rect(-w / 2, -h / 2, w, h);
}

/** The n-th mark as a path relative to its point. */
export function mark(index: number, area: number): string {
  const { symbol, turn, grow } = shapes[index % shapes.length]!;
  return relativePath(symbol, area * grow, turn);
}

/** Every k-th of a fixed even spread: index floor((i + 1/2) n / m), the same on every run. */
export function evenSelection(count: number, most: number): number[] {
  const kept = Math.min(count, most);
  return Array.from({ length: kept }, (_, index) => (kept === count ? index : Math.floor(((index + 0.5) * count) / kept)));
}

/** A point on the paper, and which mark and color it has. */
export interface MarkedPoint {
  readonly x: number;
  readonly y: number;
  readonly kind: number;
}

/** Points of `kinds` kinds, drawn in layers that each hold every eighth of all, so that no kind covers the others. */
export function cloud(theme: Theme, points: readonly MarkedPoint[], kinds: number): string {
  const area = points.length > 2500 ? 14 : points.length > 800 ? 20 : points.length > 200 ? 28 : 44;
  const marks = Array.from({ length: kinds }, (_, index) => mark(index, area));
  const layers = Math.min(8, Math.max(1, Math.ceil(points.length / 50)));
  let body = '';
  for (let layer = 0; layer < layers; layer++) {
    const paths = Array.from({ length: kinds }, () => '');
    for (let at = layer; at < points.length; at += layers) {
      const { x, y, kind } = points[at]!;
      paths[kind] += `M${Math.round(10 * x) / 10},${Math.round(10 * y) / 10}${marks[kind]!}`;
    }
    paths.forEach((path, kind) => {
      if (path !== '') body += `<path d="${path}" ${paint(theme, { fill: colorToken(kind) })}/>`;
    });
  }
  return body;
}

/** Legend entries of the kinds by name; an empty name is left out. */
export function kindLegend(theme: Theme, names: readonly string[]): LegendEntry[] {
  return names.flatMap((text, index) => {
    const swatch = (x: number, y: number): string =>
      `<path d="M${px(x + 7)},${px(y)}${mark(index, 70)}" ${paint(theme, { fill: colorToken(index) })}/>`;
    return text === '' ? [] : [{ text, width: 14, swatch }];
  });
}
