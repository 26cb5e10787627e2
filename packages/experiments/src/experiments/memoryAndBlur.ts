import { drawCodes, type Vae } from '@vaekit/core';

import type { Experiment } from '../experiment.js';
import type { Lab } from '../lab/lab.js';
import { usual } from '../lab/usual.js';
import { above, all, type Answer, below, not } from '../statistics/answer.js';
import { differenceOf, intervalOf, meanOf } from '../statistics/figures.js';
import { verdictOf } from '../verdict.js';
import type { Words } from '../words.js';
import { decodedAt, firstRows, mean, samplesOf, stacked } from './parts/drawn.js';
import { memoryAndBlurPictures, sharpnessNames, type Shown } from './parts/memoryAndBlurPictures.js';
import { nearestRows } from './parts/nearest.js';
import { posteriorNormals } from './parts/planeNormals.js';
import { partExplained, posteriorAverages } from './parts/posteriorAverage.js';
import { type FigureKind, seedFigures } from './parts/seedFigures.js';
import { sharpnessOf } from './parts/sharpness.js';

/** Fixed before measuring: a model generates from memory where more than this part of its samples have to be copies of training images. */
const COPIES = 0.5;
/** Fixed before measuring: a decoder gives averages where they explain more than this part of what varies in its images. */
const EXPLAINED = 0.8;
/** Fixed before measuring: two models are equally blurred where one is at most this many times as sharp as the other. */
const SHARPER = 1.1;
const SHOWN = 12;
const CODES = 500;

const likelihoods = ['bernoulli', 'gaussian'] as const;
const generators = ['vae', 'diffusion', 'gan', 'vae-gan'] as const;
type Generator = (typeof generators)[number];
type Likelihood = (typeof likelihoods)[number];
type Name =
  | `copies, ${'reconstructions' | 'samples'}`
  | `explained, ${Likelihood}`
  | `nearest, ${'held-out' | 'samples'}`
  | `sharpness, ${Generator | Likelihood | 'digits'}`;
const kinds: Readonly<Record<Name, FigureKind>> = {
  'copies, samples': { unit: '', label: { en: 'Part of the samples that are copies', zh: '样本中复制品的比例' } },
  'copies, reconstructions': {
    unit: '',
    label: { en: 'Part of reconstructed training digits that are copies', zh: '训练集数字的重建中复制品的比例' },
  },
  'nearest, samples': {
    unit: '',
    label: { en: 'Distance of samples from the nearest training digit', zh: '样本到最近训练数字的距离' },
  },
  'nearest, held-out': {
    unit: '',
    label: { en: 'Distance of held-out digits from the nearest training digit', zh: '测试集数字到最近训练数字的距离' },
  },
  'explained, gaussian': {
    unit: '',
    label: { en: 'Part of decoded images that averages explain, Gaussian', zh: '平均图像解释的比例,高斯似然' },
  },
  'explained, bernoulli': {
    unit: '',
    label: { en: 'Part of decoded images that averages explain, Bernoulli', zh: '平均图像解释的比例,伯努利似然' },
  },
  ...(Object.fromEntries(
    Object.entries(sharpnessNames).map(([name, { en, zh }]) => [
      `sharpness, ${name}`,
      { unit: '', label: { en: `Sharpness, ${en}`, zh: `清晰度,${zh}` } },
    ]),
  ) as Record<`sharpness, ${keyof typeof sharpnessNames}`, FigureKind>),
};

/** What became of one part of the claim. */
const outcomes: Readonly<Record<Answer, Words>> = {
  yes: { en: '(holds)', zh: '(成立)' },
  no: { en: '(does not hold)', zh: '(不成立)' },
  open: { en: '(not decided)', zh: '(尚无定论)' },
};

const generatorOf = (lab: Lab, name: Generator, seed: number): Promise<Vae> =>
  name === 'diffusion'
    ? lab.trained({ ...usual(lab, 'vae', seed), prior: { name: 'diffusion' } })
    : lab.trained(usual(lab, name, seed));

