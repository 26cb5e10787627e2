import { imageGridFigure, lineChart, type ReportFigure } from '@vaekit/viz';
import type { Say, Words } from '../../words.js';
import { logDensityOf, type NormalSum } from './normalSum.js';

type Picture = (say: Say) => ReportFigure;

/** Tiles of a density: rows from the top. */
const [HEIGHT, WIDTH] = [52, 78];
const [LEFT, RIGHT, BOTTOM, TOP] = [-1.6, 2.6, -1.15, 1.65];

/** A density in the plane on the tile's grid. */
function tile(sum: NormalSum): Float64Array {
  const points = Array.from({ length: HEIGHT * WIDTH }, (_, at) => [
    LEFT + ((RIGHT - LEFT) * ((at % WIDTH) + 0.5)) / WIDTH,
    TOP - ((TOP - BOTTOM) * (Math.floor(at / WIDTH) + 0.5)) / HEIGHT,
  ]);
  return logDensityOf(sum, points.flat()).map(Math.exp);
}

/** A density with its name. */
export interface NamedSum {
  readonly name: Words;
  readonly sum: NormalSum;
}

/** Six densities in two rows, in the scale of colors of the first. */
export function densitiesPicture(all: readonly NamedSum[]): Picture {
  const tiles = all.map(({ sum }) => tile(sum));
  const most = Math.max(...tiles[0]!);
  const data = Float32Array.from(
    tiles.flatMap((values) => [...values]),
    (value) => Math.min(1, value / most),
  );
  const columns = 3;
  return (say) => {
    const names = all.map(({ name }) => say(name));
    return {
      svg: imageGridFigure(
        { data, shape: [tiles.length, HEIGHT, WIDTH, 1] },
        {
          title: say({ en: 'From one normal to a continuum of them', zh: '从一个正态分布到连续无穷多个' }),
          columns,
          colorMap: 'magma',
          columnLabels: names.slice(0, columns).map((name, at) => `${name} / ${names[columns + at]!}`),
          columnTitle: say({ en: 'number of normals, above / below', zh: '正态分布的个数，上 / 下' }),
        },
      ),
      caption: say({
        en: 'Sums of 1, 4, 16 and 64 normals that were fitted to points of two half moons, and the p(x) of a decoder with a normal for each z. All in one scale of colors.',
        zh: '拟合到双月样本点上的 1、4、16、64 个正态分布之和，以及每个 z 对应一个正态分布的解码器的 p(x)。颜色用同一尺度。',
      }),
      alt: say({
        en: 'Densities of two half moons that become sharper as the number of normals grows',
        zh: '两个半月的密度，随正态分布个数增多而清晰',
      }),
    };
  };
}

/** The divergence from the truth by the number of normals. */
export interface Curve {
  readonly name: Words;
  readonly counts: readonly number[];
  readonly divergence: readonly number[];
}

/** Below this a divergence is drawn at the edge. */
const LEAST = 1e-3;

export const divergencePicture =
  (curves: readonly Curve[], integral: number, threshold: number): Picture =>
  (say) => ({
    svg: lineChart({
      title: say({ en: 'How far a sum of M normals is from the truth', zh: 'M 个正态分布之和离真实密度多远' }),
      series: curves.map(({ name, counts, divergence }, at) => ({
        name: say(name),
        x: counts,
        y: divergence.map((value) => Math.max(value, LEAST)),
        points: true,
        dashed: at === curves.length - 1,
      })),
      xLabel: say({ en: 'M, the number of normals', zh: 'M，正态分布的个数' }),
      yLabel: say({ en: 'KL from the truth on held-out points, nats', zh: '留出点上与真实密度的 KL，奈特' }),
      xScale: 'log',
      yScale: 'log',
      rule: [
        { y: threshold, label: say({ en: 'the threshold', zh: '阈值' }) },
        { y: Math.max(integral, LEAST), label: say({ en: 'the integral over z, moons', zh: '对 z 的积分，双月' }) },
      ],
    }),
    caption: say({
      en: 'Normals that are fitted one by one get near with few. Normals that the decoder gives for z drawn from the prior go to the integral of that decoder as their number grows: the sum over m and the integral over z of one model.',
      zh: '逐个拟合的正态分布用很少几个就能接近。由解码器对先验中抽取的 z 给出的正态分布，个数增多时趋于同一解码器的积分：同一模型中对 m 的求和与对 z 的积分。',
    }),
    alt: say({ en: 'Falling lines over the number of normals on log axes', zh: '对数坐标上随正态分布个数下降的线' }),
  });
