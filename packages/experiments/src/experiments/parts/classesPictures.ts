import type { PlainTensor } from '@vaekit-internal/base';
import type { Vae } from '@vaekit/core';
import { dotChart, heatMap, imageGridFigure, lineChart } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import { pick, stacked } from '../../lab/rows.js';
import { dotsOf, dotWords } from '../../page/dotsOf.js';
import { type Figures, intervalOf } from '../../statistics/figures.js';
import type { Say, Words } from '../../words.js';
import { changed, drawn, type Labeled, meanDistances } from './classMeasures.js';

/** Draws of the noise, each put around all ten means. */
const DRAWS = 8;
/** Held-out digits that are turned into all ten. */
const TURNED = 4;
const digits = Array.from({ length: 10 }, (_, digit) => digit);

/** What the pictures show, of one seed; the class-mean model first. */
export interface ClassesShown {
  readonly samples: readonly PlainTensor[];
  /** Held-out digits, each with a row of ten for either model. */
  readonly turned: PlainTensor;
  /** Distances between class means, row by row. */
  readonly distances: readonly number[];
}

/** Draws both models. */
export async function shownClasses(models: readonly [Vae, Vae], held: Labeled, seed: number): Promise<ClassesShown> {
  const samples: PlainTensor[] = [];
  for (const model of models) {
    const rows = [];
    // The same seed, the same noise: a column differs in its mean alone.
    for (const digit of digits) rows.push(await drawn(model, Array<number>(DRAWS).fill(digit), seed));
    samples.push(stacked(rows));
  }
  const turned: PlainTensor[] = [];
  const chosen = digits.map((digit) => held.labels.indexOf(digit)).filter((row) => row >= 0);
  for (const row of [2, 4, 7, 3].slice(0, TURNED).map((at) => chosen[at % chosen.length]!))
    for (const model of models) {
      const x = pick(held.x, Array<number>(10).fill(row));
      turned.push(pick(held.x, [row]), await changed(model, { x, labels: Array<number>(10).fill(held.labels[row]!) }, digits));
    }
  return { samples, turned: stacked(turned), distances: meanDistances(models[0]) };
}

/** What the pictures are told of the experiment. */
interface Told {
  readonly controlled: number;
  readonly noises: readonly number[];
  readonly models: readonly { readonly key: string; readonly words: Words }[];
}

const sampleGrid = (samples: PlainTensor, words: Words) => (say: Say) => ({
  svg: imageGridFigure(samples, {
    columns: DRAWS,
    clamp: true,
    title: say({ en: `One noise, ten classes: ${words.en}`, zh: `同一噪声，十个类别：${words.zh}` }),
    rowLabels: digits.map(String),
    rowTitle: say({ en: 'class asked for', zh: '所要的类别' }),
    columnTitle: say({ en: 'draw of the noise', zh: '噪声的采样' }),
  }),
  caption: say({
    en: 'A row is a class, a column is one draw of the noise. Is each row the digit on its left?',
    zh: '每行一个类别，每列一次噪声采样。每一行是否都是左边标出的数字？',
  }),
  alt: say({ en: 'Samples by class in rows', zh: '按类别逐行排列的样本' }),
});

/** The pictures of `classes`. */
export const classesPictures = (
  figures: Figures,
  { samples, turned, distances }: ClassesShown,
  { controlled, noises, models }: Told,
): Measurement['pictures'] => [
  sampleGrid(samples[0]!, models[0]!.words),
  sampleGrid(samples[1]!, models[1]!.words),
  (say) => ({
    svg: lineChart({
      title: say({ en: 'How often the class is the one asked for', zh: '得到所要类别的比例' }),
      series: models.map(({ key, words }) => {
        const found = noises.map((noise) => intervalOf(figures, `hit, noise ${noise}, ${key}`));
        const band = found.every(({ low }) => Number.isFinite(low))
          ? { low: found.map(({ low }) => low), high: found.map(({ high }) => high) }
          : {};
        return { name: say(words), x: noises, y: found.map(({ mean }) => mean), points: true, ...band };
      }),
      xLabel: say({ en: 'noise around the mean (1: the text’s)', zh: '均值附近的噪声（1：原文所设）' }),
      yLabel: say({ en: '% of samples', zh: '样本百分比' }),
      rule: [{ y: controlled, label: say({ en: 'controlled', zh: '可控' }) }],
    }),
    caption: say({
      en: 'The nearer to its mean a code is drawn, the surer its class. The claim is about the right end.',
      zh: '编码离均值越近，类别越确定。论断说的是最右端。',
    }),
    alt: say({
      en: 'Share of samples of the class asked for over the size of the noise',
      zh: '得到所要类别的比例随噪声大小的变化',
    }),
  }),
  (say) => ({
    svg: imageGridFigure(turned, {
      columns: 11,
      clamp: true,
      title: say({ en: 'If this had been another digit', zh: '假如这是另一个数字' }),
      rowLabels: Array.from({ length: 2 * TURNED }, (_, i) => say(models[i % 2]!.words)),
      columnLabels: [say({ en: 'image', zh: '原图' }), ...digits.map(String)],
    }),
    caption: say({
      en: 'Held-out digits, left, and the same turned into each of the ten. What of the hand stays: slant, thickness?',
      zh: '左列是未见过的数字，右边把它变成十个数字。书写的特点，如倾斜与粗细，保留了多少？',
    }),
    alt: say({ en: 'Digits turned into each of the ten classes', zh: '把数字变成十个类别' }),
    wide: true,
  }),
  (say) => ({
    svg: heatMap({
      title: say({ en: 'Distances between the class means', zh: '类均值之间的距离' }),
      values: digits.map((row) => distances.slice(10 * row, 10 * row + 10)),
      rows: digits.map(String),
      columns: digits.map(String),
      unit: say({ en: 'standard deviations', zh: '标准差' }),
    }),
    caption: say({
      en: 'Two unit normals whose means are 2 apart overlap so much that one draw in six is on the wrong side; at 4, one in 44.',
      zh: '均值相距 2 的两个单位正态分布，约六分之一的采样落在错误的一侧；相距 4 时为四十四分之一。',
    }),
    alt: say({ en: 'A table of distances between the means of ten classes', zh: '十个类均值之间的距离表' }),
  }),
  (say) => ({
    svg: dotChart({
      title: say({ en: 'Images turned, and images told', zh: '改变类别与说出类别' }),
      rows: [
        ...models.map(
          ({ key, words }) => ['counterfactual', key, { en: `turned: ${words.en}`, zh: `改变：${words.zh}` }] as const,
        ),
        ...models.map(
          ({ key, words }) => ['Bayes', key, { en: `told, Bayes: ${words.en}`, zh: `说出，贝叶斯：${words.zh}` }] as const,
        ),
        ['nearest mean', 'class mean', { en: 'told, nearest mean', zh: '说出，最近的均值' }] as const,
      ].map(([what, key, words]) => dotsOf(figures, `${what}, ${key}`, say(words))),
      xLabel: say({ en: '% right', zh: '正确百分比' }),
      words: dotWords(say),
    }),
    caption: say({
      en: 'Held-out digits: turned into another class that the classifier recognizes, and told by the model itself.',
      zh: '未见过的数字：变成另一类并被分类器认出的比例，以及模型自己说出类别的正确率。',
    }),
    alt: say({ en: 'Accuracy of counterfactuals and of classification by the models', zh: '反事实与模型分类的正确率' }),
  }),
];
