import type { PlainTensor } from '@vaekit-internal/base';
import { sample, type Vae } from '@vaekit/core';
import { type DataSet, rectangles } from '@vaekit/datasets';
import type { Experiment } from '../experiment.js';
import type { Lab } from '../lab/lab.js';
import type { LabData, LabExamples } from '../lab/labData.js';
import { encoded } from '../lab/plainly.js';
import { above, all, below } from '../statistics/answer.js';
import { type Figures, intervalOf, meanOf } from '../statistics/figures.js';
import { tally } from '../statistics/tally.js';
import { holdsWhen, verdictOf } from '../verdict.js';
import { type FactorsShown, factorsPictures, shownPlane } from './parts/factorsPictures.js';
import { mean } from './parts/mean.js';
import { nearestRows } from './parts/nearestRows.js';
import { rectangleSides } from './parts/rectangleSides.js';
import { rSquared } from './parts/rSquared.js';

/** Fixed before measuring: codes tell width and height when they explain more than this part of both variances … */
const TOLD = 0.95;
/** … and one axis is one side when it explains more than this part of its variance. */
const AXIS = 0.9;
/** A sample is a rectangle when the best one leaves over less than this part of its squared pixels. */
const LEFT = 0.05;
/** Neighbors that predict a side. */
const NEIGHBORS = 15;

type Part = Readonly<Record<'aspect' | 'height' | 'size' | 'width', readonly number[]>>;
interface Rectangles {
  readonly data: LabData;
  readonly factors: Readonly<Record<'test' | 'train', Part>>;
}

function part({ x, factors }: DataSet<'none'>['train']): { readonly examples: LabExamples; readonly factors: Part } {
  const sides = factors!.values.data;
  const [width, height] = [0, 1].map((at) => Array.from({ length: x.shape[0]! }, (_, row) => sides[2 * row + at]!)) as [
    number[],
    number[],
  ];
  return {
    examples: { x: { data: Float32Array.from(x.data, (value) => value / 255), shape: x.shape }, binarization: 'none' },
    factors: {
      width,
      height,
      size: width.map((one, row) => Math.log(one * height[row]!)),
      aspect: width.map((one, row) => Math.log(one / height[row]!)),
    },
  };
}

function labRectangles(lab: Lab): Rectangles {
  const size = lab.amount(5000, 2500);
  const set = rectangles({ size });
  const [train, test] = [part(set.train), part(set.test)];
  return {
    data: { key: `rectangles ${size}`, train: train.examples, test: test.examples },
    factors: { train: train.factors, test: test.factors },
  };
}

/** How much of each quantity the codes explain on held-out rectangles, by the mean of the nearest training codes. */
async function explained(
  test: PlainTensor,
  train: PlainTensor,
  factors: Rectangles['factors'],
): Promise<Record<keyof Part, number>> {
  const near = await nearestRows(test, train, NEIGHBORS);
  const of = (name: keyof Part): number =>
    rSquared(
      factors.test[name],
      near.map((rows) => mean(rows.map((row) => factors.train[name][row]!))),
    );
  return { width: of('width'), height: of('height'), size: of('size'), aspect: of('aspect') };
}

const axisOf = ({ data, shape }: PlainTensor, axis: number): PlainTensor => ({
  data: Float32Array.from({ length: shape[0]! }, (_, row) => data[2 * row + axis]!),
  shape: [shape[0]!, 1],
});

type Axes = readonly [Record<keyof Part, number>, Record<keyof Part, number>];

/** The worse of two axes when each is to be one of two quantities, whichever way round is better. */
const apart = ([first, second]: Axes, a: keyof Part, b: keyof Part): number =>
  Math.max(Math.min(first[a], second[b]), Math.min(first[b], second[a]));

/** The part of samples from N(0, I) that no rectangle explains. */
function leftOver(model: Vae, count: number, seed: number): number {
  const images = sample(model, { count, seed });
  const sides = rectangleSides({ data: images.dataSync() as Float32Array, shape: images.shape });
  images.dispose();
  return mean(sides.map(({ left }) => left));
}

const share = 'part of the variance';

