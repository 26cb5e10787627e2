import type { PlainTensor } from '@vaekit-internal/base';
import { fieldMap, imageGridFigure } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import type { Figures } from '../../statistics/figures.js';
import type { Words } from '../../words.js';
import { densityOn, type Grid, type Normals } from './aggregatePosterior.js';
import { dotPicture } from './dotPicture.js';
import { rowsAt } from './drawn.js';

/** Codes are compared within so many rings around the origin, so that distance from it has no part in it. */
export const RINGS = 10;
/** The densest and the thinnest fifth of each ring are compared. */
export const PARTS = 5;

/** Where the density of codes is high or low. */
export type Place = 'high' | 'low';
/** Among all codes, or among codes of equal |z|. */
export type Within = 'all' | 'rings';
/** What is measured of an image. */
export type Measure = 'confidence' | 'distance' | 'sharpness';
/** The name of a figure. */
export type Name = `${Measure}, ${Place}, ${Within}`;
/** Words for what is measured. */
export const measureNames: Readonly<Record<Measure, Words>> = {
  distance: { en: 'Distance from the nearest digit', zh: '到最近数字的距离' },
  sharpness: { en: 'Sharpness', zh: '清晰度' },
  confidence: { en: 'Confidence of the classifier', zh: '分类器的置信度' },
};
/** Words for high and low. */
export const placeNames: Readonly<Record<Place, Words>> = { high: { en: 'high', zh: '高处' }, low: { en: 'low', zh: '低处' } };
/** Words for what is compared. */
export const withinNames: Readonly<Record<Within, Words>> = {
  all: { en: 'all codes', zh: '全部编码' },
  rings: { en: 'at equal |z|', zh: '|z| 相同' },
};
/** Every figure. */
export const everyName: readonly { readonly measure: Measure; readonly within: Within; readonly place: Place }[] = (
  ['distance', 'sharpness', 'confidence'] as const
).flatMap((measure) =>
  (['rings', 'all'] as const).flatMap((within) => (['high', 'low'] as const).map((place) => ({ measure, within, place }))),
);
/** The name of a figure by its parts. */
export const nameOf = ({ measure, within, place }: (typeof everyName)[number]): Name => `${measure}, ${place}, ${within}`;
/** What the pictures show, of one seed. */
export interface Shown {
  readonly images: PlainTensor;
  readonly normals: Normals;
  readonly mixture: Normals;
  readonly rings: readonly (readonly (readonly number[])[])[];
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Points of the ellipse one deviation around each normal, and its middle. */
function outlines({ means, logVars }: Normals): { x: number; y: number; class: number }[] {
  return Array.from({ length: means.length / 2 }, (_, k) =>
    Array.from({ length: 41 }, (__, i) => {
      const angle = (2 * Math.PI * i) / 40;
      const out = i === 40 ? 0 : 1;
      const at = (axis: number, part: number): number =>
        means[2 * k + axis]! + out * part * Math.exp(0.5 * logVars[2 * k + axis]!);
      return { x: at(0, Math.cos(angle)), y: at(1, Math.sin(angle)), class: i === 40 ? 1 : 0 };
    }),
  ).flat();
}

/** The pictures of `latent-map`: decoded codes by density, the density itself, and the figures. */
export function latentMapPictures(figures: Figures, { images, normals, mixture, rings, x, y }: Shown): Measurement['pictures'] {
  const grid: Grid = { reach: 4, cells: 200 };
  const field = {
    // The root lets the thin parts be seen.
    values: Array.from(densityOn(normals, grid), Math.sqrt),
    shape: [grid.cells, grid.cells] as const,
    x: [-grid.reach, grid.reach] as const,
    y: [-grid.reach, grid.reach] as const,
    xLabel: 'z₁',
    yLabel: 'z₂',
  };
  const places = (part: number, kind: number) =>
    rings.flatMap((parts) => parts[part]!.slice(0, 12).map((i) => ({ x: x[i]!, y: y[i]!, class: kind })));
  const grids = Array.from({ length: PARTS }, (_, part) =>
    rings.map((parts) => parts[part]![Math.floor(parts[part]!.length / 2)]!),
  ).flat();
  return [
    (say) => ({
      wide: true,
      svg: imageGridFigure(rowsAt(images, grids), {
        title: say({ en: 'From high density (top) to low density (bottom)', zh: '从高密度(上)到低密度(下)' }),
        columns: RINGS,
        rowLabels: Array.from({ length: PARTS }, (_, i) =>
          i === 0 ? say({ en: 'highest', zh: '最高' }) : i === PARTS - 1 ? say({ en: 'lowest', zh: '最低' }) : ' ',
        ),
        rowTitle: say({ en: 'density of codes', zh: '编码密度' }),
        columnTitle: say({ en: 'from the origin outward; equal |z| in a column', zh: '从原点向外;同一列 |z| 相同' }),
        width: 720,
      }),
      caption: say({
        en: 'Decoded codes. In a column all are about as far from the origin; only the density of the codes falls from top to bottom. Look whether the images get worse downward. Each is the one in the middle of its fifth, so none was chosen.',
        zh: '解码后的编码。同一列离原点大致同样远,自上而下只有编码密度在下降。看图像是否越往下越差。每幅取其所在五分之一的居中者,未经挑选。',
      }),
      alt: say({
        en: 'Fifty decoded digits, by density and distance from the origin',
        zh: '五十个解码的数字,按密度与离原点的距离排列',
      }),
    }),
    (say) => ({
      svg: fieldMap({
        ...field,
        title: say({ en: 'The density of the codes, q(z)', zh: '编码的密度 q(z)' }),
        points: [...places(0, 0), ...places(PARTS - 1, 1)],
        classes: [say({ en: 'high', zh: '高处' }), say({ en: 'low', zh: '低处' })],
        unit: '√q(z)',
      }),
      caption: say({
        en: 'All normals of the encoder together. The marks are codes of the highest and the lowest fifth of each ring around the origin.',
        zh: '编码器给出的所有正态分布之和。标记为每个环内密度最高与最低的五分之一的编码。',
      }),
      alt: say({ en: 'A density over the plane with two kinds of points', zh: '平面上的密度与两类点' }),
    }),
    (say) => ({
      svg: fieldMap({
        ...field,
        title: say({
          en: `${mixture.means.length / 2} normals fitted to it`,
          zh: `对其拟合的 ${mixture.means.length / 2} 个正态`,
        }),
        points: outlines(mixture).filter((point) => Math.max(Math.abs(point.x), Math.abs(point.y)) < grid.reach),
        classes: [say({ en: 'one deviation', zh: '一个标准差' }), say({ en: 'middle', zh: '中心' })],
        unit: '√q(z)',
      }),
      caption: say({
        en: 'The mixture of normals that the text sees in the code space, fitted to the codes: each ellipse is one normal.',
        zh: '原文在编码空间看到的“高斯混合”,对编码拟合得到:每个椭圆是一个正态分布。',
      }),
      alt: say({ en: 'The same density with ellipses', zh: '同一密度与若干椭圆' }),
    }),
    ...(['distance', 'sharpness', 'confidence'] as const).map((measure) =>
      dotPicture(figures, {
        title: measureNames[measure],
        ...namesAndLabels(measure),
        xLabel: measureNames[measure],
        caption: comments[measure],
        alt: { en: 'High and low density as dots with intervals', zh: '高、低密度处的点与区间' },
      }),
    ),
  ];
}

/** The figures of a measure, and their labels without its name. */
function namesAndLabels(measure: Measure): { names: string[]; labels: Words[] } {
  const own = everyName.filter((one) => one.measure === measure);
  const label = ({ place, within }: (typeof own)[number]): Words => ({
    en: `${placeNames[place].en}, ${withinNames[within].en}`,
    zh: `${placeNames[place].zh},${withinNames[within].zh}`,
  });
  return { names: own.map(nameOf), labels: own.map(label) };
}

const comments: Readonly<Record<Measure, Words>> = {
  distance: { en: 'In the features of a digit classifier; smaller is more real.', zh: '在数字分类器的特征中度量;越小越真实。' },
  sharpness: {
    en: 'Steps between neighboring pixels relative to the pixels; larger is sharper.',
    zh: '相邻像素之差相对于像素值;越大越清晰。',
  },
  confidence: {
    en: 'The probability of the digit that the classifier takes it for. Shown only; the verdict does not use it.',
    zh: '分类器对其判定数字的概率。仅供参考,不参与判定。',
  },
};
