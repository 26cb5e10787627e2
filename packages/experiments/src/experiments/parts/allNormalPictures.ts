import type { PlainTensor } from '@vaekit-internal/base';
import { formatNumber, imageGridFigure, lineChart } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import { type Figures, meanOf } from '../../statistics/figures.js';
import { seedLine } from './seedLine.js';

/** What the pictures of `all-normal` are drawn from. */
export interface AllNormalShown {
  readonly betas: readonly number[];
  readonly figures: Figures;
  /** Samples of one seed, for each β. */
  readonly rows: readonly PlainTensor[];
  /** The β with the nearest samples. */
  readonly best: number;
}

/** One set of images after the other. */
function stackedRows(rows: readonly PlainTensor[]): PlainTensor {
  const size = rows[0]!.data.length;
  const data = new Float32Array(rows.length * size);
  rows.forEach((row, i) => data.set(row.data, i * size));
  return { data, shape: [rows.length * rows[0]!.shape[0]!, ...rows[0]!.shape.slice(1)] };
}

/** Pixels of a picture that takes the width of the page. */
const WIDE = 640;

const rounded = (value: number): string => formatNumber(Number(value.toPrecision(value < 0.1 ? 1 : 2)));

/** Samples by β; distance over β; KL and reconstruction over β. */
export function allNormalPictures({ betas, figures, rows, best }: AllNormalShown): Measurement['pictures'] {
  const line = (kind: string, name: string) => seedLine(figures, name, betas, (beta) => `${kind}, β = ${beta}`);
  return [
    (say) => ({
      svg: imageGridFigure(stackedRows(rows), {
        title: say({ en: 'Samples, by the pull on the codes', zh: '不同约束强度下的样本' }),
        columns: rows[0]!.shape[0]!,
        width: WIDE,
        rowLabels: betas.map((beta) =>
          say({
            en: `β = ${beta}, KL ${rounded(meanOf(figures, `rate, β = ${beta}`))} nats`,
            zh: `β = ${beta},KL ${rounded(meanOf(figures, `rate, β = ${beta}`))} 奈特`,
          }),
        ),
      }),
      caption: say({
        en: 'Top: codes far from N(0, I). Bottom: every code is N(0, I), and every sample is the same gray mean of all digits. The best samples are in between.',
        zh: '最上面:编码远离 N(0, I)。最下面:每个编码都是 N(0, I),所有样本都是同一幅灰色的平均图像。最好的样本在中间。',
      }),
      alt: say({ en: 'Rows of sampled digits, one row for each β', zh: '各 β 下采样得到的数字,每行一个 β' }),
      wide: true,
    }),
    (say) => ({
      svg: lineChart({
        title: say({ en: 'How far samples are from digits', zh: '样本离真实数字有多远' }),
        series: [line('distance', say({ en: 'samples', zh: '样本' }))],
        rule: [
          { x: best, label: say({ en: `best: β = ${best}`, zh: `最优:β = ${best}` }) },
          { y: meanOf(figures, 'floor'), label: say({ en: 'training digits', zh: '训练集数字' }) },
        ],
        xLabel: say({ en: 'β, the weight of the KL', zh: 'β,KL 的权重' }),
        yLabel: say({ en: 'Fréchet distance', zh: 'Fréchet 距离' }),
        xScale: 'log',
        yScale: 'log',
      }),
      caption: say({
        en: 'If nearer to N(0, I) were always better, the curve would fall all the way to the right. The band is the 95 % interval over seeds.',
        zh: '如果越接近 N(0, I) 越好,曲线应一直向右下降。阴影为各随机种子的 95 % 区间。',
      }),
      alt: say({ en: 'Distance of samples over β', zh: '样本距离随 β 的变化' }),
    }),
    (say) => ({
      svg: lineChart({
        title: say({ en: 'What the code knows, and what is lost', zh: '编码保留的信息与损失' }),
        series: [
          line('rate', say({ en: 'KL', zh: 'KL' })),
          line('reconstruction', say({ en: 'reconstruction error', zh: '重构误差' })),
        ],
        xLabel: say({ en: 'β, the weight of the KL', zh: 'β,KL 的权重' }),
        yLabel: say({ en: 'nats an image', zh: '奈特/图像' }),
        xScale: 'log',
      }),
      caption: say({
        en: 'On held-out digits. As the codes come to N(0, I) the KL goes to 0, and the reconstruction error to that of one image for all.',
        zh: '在未见过的数字上测量。编码趋于 N(0, I) 时 KL 降到 0,重构误差升到“用同一幅图代替所有数字”的水平。',
      }),
      alt: say({ en: 'KL and reconstruction error over β', zh: 'KL 与重构误差随 β 的变化' }),
    }),
  ];
}
