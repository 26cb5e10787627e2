import type { PlainTensor } from '@vaekit-internal/base';
import { sample, type Vae } from '@vaekit/core';
import { dotChart, fieldMap, imageGridFigure } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import { decoded } from '../../lab/plainly.js';
import { dotsOf, dotWords } from '../../page/dotsOf.js';
import type { Figures } from '../../statistics/figures.js';
import type { Say } from '../../words.js';
import { rectangleSides } from './rectangleSides.js';

/** Images are shown this far from the middle of the plane; images in a row; places along an axis where sides are measured. */
const REACH = 2.4;
/** Maps reach as far as this part of the code numbers. */
const REACHED = 0.98;
const IMAGES = 9;
const FIELD = 33;
const POINTS = 300;
const SAMPLES = 18;

/** What the pictures show, of one seed. */
export interface FactorsShown {
  readonly grid: PlainTensor;
  readonly samples: PlainTensor;
  /** Width and height of what is decoded, row by row from below. */
  readonly fields: { readonly height: readonly number[]; readonly width: readonly number[] };
  readonly codes: PlainTensor;
  /** How far the fields reach. */
  readonly reach: number;
}

/** Codes on a square grid in the plane, row by row, the first row at z₂ = from. */
function plane(count: number, from: number, to: number): PlainTensor {
  const reach = Math.abs(from);
  const at = (i: number, low: number, high: number): number => low + ((high - low) * i) / (count - 1);
  const codes = Array.from({ length: count ** 2 }, (_, n) => [at(n % count, -reach, reach), at(Math.floor(n / count), from, to)]);
  return { data: Float32Array.from(codes.flat()), shape: [count ** 2, 2] };
}

/** Draws the plane of codes of a model. */
export function shownPlane(model: Vae, codes: PlainTensor, seed: number): FactorsShown {
  const sizes = Array.from(codes.data, Math.abs).sort((a, b) => a - b);
  const reach = sizes[Math.floor(REACHED * (sizes.length - 1))]!;
  const sides = rectangleSides(decoded(model, plane(FIELD, -reach, reach)));
  const drawn = sample(model, { count: SAMPLES, seed });
  const samples = { data: drawn.dataSync() as Float32Array, shape: drawn.shape };
  drawn.dispose();
  return {
    // Images run from the top down.
    grid: decoded(model, plane(IMAGES, REACH, -REACH)),
    samples,
    fields: { width: sides.map(({ width }) => width), height: sides.map(({ height }) => height) },
    codes,
    reach,
  };
}

const names = { width: { en: 'Width', zh: '宽' }, height: { en: 'Height', zh: '高' } } as const;

const field =
  ({ fields, codes, reach }: FactorsShown, side: 'height' | 'width') =>
  (say: Say) => {
    // Half a step beyond the outermost codes.
    const edge = reach * (1 + 1 / (FIELD - 1));
    const count = Math.min(POINTS, codes.shape[0]!);
    return {
      svg: fieldMap({
        title: say({ en: `${names[side].en} over the plane of codes`, zh: `编码平面上的${names[side].zh}` }),
        values: fields[side],
        shape: [FIELD, FIELD],
        x: [-edge, edge],
        y: [-edge, edge],
        points: Array.from({ length: count }, (_, row) => ({ x: codes.data[2 * row]!, y: codes.data[2 * row + 1]! })).filter(
          ({ x, y }) => Math.max(Math.abs(x), Math.abs(y)) <= edge,
        ),
        xLabel: 'z₁',
        yLabel: 'z₂',
        unit: say({ en: 'pixels', zh: '像素' }),
      }),
      caption: say({
        en: `The ${side} of what each code decodes to; points are codes of held-out rectangles, which spread further than the prior. If an axis were the ${side}, the colors would be straight stripes along the other axis.`,
        zh: `每个编码解码所得图像的${names[side].zh}；点是未见过的矩形的编码，其分布比先验更宽。若某个坐标轴就是${names[side].zh}，颜色应是平行于另一轴的直条纹。`,
      }),
      alt: say({ en: `A map of the decoded ${side} over two code numbers`, zh: `解码所得的${names[side].zh}在编码平面上的分布` }),
    };
  };

/** The pictures of `factors`. */
export const factorsPictures = (figures: Figures, shown: FactorsShown, axis: number): Measurement['pictures'] => [
  (say) => ({
    svg: imageGridFigure(shown.grid, {
      columns: IMAGES,
      clamp: true,
      title: say({ en: 'The plane of codes, decoded', zh: '解码后的编码平面' }),
      rowTitle: 'z₂',
      columnTitle: 'z₁',
    }),
    caption: say({
      en: `Each tile is decoded from a code between −${REACH} and ${REACH} on both axes. Everywhere there are rectangles, and all kinds of them. Follow a row or a column: does only the width change, or only the height?`,
      zh: `每一格由一个编码解码而来，两轴范围都是 −${REACH} 到 ${REACH}。处处都是矩形，且各种矩形都有。沿一行或一列看过去：是只有宽在变，还是只有高在变？`,
    }),
    alt: say({ en: 'A grid of decoded rectangles over the two numbers of the code', zh: '两个编码数上解码出的矩形网格' }),
  }),
  field(shown, 'width'),
  field(shown, 'height'),
  (say) => ({
    svg: imageGridFigure(shown.samples, {
      columns: IMAGES,
      clamp: true,
      title: say({ en: 'Decoded draws of N(0, I)', zh: '从 N(0, I) 采样并解码' }),
    }),
    caption: say({
      en: 'Draw a code, get a rectangle. Gray edges are parts of pixels, or codes that leave a side open.',
      zh: '采样一个编码，就得到一个矩形。灰色的边是不足一个像素的部分，或是编码没有确定的边长。',
    }),
    alt: say({ en: 'Samples of the VAE: rectangles', zh: 'VAE 的样本：矩形' }),
  }),
  (say) => ({
    svg: dotChart({
      title: say({ en: 'What the code tells', zh: '编码说明了什么' }),
      rows: [
        dotsOf(figures, 'width by the plane', say({ en: 'Width, by both', zh: '宽，两个数' })),
        dotsOf(figures, 'height by the plane', say({ en: 'Height, by both', zh: '高，两个数' })),
        dotsOf(figures, 'width and height by axes', say({ en: 'Sides, an axis each', zh: '宽与高，各一轴' })),
        dotsOf(figures, 'size and aspect by axes', say({ en: 'Size, aspect, an axis each', zh: '大小与长宽比，各一轴' })),
      ],
      xLabel: say({ en: 'part of the variance that is explained', zh: '所解释的方差比例' }),
      rule: { x: axis, label: say({ en: 'needed of an axis', zh: '单轴须达到' }) },
      words: dotWords(say),
    }),
    caption: say({
      en: 'Above, both numbers together; below, one axis for each quantity, the worse of the two.',
      zh: '上面两行用两个数一起预测；下面两行每个量只用一个轴，取较差的一个。',
    }),
    alt: say({ en: 'Explained variance by the plane and by axes', zh: '平面与坐标轴所解释的方差' }),
  }),
];
