import { lineChart, type LineSeries, type ReportFigure } from '@vaekit/viz';
import type { Say, Words } from '../../words.js';
import { type Estimator, estimators, type Fared } from './gradientEstimates.js';

/** How every estimator fares on a problem. */
export type Judged = Readonly<Record<Estimator, Fared>>;

type Picture = (say: Say) => ReportFigure;

/** The widths of the quadratic that are compared. */
export const widths: readonly number[] = [1, 2, 4, 8, 16, 32, 64];

/** What the estimators are called. */
export const names: Readonly<Record<Estimator, Words>> = {
  reparameterized: { en: 'reparameterized', zh: '重参数化' },
  baseline: { en: 'score function with a baseline', zh: '得分函数，有基线' },
  score: { en: 'score function', zh: '得分函数' },
};
/** The shares of the values in bins. */
function histogram(values: readonly number[], from: number, to: number, bins: number): Pick<LineSeries, 'x' | 'y'> {
  const width = (to - from) / bins;
  const y = Array.from({ length: bins }, () => 0);
  for (const value of values) {
    const bin = Math.floor((value - from) / width);
    if (bin >= 0 && bin < bins) y[bin]! += 1 / (values.length * width);
  }
  return { x: y.map((_, bin) => from + (bin + 0.5) * width), y };
}

/** How near the mean of k draws comes to the gradient. */
export const errorsPicture =
  (counts: readonly number[], digits: Judged): Picture =>
  (say) => ({
    svg: lineChart({
      title: say({ en: 'How far several draws are from the gradient', zh: '多次抽样的均值离真实梯度多远' }),
      series: estimators.map((name) => ({ name: say(names[name]), x: counts, y: digits[name].errors, points: true })),
      xLabel: say({ en: 'draws of z for each image', zh: '每幅图像抽取 z 的次数' }),
      yLabel: say({ en: 'error as a part of the gradient', zh: '误差占梯度的比例' }),
      xScale: 'log',
      yScale: 'log',
      rule: [{ y: 1, label: say({ en: 'as large as the gradient itself', zh: '与梯度本身一样大' }) }],
    }),
    caption: say({
      en: 'Gradients of log p(x|z) for held-out images and a trained VAE. All errors fall with the root of the number of draws. Read across: how many draws the score function needs to be as near as one reparameterized draw.',
      zh: '训练好的 VAE 在未见过的图像上 log p(x|z) 的梯度。误差都随抽样次数的平方根下降。横向看：得分函数要抽多少次，才抵得上一次重参数化抽样。',
    }),
    alt: say({ en: 'Three parallel falling lines on log axes, far apart', zh: '对数坐标上三条平行下降、相距很远的线' }),
  });

/** Single draws of each estimator. */
export const drawsPicture =
  (square: Judged): Picture =>
  (say) => ({
    svg: lineChart({
      title: say({ en: 'One draw of d/dμ₁ on the quadratic', zh: '二次函数上 d/dμ₁ 的单次抽样' }),
      series: estimators.map((name) => ({ name: say(names[name]), ...histogram(square[name].first, -12, 10, 44) })),
      xLabel: say({ en: 'estimate', zh: '估计值' }),
      yLabel: say({ en: 'density', zh: '密度' }),
      rule: [{ x: -1, label: say({ en: 'the gradient', zh: '真实梯度' }) }],
    }),
    caption: say({
      en: 'All three have the same mean. The score function without a baseline has tails far beyond this plot.',
      zh: '三者均值相同。没有基线的得分函数，尾部远超出图的范围。',
    }),
    alt: say({ en: 'Three densities of different width around one mean', zh: '围绕同一均值、宽度不同的三条密度曲线' }),
  });

/** Ratios of variances by the width of the quadratic. */
export const widthsPicture =
  (byWidth: readonly Judged[], threshold: number): Picture =>
  (say) => ({
    svg: lineChart({
      title: say({ en: 'Variance against reparameterized', zh: '方差与重参数化梯度之比' }),
      series: estimators.slice(1).map((name, at) => ({
        name: say(names[name]),
        x: widths,
        y: byWidth.map((judged) => judged[name].variance.mean / judged.reparameterized.variance.mean),
        points: true,
        color: at + 1,
      })),
      xLabel: say({ en: 'dimensions of the quadratic', zh: '二次函数的维数' }),
      yLabel: say({ en: 'ratio of variances, d/dμ', zh: '方差之比，d/dμ' }),
      xScale: 'log',
      yScale: 'log',
      rule: [{ y: threshold, label: say({ en: 'the threshold', zh: '阈值' }) }],
    }),
    caption: say({
      en: 'In few dimensions the score function with a baseline is nearly as good. The advantage grows with the width of the code.',
      zh: '维数很少时，有基线的得分函数相差不多。优势随编码的维数增长。',
    }),
    alt: say({ en: 'Two rising lines over the number of dimensions', zh: '两条随维数上升的线' }),
  });
