import type { PlainTensor } from '@vaekit-internal/base';
import { imageGridFigure } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import type { Figures } from '../../statistics/figures.js';
import type { Words } from '../../words.js';
import { dotPicture } from './dotPicture.js';
import { rowsAt, stacked } from './drawn.js';

/** What the pictures of `memory-and-blur` show, of one seed. */
export interface Shown {
  readonly samples: PlainTensor;
  /** Of each sample, the nearest training image. */
  readonly nearest: readonly number[];
  readonly train: PlainTensor;
  readonly averages: readonly {
    readonly likelihood: 'bernoulli' | 'gaussian';
    readonly images: PlainTensor;
    readonly best: PlainTensor;
  }[];
  readonly gan: PlainTensor;
  readonly vaeGan: PlainTensor;
  /** The thresholds. */
  readonly copies: number;
  readonly explained: number;
}

const likelihoodNames: Readonly<Record<'bernoulli' | 'gaussian', Words>> = {
  bernoulli: { en: 'Bernoulli', zh: '伯努利' },
  gaussian: { en: 'Gaussian', zh: '高斯' },
};

/** Whose images are as sharp as said, in the order of the chart. */
export const sharpnessNames: Readonly<
  Record<'bernoulli' | 'diffusion' | 'digits' | 'gan' | 'gaussian' | 'vae' | 'vae-gan', Words>
> = {
  digits: { en: 'held-out digits', zh: '测试集数字' },
  gan: { en: 'GAN', zh: 'GAN' },
  'vae-gan': { en: 'VAE-GAN', zh: 'VAE-GAN' },
  diffusion: { en: 'VAE, codes from a diffusion', zh: 'VAE,编码来自扩散模型' },
  vae: { en: 'VAE, code of 16', zh: 'VAE,16 维编码' },
  bernoulli: { en: 'VAE, code of 2, Bernoulli', zh: 'VAE,2 维编码,伯努利似然' },
  gaussian: { en: 'VAE, code of 2, Gaussian', zh: 'VAE,2 维编码,高斯似然' },
};

