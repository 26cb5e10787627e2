import { dotChart, heatMap, imageGridFigure, lineChart, type LineSeries } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import { type Figures, meanOf } from '../../statistics/figures.js';
import type { Say } from '../../words.js';
import { type ScaledError, scales } from './errorScales.js';
import type { Kept } from './keptNoise.js';
import { type PenaltyCell, readings, VARIANCE_WEIGHTS } from './penaltyGrid.js';
import { bestVariance } from './squaredPenalties.js';

/** What the pictures of `without-kl` are drawn from. */
export interface WithoutKlShown {
  readonly figures: Figures;
  /** Of the first seed. */
  readonly kept: Kept;
  readonly cells: readonly PenaltyCell[];
  readonly scaled: readonly ScaledError[];
  /** Noise below this part of the spread has vanished. */
  readonly vanished: number;
}

/** Pixels of a picture that takes the width of the page. */
const WIDE = 640;

type Picture = Measurement['pictures'][number];

const ratiosPicture =
  ({ kept, vanished }: WithoutKlShown): Picture =>
  (say) => ({
    svg: dotChart({
      title: say({ en: 'How much noise is left in the code', zh: '编码中还剩多少噪声' }),
      rows: [
        { name: say({ en: 'with the KL', zh: '有 KL' }), values: kept.ratios.with },
        { name: say({ en: 'without the KL', zh: '无 KL' }), values: kept.ratios.without },
      ],
      xLabel: say({ en: 'σ over the standard deviation of μ', zh: 'σ 与 μ 的标准差之比' }),
      xScale: 'log',
      rule: { x: vanished, label: say({ en: 'vanished', zh: '噪声消失' }) },
      words: { value: say({ en: 'active dimension', zh: '活跃维度' }), mean: say({ en: 'mean', zh: '均值' }) },
    }),
    caption: say({
      en: 'Each dot is a dimension of the code. Left of the dashed line the noise is less than a tenth of the distance between codes: it might as well not be there.',
      zh: '每个点是编码的一个维度。虚线左侧,噪声不到编码间距的十分之一,几乎不起作用。',
    }),
    alt: say({ en: 'Noise by dimension, with and without the KL', zh: '有无 KL 时各维度的噪声' }),
  });

const imagesPicture =
  ({ kept }: WithoutKlShown): Picture =>
  (say) => ({
    svg: imageGridFigure(kept.images, {
      title: say({ en: 'One digit ten times, and ten random codes', zh: '同一数字解码十次,与十个随机编码' }),
      columns: kept.images.shape[0]! / 4,
      width: WIDE,
      rowLabels: [
        say({ en: 'one digit, with KL', zh: '同一数字,有 KL' }),
        say({ en: 'N(0, I), with KL', zh: 'N(0, I),有 KL' }),
        say({ en: 'one digit, without', zh: '同一数字,无 KL' }),
        say({ en: 'N(0, I), without', zh: 'N(0, I),无 KL' }),
      ],
    }),
    caption: say({
      en: 'Rows 1 and 3: ten draws of one digit’s code, decoded. Rows 2 and 4: codes drawn from N(0, I), decoded. Compare how much the rows of one digit vary, and what random codes give.',
      zh: '第 1、3 行:同一数字的编码采样十次后解码。第 2、4 行:从 N(0, I) 取编码解码。请比较同一数字各次解码的差别,以及随机编码的结果。',
    }),
    alt: say({ en: 'Digits decoded with and without the KL', zh: '有无 KL 时解码的数字' }),
    wide: true,
  });

