import type { PlainTensor } from '@vaekit-internal/base';
import {
  type Axis,
  axisRoom,
  equalDomains,
  horizontalAxis,
  legend,
  linearAxis,
  roomyDomain,
  verticalAxis,
  verticalGrid,
} from './chartAxes.js';
import { checkLabels, checkWhole } from './checks.js';
import { formatNumber } from './formatNumber.js';
import { cloud, evenSelection, mark } from './marks.js';
import { paletteSize } from './palette.js';
import { tableRows } from './plainTensor.js';
import { type FigureOptions, figureWidth, fontSize, px, svgDocument, svgText } from './svgDocument.js';
import { textWidth } from './textWidth.js';
import { colorToken, paint, type Theme } from './theme.js';

const where = 'latentScatter';

/** Options of `latentScatter`. */
export interface LatentScatterOptions extends FigureOptions {
  /** `[n,2]`: a code (or the posterior's mean) for each example. */
  readonly points: PlainTensor;
  /** Class of each point, 0 to 9. Default: all points alike. */
  readonly labels?: ArrayLike<number>;
  /** Names of the classes. Default: their numbers. */
  readonly classNames?: readonly string[];
  /** `[classes,2]`: the prior's mean of each class, marked and named. */
  readonly classMeans?: PlainTensor;
  /** Titles of the two axes. Default `['z₁', 'z₂']`. */
  readonly axisTitles?: readonly [horizontal: string, vertical: string];
  /**
   * `'equal'` gives both axes one scale however unequal the extents are; `'auto'` lets a coordinate that is less than a quarter as wide as the
   * other have its own. Default `'auto'`.
   */
  readonly scales?: 'auto' | 'equal';
  /** Largest number of points drawn; of more, an even selection is. Default 5000. */
  readonly maxPoints?: number;
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

interface Box extends Spot {
  readonly width: number;
  readonly height: number;
}

function overlap(a: Box, b: Box): number {
  const x = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const y = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return x > 0 && y > 0 ? x * y : 0;
}

/** Where points and means are drawn: the plot's edges, its two axes, and how unequal their scales are. */
interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly horizontal: Axis;
  readonly vertical: Axis;
  readonly ratio: number;
}

/** How many classes there are; throws unless labels, names and means fit the points and each other. */
function checkedClasses(options: LatentScatterOptions, count: number, meanCount: number): number {
  const { labels, classNames, classMeans } = options;
  if (labels && labels.length !== count) {
    throw new RangeError(`${where}: \`labels\` has ${labels.length} entries but there are ${count} points; give one for each`);
  }
  let classes = Math.max(classNames?.length ?? 0, meanCount, 1);
  for (const [i, label] of Array.from(labels ?? []).entries()) {
    if (!Number.isInteger(label) || label < 0 || label >= paletteSize) {
      throw new RangeError(
        `${where}: \`labels\`[${i}] is ${label}; expected a class from 0 to ${paletteSize - 1}, so merge or choose classes first`,
      );
    }
    classes = Math.max(classes, label + 1);
  }
  if (classes > paletteSize)
    throw new RangeError(
      `${where}: there are ${classes} classes but only ${paletteSize} can be told apart; merge or choose classes first`,
    );
  checkLabels(where, 'classNames', classNames, classes, 'classes');
  if (classMeans) checkLabels(where, 'classMeans', { length: meanCount } as readonly unknown[], classes, 'classes');
  return classes;
}

function plotOf({ points, classMeans, scales = 'auto' }: LatentScatterOptions, width: number, top: number): Plot {
  const coordinate = (tensor: PlainTensor, axis: 0 | 1): number[] =>
    Array.from({ length: tensor.shape[0]! }, (_, index) => tensor.data[2 * index + axis]!);
  const extent = (axis: 0 | 1): [number, number] =>
    roomyDomain([...coordinate(points, axis), ...(classMeans ? coordinate(classMeans, axis) : [])], 0.04);
  const wanted = [extent(0), extent(1)] as const;
  const plotHeight = Math.min(width - 64, 440);
  const bottom = top + plotHeight;
  const left = 8 + axisRoom(linearAxis(wanted[1], [bottom, top], 6)) + 4;
  const right = width - 12;
  const { domains, ratio } = equalDomains(wanted, [right - left, plotHeight], scales === 'equal' ? Infinity : 4);
  const horizontal = linearAxis(domains[0], [left, right], 6);
  const vertical = linearAxis(domains[1], [bottom, top], 6);
  return { left, right, top, bottom, horizontal, vertical, ratio };
}

/** Beside a spot, the place of a text `width` wide that covers least of what is taken, and of the paper outside `room`. */
function freePlace({ x, y }: Spot, width: number, taken: readonly Box[], room: Box): Box {
  const box = (angle: number, reach: number): Box => {
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    const cx = x + dx * (reach + width / 2);
    const cy = y + dy * (reach + 2);
    return { x: cx - width / 2, y: cy - 8, width, height: 16 };
  };
  let best = box(0, 13);
  let least = Infinity;
  for (const reach of [13, 20, 28]) {
    for (let turn = 0; turn < 8; turn++) {
      const candidate = box((turn * Math.PI) / 4, reach);
      const outside = candidate.width * candidate.height - overlap(candidate, room);
      const cost = taken.reduce((sum, other) => sum + overlap(candidate, other), 0) + 10 * outside + reach / 10 + turn / 100;
      if (cost < least) [best, least] = [candidate, cost];
    }
  }
  return best;
}