/** The pictures of `memory-and-blur`: what is decoded beside what it would be by memory or by averaging, and the figures. */
export function memoryAndBlurPictures(figures: Figures, shown: Shown): Measurement['pictures'] {
  const { samples, nearest, train, averages, gan, vaeGan, copies, explained } = shown;
  return [
    (say) => ({
      wide: true,
      svg: imageGridFigure(
        stacked([samples, rowsAt(train, nearest), ...averages.flatMap(({ images, best }) => [images, best])]),
        {
          title: say({ en: 'Samples beside memories, decoders beside averages', zh: '样本与记忆,解码与平均' }),
          columns: samples.shape[0]!,
          rowLabels: [
            say({ en: 'samples of the VAE', zh: 'VAE 的样本' }),
            say({ en: 'nearest training digit', zh: '最近的训练数字' }),
            ...averages.flatMap(({ likelihood }) => [
              say({ en: `decoded, ${likelihoodNames[likelihood].en}`, zh: `解码,${likelihoodNames[likelihood].zh}似然` }),
              say({ en: 'average of training digits', zh: '训练数字的平均' }),
            ]),
          ],
          width: 800,
        },
      ),
      caption: say({
        en: 'First pair: samples, and the training digit nearest to each; a copy would be the same image. Second and third pair: what decoders with a code of two numbers give, and the average of the training digits that share the code, with a Bernoulli and a Gaussian likelihood. Compare the two rows of a pair, and then the two pairs: only the last has a squared error in its loss.',
        zh: '第一对:样本,以及离它最近的训练数字;若是复制品,两者应相同。第二、三对:2 维编码的解码器的输出,以及共享该编码的训练数字的平均,分别为伯努利似然与高斯似然。先比较每对的两行,再比较后两对:只有最后一对的损失含均方误差。',
      }),
      alt: say({ en: 'Six rows of digits in three pairs', zh: '六行数字,两行一对' }),
    }),
    dotPicture(figures, {
      title: { en: 'Part that must be copies', zh: '必为复制品的比例' },
      names: ['copies, samples', 'copies, reconstructions'],
      labels: [
        { en: 'samples', zh: '样本' },
        { en: 'training digits, reconstructed', zh: '训练数字的重建' },
      ],
      xLabel: { en: '(share nearest to a training digit − 0.8) / 0.2', zh: '(最近者为训练数字的比例 − 0.8) / 0.2' },
      rule: { x: copies, label: { en: 'threshold', zh: '阈值' } },
      caption: {
        en: '0: samples are no nearer to training digits than to held-out ones. 1: all are copies. Below it, the same of training digits that the model reconstructs.',
        zh: '0:样本离训练数字并不比离测试数字更近。1:全部是复制品。下一行是模型重建的训练数字。',
      },
      alt: { en: 'Two parts as dots with intervals', zh: '两个比例的点与区间' },
    }),
    dotPicture(figures, {
      title: { en: 'Distance from the nearest training digit', zh: '到最近训练数字的距离' },
      names: ['nearest, samples', 'nearest, held-out'],
      labels: [
        { en: 'samples', zh: '样本' },
        { en: 'held-out digits', zh: '测试集数字' },
      ],
      xLabel: { en: 'Euclidean distance in pixels', zh: '像素空间的欧氏距离' },
      caption: {
        en: 'A blurred image is nearer to every digit, so a shorter distance is not yet memory; the part that must be copies takes that out.',
        zh: '模糊的图像离所有数字都更近,因此距离短还不等于记忆;“必为复制品的比例”已排除这一点。',
      },
      alt: { en: 'Two distances as dots with intervals', zh: '两个距离的点与区间' },
    }),
    dotPicture(figures, {
      title: { en: 'What averages explain', zh: '平均图像解释了多少' },
      names: ['explained, gaussian', 'explained, bernoulli'],
      labels: [
        { en: 'Gaussian (squared error)', zh: '高斯(均方误差)' },
        { en: 'Bernoulli', zh: '伯努利' },
      ],
      xLabel: { en: 'part of what varies in decoded images', zh: '占解码图像变化的比例' },
      rule: { x: explained, label: { en: 'threshold', zh: '阈值' } },
      caption: {
        en: '1: the decoder gives exactly the average. Many images share a code, and what is best for all of them is their average.',
        zh: '1:解码器给出的恰是平均。许多图像共享一个编码,对它们整体最优的就是平均。',
      },
      alt: { en: 'Two parts as dots with intervals', zh: '两个比例的点与区间' },
    }),
    dotPicture(figures, {
      title: { en: 'Sharpness', zh: '清晰度' },
      names: Object.keys(sharpnessNames).map((name) => `sharpness, ${name}`),
      labels: Object.values(sharpnessNames),
      xLabel: { en: 'steps between pixels over pixels, r.m.s.', zh: '相邻像素之差与像素之比(均方根)' },
      caption: {
        en: 'The first VAE (code of 16) and the second (code of 2) have the same Bernoulli likelihood: what differs between them is how many images share a code.',
        zh: '16 维编码的 VAE 与 2 维编码的第一个 VAE 似然相同(伯努利):差别只在多少图像共享一个编码。',
      },
      alt: { en: 'Sharpness of seven kinds of images', zh: '七种图像的清晰度' },
    }),
    (say) => ({
      wide: true,
      svg: imageGridFigure(stacked([samples, gan, vaeGan]), {
        title: say({ en: 'Samples of three models', zh: '三种模型的样本' }),
        columns: samples.shape[0]!,
        rowLabels: ['VAE', 'GAN', 'VAE-GAN'],
        width: 800,
      }),
      caption: say({ en: 'The first samples of each, without any choice.', zh: '各模型最先抽到的样本,未经挑选。' }),
      alt: say({ en: 'Three rows of samples', zh: '三行样本' }),
    }),
  ];
}
