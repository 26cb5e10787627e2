import type { PlainTensor } from '@vaekit-internal/base';
import { fieldMap, imageGridFigure } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import { type Figures, meanOf } from '../../statistics/figures.js';
import type { Words } from '../../words.js';
import { centerOf, densityOn, type Grid, logStandard, type Normals } from './aggregatePosterior.js';
import { dotPicture } from './dotPicture.js';
import { stacked } from './drawn.js';

/** The priors that `prior-hole` compares. */
export type Prior = 'diffusion' | 'mixture' | 'standard';

/** What the pictures show, of one seed. */
export interface Shown {
  /** q(z|x) of the training images, and the mixture fitted to the codes, in the plane. */
  readonly normals: Normals;
  readonly mixture: Normals;
  /** Samples under N(0, I), a mixture and a diffusion, and decoded codes, ten each. */
  readonly sheets: readonly PlainTensor[];
  /** log N of the judge. */
  readonly most: number;
  /** The number of training images. */
  readonly examples: number;
}

const grid: Grid = { reach: 3.5, cells: 160 };
/** Shades of the ratio go this far either way, in nats. */
const SHADES = 3;

/** log q(z) − log p(z) on the grid, cut at ±`SHADES`: 0 where neither is. */
function logRatio(density: Float64Array): number[] {
  return Array.from(density, (q, cell) => {
    const log = logStandard(centerOf(grid, cell % grid.cells), centerOf(grid, Math.floor(cell / grid.cells)));
    return Math.max(-SHADES, Math.min(SHADES, Math.log(Math.max(q, 1e-300)) - log));
  });
}

const rowNames: readonly Words[] = [
  { en: 'N(0, I)', zh: 'N(0, I)' },
  { en: 'mixture', zh: '混合分布' },
  { en: 'diffusion', zh: '扩散模型' },
  { en: 'codes of digits', zh: '数字的编码' },
];

/** What one would find who knew each training image: I(x; z) is at most the log of their number, and what the mean divergence has above that is hole. */
function knownImages(meanKl: number, most: number): Words {
  if (meanKl <= most) return { en: '', zh: '' };
  const [kl, log, rest] = [meanKl, most, meanKl - most].map((nats) => nats.toFixed(1));
  return {
    en: ` One who knew each training image would find at least ${rest}: the mean divergence is ${kl} nats, and I(x; z) of so many images is at most their logarithm, ${log}.`,
    zh: `若认识每幅训练图像,则至少会发现 ${rest} 奈特:平均散度为 ${kl} 奈特,而这么多图像的 I(x; z) 至多为其个数的对数 ${log}。`,
  };
}

/** Maps of the densities over the plane, and of their ratio. */
function maps(normals: Normals, mixture: Normals): Measurement['pictures'] {
  const density = densityOn(normals, grid);
  const field = {
    shape: [grid.cells, grid.cells] as const,
    x: [-grid.reach, grid.reach] as const,
    y: [-grid.reach, grid.reach] as const,
    xLabel: 'z₁',
    yLabel: 'z₂',
  };
  const standard = density.map((_, cell) =>
    Math.exp(logStandard(centerOf(grid, cell % grid.cells), centerOf(grid, Math.floor(cell / grid.cells)))),
  );
  return [
    (say) => ({
      svg: fieldMap({
        ...field,
        title: say({ en: 'Holes: log q(z) − log p(z)', zh: '空洞:log q(z) − log p(z)' }),
        values: logRatio(density),
        unit: say({ en: `nats, cut at ±${SHADES}`, zh: `奈特,截断于 ±${SHADES}` }),
        width: 560,
      }),
      caption: say({
        en: 'How much more (bright) or less (dark) codes there are than N(0, I) would have, at each place. A map of one color in the middle would be the claim. Dark places are holes: N(0, I) draws codes there, and no image is encoded there.',
        zh: '各处的编码比 N(0, I) 应有的多(亮)还是少(暗)。若中间是一片均匀的颜色,论断便成立。暗处是空洞:N(0, I) 会在那里抽到编码,却没有图像被编码到那里。',
      }),
      alt: say({ en: 'A map of the log-ratio of two densities over the plane', zh: '平面上两密度之比的对数' }),
    }),
    ...(
      [
        [
          density,
          { en: 'All codes together, q(z)', zh: '全部编码合起来,q(z)' },
          { en: 'The sum of the encoder’s normals over all training images.', zh: '编码器对全部训练图像给出的正态分布之和。' },
        ],
        [
          standard,
          { en: 'What they should be, N(0, I)', zh: '应有的样子,N(0, I)' },
          { en: 'The prior: what is drawn from.', zh: '先验:采样所用的分布。' },
        ],
        [
          densityOn(mixture, grid),
          { en: 'The fitted mixture', zh: '拟合的混合分布' },
          { en: 'What can be drawn from instead, without training the VAE again.', zh: '不必重新训练 VAE,便可改从它采样。' },
        ],
      ] as const
    ).map(([values, title, caption]): Measurement['pictures'][number] => (say) => ({
      svg: fieldMap({ ...field, title: say(title), values: Array.from(values), unit: say({ en: 'density', zh: '密度' }) }),
      caption: say(caption),
      alt: say({ en: 'A density over the plane', zh: '平面上的密度' }),
    })),
  ];
}

