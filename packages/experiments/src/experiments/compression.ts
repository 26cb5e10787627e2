import { rowsByClass } from '@vaekit/pictures';
import type { Experiment } from '../experiment.js';
import { pick, stacked } from '../lab/rows.js';
import { type Answer, below } from '../statistics/answer.js';
import { differenceOf, type Figures, meanOf } from '../statistics/figures.js';
import { errorAt, type OperatingPoint } from '../statistics/rateDistortion.js';
import { tally } from '../statistics/tally.js';
import { holdsWhen, verdictOf } from '../verdict.js';
import { AE_WIDTHS, codersOf, type Family, meanImage } from './parts/coders.js';
import { type CompressionShown, pictures } from './parts/compressionPictures.js';
import { pngPoints } from './parts/pngSizes.js';
import type { Coded } from './parts/quantizedCodes.js';

/** Fixed before measuring: the bits a digit may have, and the part of PCA’s error that the autoencoder has to stay below. */
const RATES = [25, 50, 100] as const;
const LESS = 0.9;

const families: Readonly<Record<Family, { en: string; zh: string }>> = {
  PCA: { en: 'PCA', zh: 'PCA' },
  AE: { en: 'autoencoder', zh: '自编码器' },
  VQ: { en: 'VQ-VAE', zh: 'VQ-VAE' },
};

const answerAt = (figures: Figures, rate: number): Answer =>
  below(differenceOf(figures, `error at ${rate} bits, AE`, `error at ${rate} bits, PCA`, LESS), 0);

/** The way of coding that costs most among those that cost at most `rate`, and where there is none, the cheapest. */
function within(coded: readonly Coded[], rate: number): Coded {
  const order = coded.toSorted((a, b) => a.bits - b.bits);
  return order.findLast(({ bits }) => bits <= rate) ?? order[0]!;
}