/** The best variances of the two readings as curves, and every dimension of the trained models as a point. */
const bestNoisePicture =
  ({ cells }: WithoutKlShown): Picture =>
  (say) => {
    const x = Array.from({ length: 121 }, (_, i) => 10 ** (-3 + i / 20));
    const own = cells.filter(({ seed }) => seed === cells[0]!.seed);
    const curves = readings.map((penalty, color): LineSeries => ({
      name: `λ ${penalty}`,
      x,
      y: x.map((ratio) => bestVariance(penalty, ratio)),
      color,
    }));
    const points = own.flatMap(({ penalty, variance, sensitivity, noise }) =>
      sensitivity.flatMap((a, dimension): LineSeries[] => {
        const at = a / (2 * variance);
        const inside = at >= x[0]! && at <= x.at(-1)!;
        return inside ? [{ name: '', x: [at], y: [noise[dimension]!], color: readings.indexOf(penalty) }] : [];
      }),
    );
    return {
      svg: lineChart({
        title: say({ en: 'The noise that two penalties leave', zh: '两种惩罚留下的噪声' }),
        series: [...curves, ...points],
        rule: [{ x: 1, label: 'a = 2λ' }],
        xLabel: say({ en: 'a / 2λ, what noise costs over what it is worth', zh: 'a / 2λ,噪声的代价与惩罚之比' }),
        yLabel: say({ en: 'best σ²', zh: '最优的 σ²' }),
        xScale: 'log',
      }),
      caption: say({
        en: 'Lines: the closed forms. Marks: dimensions of trained models, with a measured from their decoders. Right of a = 2λ the penalty (σ² − 1)² leaves nothing, while (log σ²)² always leaves some.',
        zh: '曲线:解析解。标记:训练所得模型的各维度,a 由其解码器测得。在 a = 2λ 右侧,(σ² − 1)² 不留任何噪声,而 (log σ²)² 总会留下一些。',
      }),
      alt: say({ en: 'Best variance over sensitivity under two penalties', zh: '两种惩罚下最优方差随灵敏度的变化' }),
    };
  };

const gridPicture =
  (penalty: PenaltyCell['penalty'], { cells }: WithoutKlShown): Picture =>
  (say) => {
    const own = cells.filter(({ seed, ...cell }) => seed === cells[0]!.seed && cell.penalty === penalty);
    const means = [...new Set(own.map((cell) => cell.mean))];
    const at = (m: number, v: number): number => own.find((cell) => cell.mean === m && cell.variance === v)!.distance;
    return {
      svg: heatMap({
        title: say({ en: `Samples with ${penalty}`, zh: `使用 ${penalty} 时的样本` }),
        values: means.map((m) => VARIANCE_WEIGHTS.map((v) => at(m, v))),
        rows: means.map((m) => `${m} μ²`),
        columns: VARIANCE_WEIGHTS.map((v) => `${v} ${penalty}`),
        unit: say({ en: 'Fréchet distance', zh: 'Fréchet 距离' }),
      }),
      caption: say({
        en: 'Distance of samples from digits by both weights, first seed; smaller is better. This is the choice of weights that the KL spares.',
        zh: '两个权重下样本到真实数字的距离(第一个随机种子),越小越好。KL 省去的正是这种权重选择。',
      }),
      alt: say({ en: `Distances over the weights of the squared errors, ${penalty}`, zh: `各权重下的样本距离,${penalty}` }),
    };
  };

const shownOf = (scaled: readonly ScaledError[], count: number): { data: Float32Array; shape: readonly number[] } => {
  const own = scales.map(({ key }) => scaled.find((one) => one.key === key)!.samples);
  const { data, shape } = own[0]!;
  const size = (data.length / shape[0]!) * count;
  const all = new Float32Array(own.length * size);
  own.forEach((samples, i) => all.set(samples.data.subarray(0, size), i * size));
  return { data: all, shape: [own.length * count, ...shape.slice(1)] };
};

const scalesPicture =
  ({ scaled, figures }: WithoutKlShown): Picture =>
  (say: Say) => ({
    svg: imageGridFigure(shownOf(scaled, 10), {
      title: say({ en: 'What “MSE + KL” may mean', zh: '“MSE + KL”可能指什么' }),
      columns: 10,
      width: WIDE,
      clamp: true,
      rowLabels: scales.map(({ key, label }) => `${say(label)}, β ${Number(meanOf(figures, `β, ${key}`).toPrecision(2))}`),
    }),
    caption: say({
      en: 'Samples. The same words, “squared error plus KL”, are three models: the β is that of the KL beside the σ that fits best.',
      zh: '样本。同样叫“平方误差加 KL”,却是三个模型:β 是以最合适的 σ 为准时 KL 的权重。',
    }),
    alt: say({ en: 'Samples under three scales of the squared error', zh: '平方误差三种尺度下的样本' }),
    wide: true,
  });

/** The pictures of `without-kl`. */
export const withoutKlPictures = (shown: WithoutKlShown): Measurement['pictures'] => [
  ratiosPicture(shown),
  imagesPicture(shown),
  scalesPicture(shown),
  bestNoisePicture(shown),
  ...readings.map((penalty) => gridPicture(penalty, shown)),
];
