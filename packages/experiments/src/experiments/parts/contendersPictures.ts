import type { PlainTensor } from '@vaekit-internal/base';
import { dotChart, heatMap, imageGridFigure } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import { dotsOf, dotWords } from '../../page/dotsOf.js';
import { type Figures, meanOf } from '../../statistics/figures.js';
import { contenders, LATENT } from './contenders.js';

/** What the pictures show besides the figures. */
export interface ContendersShown {
  /** The input, then what comes back from each model but the linear one. */
  readonly shown: PlainTensor;
  /** The part of PCA’s error that a deep network has to stay below. */
  readonly better: number;
  /** Mean errors by depth and width. */
  readonly grid: {
    readonly depths: readonly number[];
    readonly widths: readonly number[];
    readonly errors: readonly (readonly number[])[];
  };
}

/** The pictures of `pca-ae-deep`. */
export const pictures = (figures: Figures, { shown, grid, better }: ContendersShown): Measurement['pictures'] => [
  (say) => ({
    svg: imageGridFigure(shown, {
      columns: shown.shape[0]! / contenders.length,
      clamp: true,
      title: say({ en: `Held-out digits through ${LATENT} numbers`, zh: `未见过的数字经过 ${LATENT} 个数的编码` }),
      rowLabels: [
        say({ en: 'Input', zh: '输入' }),
        ...contenders.filter(({ key }) => key !== 'linear').map(({ label }) => say(label)),
      ],
    }),
    caption: say({
      en: 'Above the input, below it what comes back. PCA leaves gray clouds around the strokes; more layers take them away. Compare the edges of the last rows with those of the first.',
      zh: '第一行是输入,下面是重建结果。PCA 在笔画周围留下灰雾,层数增加后灰雾消失。请把最后两行的边缘与第一行比较。',
    }),
    alt: say({
      en: 'Rows of digits: input, PCA, one layer, deep, stacked',
      zh: '数字图像各行:输入、PCA、单层、深层、逐层预训练',
    }),
    wide: true,
  }),
  (say) => ({
    svg: dotChart({
      title: say({ en: 'Error of held-out digits', zh: '未见过的数字的误差' }),
      rows: contenders.map(({ key, label }) => dotsOf(figures, `error, ${key}`, say(label))),
      xLabel: say({ en: 'squared error of an image', zh: '每幅图像的平方误差' }),
      rule: {
        x: better * meanOf(figures, 'error, PCA'),
        label: say({ en: `${better} times PCA`, zh: `PCA 的 ${better} 倍` }),
      },
      words: dotWords(say),
    }),
    caption: say({
      en: 'Smaller is better. One linear layer lies at PCA or behind it; the deep ones have to be left of the dashed line.',
      zh: '越小越好。线性单层不优于 PCA;深层网络须在虚线左侧。',
    }),
    alt: say({ en: 'Squared errors of five models', zh: '五个模型的平方误差' }),
  }),
  (say) => ({
    svg: heatMap({
      title: say({ en: 'Depth and width', zh: '深度与宽度' }),
      values: grid.errors,
      rows: grid.depths.map(String),
      columns: grid.widths.map(String),
      rowTitle: say({ en: 'hidden layers', zh: '隐藏层数' }),
      columnTitle: say({ en: 'width of each', zh: '每层宽度' }),
      unit: say({ en: 'squared error', zh: '平方误差' }),
    }),
    caption: say({
      en: 'Images of 14 × 14, a few epochs, the mean over the seeds. Does the error fall from left to right, and from top to bottom?',
      zh: '14 × 14 图像,训练轮数较少,取各随机种子的均值。看误差是否从左到右、从上到下减小。',
    }),
    alt: say({ en: 'Errors of networks by depth and width', zh: '各深度与宽度下的误差' }),
  }),
  (say) => ({
    svg: dotChart({
      title: say({ en: 'Is the output clearer than the input?', zh: '输出比输入更清晰吗?' }),
      rows: [
        dotsOf(figures, 'gradient, input', say({ en: 'Input', zh: '输入' })),
        ...contenders.map(({ key, label }) => dotsOf(figures, `gradient, ${key}`, say(label))),
      ],
      xLabel: say({ en: 'mean steepness, larger is clearer', zh: '平均梯度,越大越清晰' }),
      rule: { x: meanOf(figures, 'gradient, input'), label: say({ en: 'input', zh: '输入' }) },
      words: dotWords(say),
    }),
    caption: say({
      en: 'An output left of the dashed line has softer edges than its input.',
      zh: '虚线左侧的输出,边缘比输入更柔和。',
    }),
    alt: say({ en: 'Mean steepness of input and outputs', zh: '输入与各输出的平均梯度' }),
  }),
];