/** Claim 13: a code says with less information what matters in an image. */
export const compression: Experiment = {
  name: 'compression',
  title: { en: 'The code as compression', zh: '作为压缩的编码' },
  claim: {
    en: 'A learned code keeps what matters in fewer bits: at equal bits its images are nearer to the originals than those of quantized principal components.',
    zh: '学到的编码用更少的信息保留关键内容:比特数相同时,它还原的图像比量化的主成分更接近原图。',
  },
  phrase: {
    text: '001',
    words: '潜在编码你可以理解为一种降维或者压缩数据的方式,旨在用更少的信息去表达数据的本质',
    english:
      'a latent code can be understood as a way to reduce dimensions or to compress data, meant to express the essence of the data with less information',
  },
  formulas: [
    {
      tex: 'R=\\sum_k E\\bigl[-\\log_2 p_k(s_k)\\bigr],\\quad s_k=\\mathrm{round}\\frac{z_k-\\bar z_k}{\\Delta_k},\\qquad D=E\\lVert x-g(\\bar z+\\Delta s)\\rVert^2',
    },
  ],
  criterion: {
    en: `On held-out digits, at ${RATES.join(', ')} bits a digit: the squared error of the best autoencoder’s rounded code is below ${LESS} times that of rounded principal components, by the paired 95 % interval. The claim holds when it is so at all three rates, and under a condition when at some.`,
    zh: `在未见过的数字上,每个数字用 ${RATES.join('、')} 比特:自编码器量化编码的平方误差小于量化主成分的 ${LESS} 倍(配对 95 % 区间)。三种比特数都满足则成立,部分满足则有条件成立。`,
  },
  about: [
    {
      en: `Each number of a code is rounded to a multiple of a step, and the bits are those of an ideal coder that knows how often each multiple came up in training. Many steps are tried, for principal components one step in the units of the image for all components, which is what transform coding does, and for autoencoders of ${AE_WIDTHS.join(', ')} numbers one step in the deviations of each number. Between two ways of coding one may switch from digit to digit, so the lower convex hull counts. A VQ-VAE has a rate of its own, the bits of its indices.`,
      zh: `编码的每个数都取整到步长的倍数;比特数按理想编码器计算,它知道训练中每个倍数出现的频率。试了多种步长:主成分对所有分量使用同一个以图像单位计的步长,即变换编码的做法;${AE_WIDTHS.join('、')} 个数的自编码器,则以每个数的标准差为单位。两种编码方式可以逐个数字切换使用,所以取下凸包。VQ-VAE 的码率就是其索引的比特数。`,
    },
    {
      en: 'The text speaks of dimensions and of information as if they were one. Thirty real numbers hold as many bits as one likes: only rounding makes a code a compression. Left out on both sides are the bits of the decoder itself, which for these networks are far more than the codes of all digits together; PNG needs none.',
      zh: '原文把维数与信息量混为一谈。三十个实数可以容纳任意多的比特,只有取整之后编码才是压缩。双方都没有计入解码器本身的比特数;这些网络参数的比特数远多于全部数字的编码,而 PNG 不需要解码器。',
    },
  ],
  async measure(lab) {
    const { test, train } = lab.images;
    const { figures, add } = tally();
    const rows = rowsByClass({ x: test.x, ...(test.y && { y: test.y.data }) }, 10);
    const nothing: OperatingPoint = { bits: 0, error: meanImage(train.x, test.x) };
    let shown: CompressionShown | undefined;
    for (const seed of lab.seeds) {
      const coders = await codersOf(lab, seed, rows);
      for (const family of ['PCA', 'AE', 'VQ'] as const) {
        const { en, zh } = families[family];
        const points = [nothing, ...coders.flatMap((coder) => (coder.family === family ? coder.coded : []))];
        for (const rate of RATES)
          add(`error at ${rate} bits, ${family}`, errorAt(points, rate), {
            en: `Squared error at ${rate} bits: ${en}`,
            zh: `${rate} 比特时的平方误差:${zh}`,
          });
      }
      for (const { family, name, coded } of coders) {
        if (family !== 'VQ') continue;
        add(
          `bits, VQ ${name}`,
          coded[0]!.bits,
          { en: `Bits: VQ-VAE, ${name} places`, zh: `比特数:VQ-VAE,${name} 个位置` },
          'bits',
        );
        add(`error, VQ ${name}`, coded[0]!.error, {
          en: `Squared error: VQ-VAE, ${name} places`,
          zh: `平方误差:VQ-VAE,${name} 个位置`,
        });
      }
      if (shown !== undefined) continue;
      const tiles = (['PCA', 'AE', 'VQ'] as const).map((family) =>
        within(
          coders.flatMap((coder) => (coder.family === family ? coder.coded : [])),
          RATES[1],
        ),
      );
      shown = {
        curves: coders,
        png: pngPoints(test.x),
        tiles: stacked([pick(test.x, rows), ...tiles.map(({ images }) => images)]),
        tileBits: tiles.map(({ bits }) => bits),
        rates: RATES,
      };
    }
    const { whole, half } = shown!.png;
    add('bits, PNG', whole.bits, { en: 'Bits: PNG', zh: '比特数:PNG' }, 'bits');
    add('bits, half-size PNG', half.bits, { en: 'Bits: PNG of half the size', zh: '比特数:缩小一半的 PNG' }, 'bits');
    add('error, half-size PNG', half.error, { en: 'Squared error: PNG of half the size', zh: '平方误差:缩小一半的 PNG' });
    return { figures, pictures: pictures(figures, shown!) };
  },
  decide(figures) {
    const answers = RATES.map((rate) => ({ rate, answer: answerAt(figures, rate) }));
    const list = (family: Family): string =>
      RATES.map((rate) => meanOf(figures, `error at ${rate} bits, ${family}`).toPrecision(3)).join(', ');
    const png = meanOf(figures, 'bits, PNG').toFixed(0);
    const because = {
      en: `At ${RATES.join(', ')} bits the squared error is ${list('AE')} with the autoencoder, ${list('PCA')} with principal components and ${list('VQ')} with the VQ-VAE. Without loss, PNG takes ${png} bits.`,
      zh: `${RATES.join('、')} 比特时的平方误差:自编码器 ${list('AE')},主成分 ${list('PCA')},VQ-VAE ${list('VQ')}。无损的 PNG 需要 ${png} 比特。`,
    };
    const yes = answers.filter(({ answer }) => answer === 'yes').map(({ rate }) => rate);
    const no = answers.filter(({ answer }) => answer === 'no');
    if (yes.length > 0 && no.length > 0)
      return holdsWhen({ en: `a digit has ${yes.join(' or ')} bits`, zh: `每个数字用 ${yes.join(' 或 ')} 比特` }, because);
    const one = answers.every(({ answer }) => answer === answers[0]!.answer) ? answers[0]!.answer : 'open';
    return verdictOf(one, because);
  },
};