/** Claim 17: behind rectangles are their widths and heights. */
export const factors: Experiment = {
  name: 'factors',
  title: { en: 'What is behind rectangles', zh: '矩形背后是什么' },
  claim: {
    en: 'Behind all rectangles are their widths and heights: a VAE that sees the images alone finds these two as its code, and a code drawn from the prior gives a rectangle.',
    zh: '所有矩形的背后是它们的宽和高：只看图像的 VAE 会把这两个量学成自己的编码，从先验采样一个编码就得到一个矩形。',
  },
  phrase: {
    text: '000',
    words:
      '例如可以将所有的矩形视为一个真实分布 p(x)，而所有的长和宽的分布视为 p(z)，那么显然，当我们从 p(z) 采样一个长宽 z 时，事实上也采样到了一个矩形',
    english:
      'for example, all rectangles can be seen as a true distribution p(x), and the distribution of all lengths and widths as p(z); then obviously, when we draw a length and width z from p(z), we have in fact drawn a rectangle too',
  },
  formulas: [
    { tex: 'z\\sim p(z),\\qquad x\\sim p_\\theta(x\\mid z)', number: '000.3' },
    { tex: 'p(Rz)=p(z)\\ \\text{ for every rotation } R,\\quad p(z)=N(0,I)' },
    { tex: 'R^2=1-\\frac{\\sum_n(y_n-\\hat y_n)^2}{\\sum_n(y_n-\\bar y)^2}' },
  ],
  criterion: {
    en: `On held-out rectangles the two numbers of the code together explain more than ${TOLD} of the variance of width and of height, and the best rectangle leaves over less than ${LEFT} of the squared pixels of samples. The claim holds as it stands when also each axis alone explains more than ${AXIS} of one side; else it holds for the plane of codes, or for size and aspect. All by 95 % intervals.`,
    zh: `在未见过的矩形上，编码的两个数合起来对宽、高各解释超过 ${TOLD} 的方差；对先验样本，最合适的矩形剩下不到 ${LEFT} 的像素平方和。若每个坐标轴还能单独解释某一边超过 ${AXIS} 的方差，则论断原样成立；否则只对整个编码平面成立，或对大小与长宽比成立。均按 95 % 区间。`,
  },
  about: [
    {
      en: 'White rectangles in the middle of a black image, width and height uniform and independent. A VAE with a code of two numbers learns the images; it is never told a side. Afterwards width and height are predicted from codes by the nearest training codes, first from both numbers, then from each axis alone.',
      zh: '黑色图像中央的白色矩形，宽和高独立且均匀分布。编码只有两个数的 VAE 学习这些图像，从不被告知边长。之后用最近的训练编码来预测宽和高：先用两个数一起预测，再用每个坐标轴单独预测。',
    },
    {
      en: 'The text says that the latent variables are width and height. But N(0, I) looks the same however it is turned, and width and height are uniform where the prior is normal. So a model can at best find the plane in which the sides lie, bent and turned. Size and aspect would be an answer as good as width and height: which two numbers describe a rectangle is our choice, not the image’s.',
      zh: '原文说隐变量就是宽和高。但 N(0, I) 无论怎么旋转都一样，而且宽和高是均匀分布，先验却是正态的。因此模型充其量能找到两条边所在的平面，而这个平面可以弯曲、可以旋转。大小与长宽比也是同样好的答案：用哪两个数描述矩形是我们的选择，图像本身并没有规定。',
    },
  ],
  async measure(lab) {
    const { figures, add } = tally();
    const set = labRectangles(lab);
    const { train, test } = set.data;
    let shown: FactorsShown | undefined;
    for (const seed of lab.seeds) {
      const model = await lab.trained({ model: 'vae', options: { latent: 2 }, data: set.data, epochs: lab.amount(40, 30), seed });
      const [known, held] = [encoded(model, train.x), encoded(model, test.x)];
      const plane = await explained(held, known, set.factors);
      add('width by the plane', plane.width, { en: 'Width by both numbers', zh: '两个数解释宽' }, share);
      add('height by the plane', plane.height, { en: 'Height by both numbers', zh: '两个数解释高' }, share);
      const axes: Axes = [
        await explained(axisOf(held, 0), axisOf(known, 0), set.factors),
        await explained(axisOf(held, 1), axisOf(known, 1), set.factors),
      ];
      const sides = { en: 'Width and height by one axis each (the worse)', zh: '两轴各解释宽与高（较差者）' };
      const shapes = { en: 'Size and aspect by one axis each (the worse)', zh: '两轴各解释大小与长宽比（较差者）' };
      add('width and height by axes', apart(axes, 'width', 'height'), sides, share);
      add('size and aspect by axes', apart(axes, 'size', 'aspect'), shapes, share);
      const left = { en: 'Left over of samples by the best rectangle', zh: '样本中矩形未能解释的部分' };
      add('left over', leftOver(model, lab.amount(1000, 300), seed), left, 'part of the squared pixels');
      const spread = Math.sqrt(mean(Array.from(held.data, (value) => value ** 2)));
      add('spread of codes', spread, { en: 'Spread of the codes (the prior’s is 1)', zh: '编码的离散程度（先验为 1）' });
      shown ??= shownPlane(model, held, seed);
    }
    return { figures, pictures: factorsPictures(figures, shown!, AXIS) };
  },
  decide(figures: Figures) {
    const more = (name: string, bound: number) => above(intervalOf(figures, name), bound);
    const plane = all(
      more('width by the plane', TOLD),
      more('height by the plane', TOLD),
      below(intervalOf(figures, 'left over'), LEFT),
    );
    const [sides, shapes] = [more('width and height by axes', AXIS), more('size and aspect by axes', AXIS)];
    const value = (name: string): string => meanOf(figures, name).toFixed(3);
    const because = {
      en: `Both numbers together explain ${value('width by the plane')} of the variance of width and ${value('height by the plane')} of height; a rectangle leaves over ${value('left over')} of a sample. One axis each, the worse explains ${value('width and height by axes')} of width or height, and ${value('size and aspect by axes')} of size or aspect. The codes spread ${meanOf(figures, 'spread of codes').toFixed(1)} times as wide as the prior.`,
      zh: `两个数合起来解释宽的方差的 ${value('width by the plane')}、高的 ${value('height by the plane')}；样本中有 ${value('left over')} 不能由矩形解释。每轴单独对应一个量时，较差的一轴对宽或高只解释 ${value('width and height by axes')}，对大小或长宽比为 ${value('size and aspect by axes')}。编码的分布宽度是先验的 ${meanOf(figures, 'spread of codes').toFixed(1)} 倍。`,
    };
    if (plane === 'yes' && sides === 'no')
      return holdsWhen(
        shapes === 'yes'
          ? { en: 'the two are size and aspect', zh: '这两个量取作大小与长宽比' }
          : { en: 'the code is taken as a plane that may be turned and bent', zh: '把编码看作可以旋转、弯曲的平面' },
        because,
      );
    return verdictOf(all(plane, sides), because);
  },
};