/** The class means as large outlined marks, and their names where there is room. */
function meanMarks(theme: Theme, spots: readonly Spot[], nameOf: (index: number) => string, plot: Plot): string {
  const { left, right, top, bottom } = plot;
  const taken: Box[] = spots.map(({ x, y }) => ({ x: x - 9, y: y - 9, width: 18, height: 18 }));
  const room: Box = { x: left, y: top, width: right - left, height: bottom - top };
  const marks = spots.flatMap(({ x, y }, index) => {
    const path = `<path d="M${px(x)},${px(y)}${mark(index, 190)}"`;
    return [
      `${path} stroke-width="6" ${paint(theme, { fill: 'ink', stroke: 'ink' })}/>`,
      `${path} stroke-width="3" ${paint(theme, { fill: colorToken(index), stroke: 'paper' })}/>`,
    ];
  });
  const names = spots.map((spot, index) => {
    const text = nameOf(index);
    const width = Math.min(textWidth(text, fontSize.label), 110);
    const place = freePlace(spot, width, taken, room);
    taken.push(place);
    return svgText(theme, place.x + width / 2, place.y + 12.5, text, { anchor: 'middle', weight: 700, halo: true, fit: 110 });
  });
  return [...marks, ...names].join('');
}

/**
 * A scatter of two latent coordinates, by class, with the class means.
 *
 * Classes differ in color and in the outline of their marks. Both axes have one scale unless one coordinate is more than
 * four times as wide as the other and `scales` is not `'equal'`. Beyond `maxPoints` an even selection is drawn and the figure says so.
 *
 * @param options points, labels, class means, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError for points that are not `[n,2]` or not finite, a label that is not a whole number from 0 to 9, or
 * names and means that do not match the classes
 */
export function latentScatter(options: LatentScatterOptions): string {
  const { points, labels, classNames, classMeans, axisTitles = ['z₁', 'z₂'], maxPoints = 5000, theme = 'auto' } = options;
  const width = figureWidth(where, options);
  const count = tableRows(where, 'points', points, 2);
  const meanCount = classMeans ? tableRows(where, 'classMeans', classMeans, 2) : 0;
  checkWhole(where, 'maxPoints', maxPoints, 1);
  checkLabels(where, 'axisTitles', axisTitles, 2, 'axes');
  const classes = checkedClasses(options, count, meanCount);
  const nameOf = (index: number): string => classNames?.[index] ?? String(index);
  const everyClass = Array.from({ length: classes }, (_, index) => index);
  const grouped = labels !== undefined || classes > 1;
  const key = legend(
    theme,
    (grouped ? everyClass : []).map((index) => ({
      text: nameOf(index),
      width: 14,
      swatch: (x: number, y: number) =>
        `<path d="M${px(x + 7)},${px(y)}${mark(index, 70)}" ${paint(theme, { fill: colorToken(index) })}/>`,
    })),
    8,
    width - 8,
  );
  const plot = plotOf(options, width, key.height + 32);
  const { left, right, top, bottom, horizontal, vertical } = plot;
  const chosen = evenSelection(count, maxPoints);
  const chosenPoints = chosen.map((index) => ({
    x: horizontal.at(points.data[2 * index]!),
    y: vertical.at(points.data[2 * index + 1]!),
    kind: labels?.[index] ?? 0,
  }));
  const spots = Array.from({ length: meanCount }, (_, index) => ({
    x: horizontal.at(classMeans!.data[2 * index]!),
    y: vertical.at(classMeans!.data[2 * index + 1]!),
  }));
  const parts = [
    key.body,
    svgText(theme, 8, top - 13, axisTitles[1], { color: 'muted', fit: width - 16 }),
    verticalAxis(theme, vertical, left, right),
    verticalGrid(theme, horizontal, top, bottom),
    horizontalAxis(theme, horizontal, left, right, bottom),
    `<g fill-opacity="0.8">${cloud(theme, chosenPoints, classes)}</g>`,
    meanMarks(theme, spots, nameOf, plot),
    svgText(theme, (left + right) / 2, bottom + 36, axisTitles[0], { anchor: 'middle', color: 'muted', fit: right - left }),
  ];
  const notes = [
    chosen.length < count ? `${formatNumber(chosen.length)} of ${formatNumber(count)} points are drawn, evenly selected.` : '',
    classMeans ? 'Large outlined marks: class means of the prior.' : '',
    plot.ratio > 4 && options.scales !== 'equal' ? 'The axes have different scales.' : '',
  ].filter((note) => note !== '');
  const ofClasses = grouped ? ` of ${classes} classes (${everyClass.map(nameOf).join(', ')})` : '';
  const description = `${formatNumber(count)} points${ofClasses} over ${axisTitles[0]} and ${axisTitles[1]}${classMeans ? ', with the class means marked' : ''}.`;
  return svgDocument(
    where,
    options,
    { title: 'Latent space', description, note: notes.join(' ') },
    { body: parts.join(''), height: bottom + 44 },
  );
}
