import type { PlainTensor } from '@vaekit-internal/base';
import { imageGridFigure, lineChart, type LineSeries } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import { pick, stacked } from '../../lab/rows.js';
import { type Figures, intervalOf, meanOf } from '../../statistics/figures.js';
import type { Say, Words } from '../../words.js';

/** Sprites in a row of reconstructions. */
const COLUMNS = 9;
/** Examples whose neighbors are shown. */
const EXAMPLES = 3;

/** What the pictures of one set show, of one seed. */
export interface NeighborsShown {
  readonly name: string;
  readonly words: Words;
  readonly widths: readonly number[];
  /** Held-out images, and below them what each code gives back. */
  readonly returned: PlainTensor;
  /** Of each example, a row by pixels and a row by each of two codes: itself, then its neighbors. */
  readonly rows: PlainTensor;
  readonly near: readonly number[];
  readonly neighbors: number;
}

/** What is known of one set, to be shown. */
export interface NeighborsGiven extends Pick<NeighborsShown, 'name' | 'widths' | 'words'> {
  readonly test: PlainTensor;
  readonly train: PlainTensor;
  readonly byPixels: readonly (readonly number[])[];
  readonly byCode: (width: number) => readonly (readonly number[])[];
  readonly returned: (width: number, x: PlainTensor) => PlainTensor;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The codes whose neighbors are shown: a narrow one and a wider one. */
const nearWidths = (widths: readonly number[]): number[] => [4, 16].filter((width) => widths.includes(width));

/** Draws one set together. */
export function shownNeighbors({ name, words, widths, test, train, byPixels, byCode, returned }: NeighborsGiven): NeighborsShown {
  const first = pick(test, range(COLUMNS));
  const near = nearWidths(widths);
  const rows = range(EXAMPLES).flatMap((example) =>
    [byPixels, ...near.map(byCode)].flatMap((found) => [pick(test, [example]), pick(train, found[example]!)]),
  );
  return {
    name,
    words,
    widths,
    returned: stacked([first, ...widths.map((width) => returned(width, first))]),
    rows: stacked(rows),
    near,
    neighbors: byPixels[0]!.length,
  };
}

const traits = { shape: { en: 'shape', zh: '形状' }, color: { en: 'color', zh: '颜色' } } as const;

/** Shares over the width, with those of pixels as level lines. */
function lines(figures: Figures, { name, widths }: NeighborsShown, say: Say): LineSeries[] {
  return (['shape', 'color'] as const).flatMap((trait, color) => {
    const intervals = widths.map((width) => intervalOf(figures, `${name}, ${trait}, width ${width}`));
    const band = intervals.every(({ low }) => Number.isFinite(low))
      ? { low: intervals.map(({ low }) => low), high: intervals.map(({ high }) => high) }
      : {};
    const pixels = meanOf(figures, `${name}, ${trait}, pixels`);
    return [
      {
        name: say({ en: `${traits[trait].en}, by code`, zh: `${traits[trait].zh}，按编码` }),
        x: widths,
        y: intervals.map(({ mean }) => mean),
        points: true,
        color,
        ...band,
      },
      {
        name: say({ en: `${traits[trait].en}, by pixels`, zh: `${traits[trait].zh}，按像素` }),
        x: widths,
        y: widths.map(() => pixels),
        dashed: true,
        color,
      },
    ];
  });
}

const chart = (figures: Figures, shown: NeighborsShown) => (say: Say) => ({
  svg: lineChart({
    title: say({ en: `What neighbors share: ${shown.words.en}`, zh: `近邻有什么相同：${shown.words.zh}` }),
    series: lines(figures, shown, say),
    xLabel: say({ en: 'width of the code', zh: '编码宽度' }),
    xScale: 'log',
    yLabel: say({ en: 'alike beyond chance (1: all)', zh: '相同程度（随机为 0，全中为 1）' }),
  }),
  caption: say({
    en: 'From right to left the code narrows. The claim wants the color to fall and the shape to stay, above its dashed line.',
    zh: '从右向左编码变窄。按论断，颜色线应下降，形状线应保持不变，并高于它的虚线。',
  }),
  alt: say({
    en: 'Shares of neighbors of the same shape and color over the width of the code',
    zh: '形状相同、颜色相同的近邻比例随编码宽度的变化',
  }),
});

const returns =
  ({ returned, widths, words }: NeighborsShown) =>
  (say: Say) => ({
    svg: imageGridFigure(returned, {
      columns: COLUMNS,
      clamp: true,
      title: say({ en: `What a narrow code gives back: ${words.en}`, zh: `窄编码还原出什么：${words.zh}` }),
      rowLabels: [say({ en: 'image', zh: '原图' }), ...widths.map((width) => say({ en: `width ${width}`, zh: `宽度 ${width}` }))],
    }),
    caption: say({
      en: 'Above, held-out images; below, what codes of growing width give back. Which comes first, the color or the shape?',
      zh: '第一行是未见过的图像，以下是宽度递增的编码还原的结果。先出现的是颜色还是形状？',
    }),
    alt: say({ en: 'Sprites and their reconstructions from codes of several widths', zh: '小图形及其在不同编码宽度下的重建' }),
  });

const nearest =
  ({ rows, near, words, neighbors }: NeighborsShown) =>
  (say: Say) => ({
    svg: imageGridFigure(rows, {
      columns: 1 + neighbors,
      clamp: true,
      title: say({ en: `Nearest neighbors: ${words.en}`, zh: `最近邻：${words.zh}` }),
      rowLabels: range(EXAMPLES).flatMap(() => [
        say({ en: 'pixels', zh: '像素' }),
        ...near.map((width) => say({ en: `width ${width}`, zh: `宽度 ${width}` })),
      ]),
      columnLabels: [say({ en: 'image', zh: '图像' }), ...range(neighbors).map((i) => String(i + 1))],
    }),
    caption: say({
      en: 'Three held-out images, left, and their nearest training images by pixels and by codes.',
      zh: '左列是三幅未见过的图像，右边是按像素与按编码找到的最近的训练图像。',
    }),
    alt: say({ en: 'Rows of nearest neighbors by pixels and by codes', zh: '按像素与按编码的最近邻' }),
  });

/** The pictures of `neighbors`: what codes give back, what neighbors share, and some neighbors; the vivid set first. */
export const neighborsPictures = (figures: Figures, shown: readonly NeighborsShown[]): Measurement['pictures'] => [
  ...shown.map((one) => chart(figures, one)),
  ...shown.map(returns),
  ...shown.map(nearest),
];
