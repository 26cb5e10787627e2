import type { PlainTensor } from '@vaekit-internal/base';

import { digitFeatures } from '@vaekit/metrics';
import { dotChart, fieldMap, imageGridFigure } from '@vaekit/viz';
import type { Experiment, Measurement } from '../experiment.js';
import { usual } from '../lab/usual.js';
import { above, all, below } from '../statistics/answer.js';
import { differenceOf, type Figures, meanOf } from '../statistics/figures.js';
import { holdsWhen, verdictOf } from '../verdict.js';
import type { Words } from '../words.js';
import { densityOn, type Grid, logDensityAt, type Normals } from './parts/aggregatePosterior.js';
import { mixtureOf, posteriorNormals } from './parts/planeNormals.js';
import { decodedAt, mean, priorCodes, rowsAt } from './parts/drawn.js';
import { nearestRows } from './parts/nearest.js';
import { dotRows, dotWords, type FigureKind, seedFigures } from './parts/seedFigures.js';
import { sharpnessOf } from './parts/sharpness.js';

/** Fixed before measuring: images at high density are better where their distance from the nearest real digit is below this part of that at low density … */
const NEARER = 0.9;
/** … and their sharpness is above this multiple of it. */
const SHARPER = 1.1;
/** Codes are compared within rings around the origin, so that distance from it has no part in it. */
const RINGS = 10;
/** The densest and the thinnest fifth of each ring. */
const PARTS = 5;
const COMPONENTS = 10;

type Place = 'high' | 'low';
type Within = 'all' | 'rings';
const measures = { distance: 'distance', sharpness: 'sharpness', confidence: 'confidence' } as const;
type Measure = keyof typeof measures;
type Name = `${Measure}, ${Place}, ${Within}`;
const measureNames: Readonly<Record<Measure, Words>> = {
  distance: { en: 'Distance from the nearest digit', zh: '到最近数字的距离' },
  sharpness: { en: 'Sharpness', zh: '清晰度' },
  confidence: { en: 'Confidence of the classifier', zh: '分类器的置信度' },
};
const placeNames: Readonly<Record<Place, Words>> = { high: { en: 'high', zh: '高处' }, low: { en: 'low', zh: '低处' } };
const withinNames: Readonly<Record<Within, Words>> = {
  all: { en: 'all codes', zh: '全部编码' },
  rings: { en: 'at equal |z|', zh: '|z| 相同' },
};
const everyName = (['distance', 'sharpness', 'confidence'] as const).flatMap((measure) =>
  (['rings', 'all'] as const).flatMap((within) => (['high', 'low'] as const).map((place) => ({ measure, within, place }))),
);
const nameOf = ({ measure, within, place }: (typeof everyName)[number]): Name => `${measure}, ${place}, ${within}`;
const kinds = Object.fromEntries(
  everyName.map((one): [Name, FigureKind] => {
    const label = (language: 'en' | 'zh'): string =>
      `${measureNames[one.measure][language]}, ${placeNames[one.place][language]}, ${withinNames[one.within][language]}`;
    return [nameOf(one), { unit: '', label: { en: label('en'), zh: label('zh').replaceAll(', ', ',') } }];
  }),
) as Record<Name, FigureKind>;

/** Splits codes by density: the ranks of each ring (or of all at once, one ring) in five parts, the densest first. */
function byDensity(radii: readonly number[], logs: readonly number[], rings: number): number[][][] {
  const outward = radii.map((_, i) => i).sort((a, b) => radii[a]! - radii[b]!);
  const size = outward.length / rings;
  return Array.from({ length: rings }, (_, ring) => {
    const own = outward.slice(Math.round(ring * size), Math.round((ring + 1) * size)).sort((a, b) => logs[b]! - logs[a]!);
    const part = own.length / PARTS;
    return Array.from({ length: PARTS }, (__, i) => own.slice(Math.round(i * part), Math.round((i + 1) * part)));
  });
}

