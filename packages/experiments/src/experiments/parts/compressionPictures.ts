import type { PlainTensor } from '@vaekit-internal/base';
import { dotChart, imageGridFigure, lineChart } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import { dotsOf, dotWords } from '../../page/dotsOf.js';
import type { Figures } from '../../statistics/figures.js';
import type { OperatingPoint } from '../../statistics/rateDistortion.js';
import type { Say, Words } from '../../words.js';
import type { Coder } from './coders.js';

/** What the pictures show besides the figures, of one seed. */
export interface CompressionShown {
  readonly curves: readonly Coder[];
  readonly png: { readonly whole: OperatingPoint; readonly half: OperatingPoint };
  /** Originals, then what comes back from principal components, the autoencoder and the VQ-VAE at about as many bits. */
  readonly tiles: PlainTensor;
  /** The bits of each of the three. */
  readonly tileBits: readonly number[];
  readonly rates: readonly number[];
}

const nameOf = ({ family, name }: Coder): Words =>
  ({
    PCA: { en: 'PCA', zh: 'PCA' },
    AE: { en: `AE, ${name} numbers`, zh: `AE,${name} 个数` },
    VQ: { en: `VQ-VAE, ${name} places`, zh: `VQ-VAE,${name} 个位置` },
  })[family];

/** Error against bits; what costs less than a bit has no place on a logarithmic axis. */
function curves({ curves: coders, png }: CompressionShown, say: Say): string {
  const series = coders.map((coder) => {
    const points = coder.coded.filter(({ bits }) => bits >= 5);
    return {
      name: say(nameOf(coder)),
      x: points.map(({ bits }) => bits),
      y: points.map(({ error }) => error),
      points: true,
      dashed: coder.family === 'PCA',
    };
  });
  const point = (name: string, { bits, error }: OperatingPoint) => ({ name, x: [bits], y: [error] });
  return lineChart({
    title: say({ en: 'What a digit costs, and what is lost', zh: '一个数字的代价与损失' }),
    series: [
      ...series.filter(({ x }) => x.length > 0),
      point('PNG', png.whole),
      point(say({ en: 'PNG, half the size', zh: 'PNG,缩小一半' }), png.half),
    ],
    xLabel: say({ en: 'bits a digit', zh: '每个数字的比特数' }),
    yLabel: say({ en: 'squared error', zh: '平方误差' }),
    xScale: 'log',
  });
}

/** The pictures of `compression`. */
export const pictures = (figures: Figures, shown: CompressionShown): Measurement['pictures'] => [
  (say) => ({
    svg: curves(shown, say),
    caption: say({
      en: 'Further left is cheaper, further down is nearer to the original. Each line is one model with finer and finer steps: it falls until the steps no longer matter, and then what the code cannot say is left. A learned code wins where its line is below the dashed one.',
      zh: '越靠左越省,越靠下越接近原图。每条线是一个模型,步长由粗到细:误差先下降,到步长不再起作用后,剩下的就是编码无法表达的部分。学到的编码的线低于虚线处,就是它更好。',
    }),
    alt: say({
      en: 'Squared error against bits a digit for PCA, autoencoders, VQ-VAEs and PNG',
      zh: 'PCA、自编码器、VQ-VAE 与 PNG 的平方误差随比特数的变化',
    }),
    wide: true,
  }),
  (say) => ({
    svg: imageGridFigure(shown.tiles, {
      columns: shown.tiles.shape[0]! / 4,
      clamp: true,
      title: say({ en: `At most ${shown.rates[1]} bits a digit`, zh: `每个数字至多 ${shown.rates[1]} 比特` }),
      rowLabels: [
        say({ en: 'Original', zh: '原图' }),
        ...['PCA', 'AE', 'VQ-VAE'].map((name, i) => {
          const bits = shown.tileBits[i]!.toFixed(0);
          return say({ en: `${name}, ${bits} bits`, zh: `${name},${bits} 比特` });
        }),
      ],
    }),
    caption: say({
      en: 'The same digits, each kind of code at its finest steps within the limit; the labels say how many bits that takes.',
      zh: '同一批数字,各类编码在限额内取最细的步长;行首标出所用的比特数。',
    }),
    alt: say({ en: 'Rows of digits: original, PCA, autoencoder, VQ-VAE', zh: '数字图像各行:原图、PCA、自编码器、VQ-VAE' }),
    wide: true,
  }),
  ...shown.rates.map((rate) => (say: Say) => ({
    svg: dotChart({
      title: say({ en: `At ${rate} bits`, zh: `${rate} 比特时` }),
      rows: (['PCA', 'AE', 'VQ'] as const).map((family) =>
        dotsOf(figures, `error at ${rate} bits, ${family}`, family === 'VQ' ? 'VQ-VAE' : family),
      ),
      xLabel: say({ en: 'squared error', zh: '平方误差' }),
      words: dotWords(say),
    }),
    caption: say({
      en: `The error at ${rate} bits, on the lower convex hull of each kind’s ways of coding.`,
      zh: `${rate} 比特时的误差,取各类编码方式的下凸包。`,
    }),
    alt: say({ en: `Squared errors at ${rate} bits`, zh: `${rate} 比特时的平方误差` }),
  })),
];
