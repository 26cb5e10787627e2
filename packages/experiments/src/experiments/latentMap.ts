import { digitFeatures } from '@vaekit/metrics';
import type { Experiment } from '../experiment.js';
import { usual } from '../lab/usual.js';
import { above, all, below } from '../statistics/answer.js';
import { differenceOf, meanOf } from '../statistics/figures.js';
import { holdsWhen, verdictOf } from '../verdict.js';
import { logDensityAt } from './parts/aggregatePosterior.js';
import { mixtureOf, posteriorNormals } from './parts/planeNormals.js';
import { decodedAt, mean, priorCodes } from './parts/drawn.js';
import {
  everyName,
  latentMapPictures,
  type Measure,
  measureNames,
  type Name,
  nameOf,
  PARTS,
  placeNames,
  RINGS,
  type Shown,
  type Within,
  withinNames,
} from './parts/latentMapPictures.js';
import { nearestRows } from './parts/nearest.js';
import { type FigureKind, seedFigures } from './parts/seedFigures.js';
import { sharpnessOf } from './parts/sharpness.js';

/** Fixed before measuring: images at high density are better where their distance from the nearest real digit is below this part of that at low density … */
const NEARER = 0.9;
/** … and their sharpness is above this multiple of it. */
const SHARPER = 1.1;
const COMPONENTS = 10;

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
      return { figures, pictures: shown === undefined ? [] : latentMapPictures(figures, shown) };
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
      en: `At equal |z|, images at high density are ${ratio('distance', 'rings')} times as far from the nearest real digit as those at low density, and ${ratio('sharpness', 'rings')} times as sharp; the claim needs less than ${NEARER} and more than ${SHARPER}. Without equal |z| it is ${ratio('distance', 'all')} and ${ratio('sharpness', 'all')} times.`,
      zh: `|z| 相同时,高密度处的图像到最近真实数字的距离是低密度处的 ${ratio('distance', 'rings')} 倍,清晰度是其 ${ratio('sharpness', 'rings')} 倍;论断要求小于 ${NEARER} 且大于 ${SHARPER}。不限定 |z| 时分别为 ${ratio('distance', 'all')} 倍与 ${ratio('sharpness', 'all')} 倍。`,
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