/** Claim 10: images are real where the density of the codes is high, and blurred where it is low. */
export const latentMap: Experiment = {
  name: 'latent-map',
  title: { en: 'Highs and lows of the code space', zh: '编码空间的高点与低点' },
  claim: {
    en: 'Where the distribution of a VAE’s codes is high, codes decode to real images; where it is low, to blurred ones.',
    zh: '在 VAE 编码分布的高点,解码得到真实的图像;在低点则得到模糊的图像。',
  },
  phrase: {
    text: '001',
    words: '在高点我们可以得到一些真正的宝可梦输出……而在低点则是一些模糊的生成图像,效果并不是很好',
    english: 'at the high points we get some real Pokémon … and at the low points some blurred images of no great quality',
  },
  formulas: [
    { tex: 'q(z)=\\frac1N\\sum_{n=1}^N N\\bigl(z;\\mu(x_n),\\mathrm{diag}\\,\\sigma^2(x_n)\\bigr)', number: '000.4' },
    { tex: 'q(z)\\approx\\sum_k\\pi_k\\,N(z;\\mu_k,\\Sigma_k)', number: '001.6' },
  ],
  criterion: {
    en: `among codes at equal distance from the origin, images from the fifth of highest density are, against those from the fifth of lowest density, less than ${NEARER} times as far from the nearest held-out digit (in features of a classifier) and more than ${SHARPER} times as sharp`,
    zh: `在离原点同样远的编码中,密度最高的五分之一与最低的五分之一相比:图像到最近测试集数字的距离(分类器特征)小于其 ${NEARER} 倍,且清晰度大于其 ${SHARPER} 倍`,
  },
  about: [
    {
      en: `A VAE with a code of two numbers learns the digits. The density of its codes, q(z), is the mean of the encoder’s normals over all training digits: no estimate, but the sum itself. Codes are drawn from N(0, I) and sorted by q(z). So that distance from the origin is not what is measured, they are sorted within ${RINGS} rings of equal |z|. Sharpness is the size of the steps between neighboring pixels relative to the pixels.`,
      zh: `编码只有两个数的 VAE 学习数字图像。编码的密度 q(z) 是编码器在全部训练图像上给出的正态分布的平均——不是估计,而是逐项求和。从 N(0, I) 抽取编码并按 q(z) 排序。为排除离原点远近的影响,在 |z| 相同的 ${RINGS} 个环内分别排序。清晰度指相邻像素之差相对于像素值的大小。`,
    },
  ],
  async measure(lab) {
    const net = await digitFeatures();
    try {
      const { figures, add } = seedFigures<Name>(kinds);
      const real = net.features(lab.images.test.x);
      let shown: Shown | undefined;
      for (const seed of lab.seeds) {
        const request = usual(lab, 'vae', seed, { latent: 2 });
        const model = await lab.trained(request);
        const normals = await posteriorNormals(model, lab.images.train.x);
        const codes = await priorCodes(model, lab.amount(2000, 600), seed);
        const [x, y] = [0, 1].map((at) => Array.from({ length: codes.shape[0]! }, (_, i) => codes.data[2 * i + at]!)) as [
          number[],
          number[],
        ];
        const logs = x.map((first, i) => logDensityAt(normals, first, y[i]!));
        const radii = x.map((first, i) => Math.hypot(first, y[i]!));
        const images = await decodedAt(model, codes);
        const classes = net.probabilities(images).data;
        const values: Record<Measure, ArrayLike<number>> = {
          distance: (await nearestRows(net.features(images), real)).distances,
          sharpness: sharpnessOf(images),
          confidence: logs.map((_, i) => Math.max(...classes.subarray(10 * i, 10 * i + 10))),
        };
        const split = { rings: byDensity(radii, logs, RINGS), all: byDensity(radii, logs, 1) };
        const found = everyName.map((one): [Name, number] => {
          const chosen = split[one.within].flatMap((parts) => parts[one.place === 'high' ? 0 : PARTS - 1]!);
          return [nameOf(one), mean(chosen.map((i) => values[one.measure][i]!))];
        });
        add(Object.fromEntries(found) as Record<Name, number>);
        if (shown === undefined) {
          const mixed = await lab.trained({
            ...request,
            prior: { name: 'mixture-of-normals', options: { components: COMPONENTS } },
          });
          const mixture = await mixtureOf(mixed);
          shown = { images, normals, mixture, rings: split.rings, x, y };
        }
      }
      return { figures, pictures: shown === undefined ? [] : pictures(figures, shown) };
    } finally {
      net.dispose();
    }
  },
  decide(figures) {
    const better = (within: Within) => ({
      near: below(differenceOf(figures, `distance, high, ${within}`, `distance, low, ${within}`, NEARER), 0),
      sharp: above(differenceOf(figures, `sharpness, high, ${within}`, `sharpness, low, ${within}`, SHARPER), 0),
    });
    const [rings, whole] = [better('rings'), better('all')];
    const ratio = (measure: Measure, within: Within): string =>
      (meanOf(figures, `${measure}, high, ${within}`) / meanOf(figures, `${measure}, low, ${within}`)).toFixed(2);
    const because = {
      en: `At equal |z|, images at high density are ${ratio('distance', 'rings')} times as far from the nearest real digit as those at low density, and ${ratio('sharpness', 'rings')} times as sharp; without equal |z|, ${ratio('distance', 'all')} and ${ratio('sharpness', 'all')} times.`,
      zh: `|z| 相同时,高密度处的图像到最近真实数字的距离是低密度处的 ${ratio('distance', 'rings')} 倍,清晰度是其 ${ratio('sharpness', 'rings')} 倍;不限定 |z| 时分别为 ${ratio('distance', 'all')} 倍与 ${ratio('sharpness', 'all')} 倍。`,
    };
    if (all(rings.near, rings.sharp) === 'no') {
      if (all(whole.near, whole.sharp) === 'yes')
        return holdsWhen({ en: 'distance from the origin may have its part in it', zh: '允许离原点的远近起作用' }, because);
      if (rings.near === 'yes')
        return holdsWhen({ en: '“real” means near to a digit, and not sharp', zh: '“真实”指接近数字,而非清晰' }, because);
    }
    return verdictOf(all(rings.near, rings.sharp), because);
  },
};