/** Claim 15: a VAE interpolates between remembered images, and its images are blurred because its loss is a squared error. */
export const memoryAndBlur: Experiment = {
  name: 'memory-and-blur',
  title: { en: 'Memory and blur', zh: '记忆与模糊' },
  claim: {
    en: 'A VAE makes no new images but puts together those that it remembers, and they are blurred because its loss is a squared error, which makes them averages.',
    zh: 'VAE 并不生成新图像,只是在记住的图像之间插值;图像之所以模糊,是因为损失是均方误差,得到的是“平均图像”。',
  },
  phrase: {
    text: '001',
    words:
      'VAE并不是真的在生成新的图像,它只是在记住的那些已有图像中进行插值生成……由于它是通过直接计算生成图片和原始图片之间的均方误差,所以得到的是一张“平均图像”',
    english:
      'a VAE does not really generate new images, it only interpolates between the images that it has remembered … because it directly computes the mean squared error between generated and original image, what it gets is an “average image”',
  },
  formulas: [
    { tex: '\\hat x^{\\ast}(z)=\\frac{\\sum_i q(z\\mid x_i)\\,x_i}{\\sum_i q(z\\mid x_i)}' },
    {
      tex: '-\\log p_\\theta(x\\mid z)=\\frac{\\lVert x-\\hat x\\rVert^2}{2\\sigma^2}+\\frac D2\\log(2\\pi\\sigma^2)',
      number: '000.13',
    },
    { tex: '-\\log p_\\theta(x\\mid z)=-\\sum_j\\bigl[x_j\\log\\hat x_j+(1-x_j)\\log(1-\\hat x_j)\\bigr]' },
  ],
  criterion: {
    en: `both parts hold. Memory: more than ${COPIES} of the samples have to be copies of training images. Blur: averages explain more than ${EXPLAINED} of what varies in the decoder’s images under a Gaussian likelihood (the squared error), and it is not so that under a Bernoulli likelihood, which has no squared error, they do too and the images are at most ${SHARPER} times as sharp`,
    zh: `两部分都成立。记忆:超过 ${COPIES} 的样本必须是训练图像的复制品。模糊:高斯似然(即均方误差)下,平均图像解释解码图像变化的比例超过 ${EXPLAINED};并且伯努利似然(没有均方误差)下并非同样如此且清晰度不超过前者的 ${SHARPER} 倍`,
  },
  about: [
    {
      en: 'Memory. Each sample of a VAE looks for its nearest image among training and held-out digits together. A sample that owes nothing to the particular training images finds one of them as often as there are more of them: four times in five here. A copy always does. So the part of the samples that must be copies is (share − 0.8) / 0.2. Reconstructions of training digits show what the measure gives where a model did see the image.',
      zh: '记忆。VAE 的每个样本在训练集与测试集数字中一起寻找最近的图像。若样本与具体的训练图像无关,则命中训练图像的比例就等于其数量占比,这里是五分之四;复制品则总是命中。因此必为复制品的比例是 (命中率 − 0.8) / 0.2。训练集数字的重建则显示:模型确实见过图像时该度量给出多少。',
    },
    {
      en: 'Blur. With a code of two numbers, what the decoder should give at a code can be computed: the average of the training images, each weighted by how likely the code is its own. This is the best mean of a Gaussian and of a Bernoulli likelihood alike. The decoder’s images are compared with these averages under both.',
      zh: '模糊。编码只有两个数时,解码器在某个编码处应给出什么可以直接算出:训练图像的平均,权重为该编码属于各图像的概率。高斯似然与伯努利似然的最优均值都是它。这里在两种似然下把解码图像与这一平均作比较。',
    },
    {
      en: 'Sharpness, the size of the steps between neighboring pixels relative to the pixels, is also shown for models that are trained against a discriminator. It says nothing about whether an image is right: noise is sharp.',
      zh: '清晰度(相邻像素之差相对于像素值的大小)也对用判别器训练的模型给出。它并不说明图像是否正确:噪声也很“清晰”。',
    },
  ],
  async measure(lab) {
    const { figures, add } = seedFigures<Name>(kinds);
    const { train, test } = lab.images;
    const [known, held] = [train.x.shape[0]!, test.x.shape[0]!];
    const everything = stacked([train.x, test.x]);
    const copies = (indices: Int32Array): number =>
      (mean(indices.map((i) => (i < known ? 1 : 0))) - known / (known + held)) / (held / (known + held));
    const sharpness = (images: Parameters<typeof sharpnessOf>[0]): number => mean(sharpnessOf(images));
    const heldNearest = mean((await nearestRows(test.x, train.x)).distances);
    let shown: Shown | undefined;
    for (const seed of lab.seeds) {
      const values: Partial<Record<Name, number>> = { 'sharpness, digits': sharpness(test.x), 'nearest, held-out': heldNearest };
      const sheets = new Map<string, Shown['averages'][number]['images']>();
      for (const name of generators) {
        const images = await samplesOf(await generatorOf(lab, name, seed), held, seed);
        values[`sharpness, ${name}`] = sharpness(images);
        sheets.set(name, images);
      }
      const samples = sheets.get('vae')!;
      const near = await nearestRows(samples, train.x);
      values['nearest, samples'] = mean(near.distances);
      values['copies, samples'] = copies((await nearestRows(samples, everything)).indices);
      const codes = (await drawCodes('memory-and-blur', await generatorOf(lab, 'vae', seed), train, { seed })).x;
      const again = await decodedAt(await generatorOf(lab, 'vae', seed), firstRows(codes, held));
      values['copies, reconstructions'] = copies((await nearestRows(again, everything)).indices);
      const averages: Shown['averages'][number][] = [];
      for (const likelihood of likelihoods) {
        const model = await lab.trained(usual(lab, 'vae', seed, { latent: 2, likelihood }));
        const own = firstRows((await drawCodes('memory-and-blur', model, train, { seed })).x, CODES);
        const images = await decodedAt(model, own);
        const best = await posteriorAverages(await posteriorNormals(model, train.x), train.x, own);
        values[`explained, ${likelihood}`] = partExplained(images, best);
        values[`sharpness, ${likelihood}`] = sharpness(images);
        averages.push({ likelihood, images: firstRows(images, SHOWN), best: firstRows(best, SHOWN) });
      }
      add(values as Record<Name, number>);
      shown ??= {
        samples: firstRows(samples, SHOWN),
        nearest: Array.from(near.indices.subarray(0, SHOWN)),
        train: train.x,
        averages,
        gan: firstRows(sheets.get('gan')!, SHOWN),
        vaeGan: firstRows(sheets.get('vae-gan')!, SHOWN),
        copies: COPIES,
        explained: EXPLAINED,
      };
    }
    return { figures, pictures: shown === undefined ? [] : memoryAndBlurPictures(figures, shown) };
  },
  decide(figures) {
    const remembers = above(intervalOf(figures, 'copies, samples'), COPIES);
    const averages = above(intervalOf(figures, 'explained, gaussian'), EXPLAINED);
    const without = all(
      above(intervalOf(figures, 'explained, bernoulli'), EXPLAINED),
      below(differenceOf(figures, 'sharpness, bernoulli', 'sharpness, gaussian', SHARPER), 0),
    );
    const percent = (name: Name): string => `${Math.round(100 * meanOf(figures, name))} %`;
    const of = (name: Name): string => meanOf(figures, name).toFixed(2);
    const blur = all(averages, not(without));
    return verdictOf(all(remembers, blur), {
      en: `Memory ${outcomes[remembers].en}: by the neighbors of the samples, ${percent('copies, samples')} must be copies. Blur ${outcomes[blur].en}: averages explain ${percent('explained, gaussian')} of the decoder’s images under the squared error, and ${percent('explained, bernoulli')} under a Bernoulli likelihood without one, where sharpness is ${of('sharpness, bernoulli')} against ${of('sharpness, gaussian')}.`,
      zh: `记忆一说${outcomes[remembers].zh}:从样本的近邻看,必为复制品的占 ${percent('copies, samples')}。模糊一说${outcomes[blur].zh}:均方误差下,平均图像解释解码图像的 ${percent('explained, gaussian')};没有均方误差的伯努利似然下为 ${percent('explained, bernoulli')},清晰度分别为 ${of('sharpness, gaussian')} 与 ${of('sharpness, bernoulli')}。`,
    });
  },
};