/** The pictures of `prior-hole`: both densities, their ratio, the two parts of the divergence, and what fitted priors do. */
export function priorHolePictures(
  figures: Figures,
  { normals, mixture, sheets, most, examples }: Shown,
): Measurement['pictures'] {
  const nats = { en: 'nats', zh: '奈特' };
  const known = knownImages(meanOf(figures, 'kl in 16'), Math.log(examples));
  return [
    ...maps(normals, mixture),
    dotPicture(figures, {
      title: { en: 'The divergence in two parts, code of 2', zh: '散度的两部分,2 维编码' },
      names: ['kl in 2', 'information in 2', 'hole in 2, standard', 'hole in 2, judged', 'hole in 2, mixture'],
      labels: [
        { en: 'mean KL(q(z|x) ‖ p)', zh: 'KL(q(z|x) ‖ p) 均值' },
        { en: 'I(x; z)', zh: 'I(x; z)' },
        { en: 'KL(q(z) ‖ p)', zh: 'KL(q(z) ‖ p)' },
        { en: 'the same, judged', zh: '同上,判别估计' },
        { en: 'to the mixture', zh: '到混合分布' },
      ],
      xLabel: nats,
      caption: {
        en: 'The first row is the sum of the second and the third. The fourth is the third as the judge sees it, who has only draws. The last is what a fitted mixture leaves of it.',
        zh: '第一行等于第二行与第三行之和。第四行是判别网络仅凭样本对第三行的估计。最后一行是拟合混合分布后剩下的部分。',
      },
      alt: { en: 'Five quantities in nats as dots with intervals', zh: '五个量(奈特)的点与区间' },
    }),
    dotPicture(figures, {
      title: { en: 'How far codes are from each prior, code of 16', zh: '编码离各先验多远,16 维编码' },
      names: ['hole in 16, standard', 'hole in 16, mixture', 'hole in 16, diffusion'],
      labels: rowNames,
      xLabel: { en: 'nats, at least', zh: '奈特,至少' },
      caption: {
        en: `By a judge on held-out codes; it cannot see beyond log N = ${most.toFixed(1)} nats.${known.en}`,
        zh: `由判别网络在留出的编码上估计,至多能看到 log N = ${most.toFixed(1)} 奈特。${known.zh}`,
      },
      alt: { en: 'Three divergences as dots with intervals', zh: '三个散度的点与区间' },
    }),
    dotPicture(figures, {
      title: { en: 'What it does to samples, code of 16', zh: '对样本的影响,16 维编码' },
      names: ['distance, standard', 'distance, mixture', 'distance, diffusion', 'distance, codes'],
      labels: rowNames,
      xLabel: { en: 'Fréchet distance from held-out digits', zh: '到测试集数字的 Fréchet 距离' },
      caption: {
        en: 'The same decoder, with codes from each prior. The last row is what it does with codes of real digits.',
        zh: '同一解码器,编码取自各先验。最后一行用真实数字的编码。',
      },
      alt: { en: 'Four distances as dots with intervals', zh: '四个距离的点与区间' },
    }),
    (say) => ({
      wide: true,
      svg: imageGridFigure(stacked(sheets), {
        title: say({ en: 'The same decoder, codes from each prior', zh: '同一解码器,编码取自各先验' }),
        columns: sheets[0]!.shape[0]!,
        rowLabels: rowNames.map(say),
        width: 720,
      }),
      caption: say({ en: 'The first samples of each, without any choice.', zh: '各自最先抽到的样本,未经挑选。' }),
      alt: say({ en: 'Four rows of decoded digits', zh: '四行解码的数字' }),
    }),
  ];
}