interface Shown {
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

function pictures(figures: Figures, { images, normals, mixture, rings, x, y }: Shown): Measurement['pictures'] {
  const grid: Grid = { reach: 4, cells: 200 };
  const field = {
    values: Array.from(densityOn(normals, grid)),
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
        unit: 'q(z)',
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
        title: say({ en: `${COMPONENTS} normals fitted to it`, zh: `对其拟合的 ${COMPONENTS} 个正态` }),
        points: outlines(mixture),
        classes: [say({ en: 'one deviation', zh: '一个标准差' }), say({ en: 'middle', zh: '中心' })],
        unit: 'q(z)',
      }),
      caption: say({
        en: 'The mixture of normals that the text sees in the code space, fitted to the codes: each ellipse is one normal.',
        zh: '原文在编码空间看到的“高斯混合”,对编码拟合得到:每个椭圆是一个正态分布。',
      }),
      alt: say({ en: 'The same density with ellipses', zh: '同一密度与若干椭圆' }),
    }),
    ...(['distance', 'sharpness', 'confidence'] as const).map((measure): Measurement['pictures'][number] => (say) => ({
      svg: dotChart({
        title: say(measureNames[measure]),
        rows: dotRows(figures, everyName.filter((one) => one.measure === measure).map(nameOf), (words) =>
          say(words)
            .split(say({ en: ', ', zh: ',' }))
            .slice(1)
            .join(say({ en: ', ', zh: ',' })),
        ),
        xLabel: say(measureNames[measure]),
        words: dotWords(say),
      }),
      caption: say(comments[measure]),
      alt: say({ en: 'High and low density as dots with intervals', zh: '高、低密度处的点与区间' }),
    })),
  ];
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
