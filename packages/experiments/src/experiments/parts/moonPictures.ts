import type { PlainTensor } from '@vaekit-internal/base';
import { dotChart, imageGridFigure, lineChart } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import { pick, rowOf, stacked } from '../../lab/rows.js';
import { dotsOf, dotWords } from '../../page/dotsOf.js';
import { type Figures, valuesOf } from '../../statistics/figures.js';
import type { Say, Words } from '../../words.js';
import { moonModels, noisyKey } from './moonModels.js';
import { ENDS, type Moons, nearestMoon, rowAt } from './moonSets.js';

/** Codes of a path, both ends included. */
export const STEPS = 9;

/** What the pictures show besides the figures. */
export interface MoonsShown {
  /** The decoded path of every model, trained on two images. */
  readonly two: PlainTensor;
  /** The same, trained on all phases but those between. */
  readonly gap: PlainTensor;
  readonly dense: Moons;
  /** Above it a midpoint is no moon. */
  readonly limit: number;
  readonly noises: readonly number[];
}

/** Rows of a picture: the models with one noise on the code, not the sweep. */
const rows = moonModels.flatMap(({ key, label }, at) => (key.startsWith('noisy code,') ? [] : [{ key, label, at }]));
const pathOf = (paths: PlainTensor, at: number): PlainTensor =>
  pick(
    paths,
    Array.from({ length: STEPS }, (_, step) => at * STEPS + step),
  );
const times = Array.from({ length: STEPS }, (_, step) => String(step / (STEPS - 1)));

/** True phases in equal steps, and below them what each model decodes. */
function strips(paths: PlainTensor, dense: Moons, title: Words, say: Say): string {
  const [low, high] = ENDS;
  const phases = times.map((t) => rowAt(dense, low + Number(t) * (high - low)));
  return imageGridFigure(stacked([pick(dense.images, phases), ...rows.map(({ at }) => pathOf(paths, at))]), {
    columns: STEPS,
    clamp: true,
    title: say(title),
    rowLabels: [say({ en: 'True moons', zh: '真实月相' }), ...rows.map(({ label }) => say(label))],
    columnLabels: times,
  });
}

/** What each model decodes, and below it the true moon that looks most like it. */
function stripsWithNearest(paths: PlainTensor, dense: Moons, title: Words, say: Say): string {
  const pairs = rows.map(({ at }) => {
    const path = pathOf(paths, at);
    const nearest = Array.from({ length: STEPS }, (_, step) => nearestMoon(dense, rowOf(path, step)).row);
    return stacked([path, pick(dense.images, nearest)]);
  });
  return imageGridFigure(stacked(pairs), {
    columns: STEPS,
    clamp: true,
    title: say(title),
    rowLabels: rows.flatMap(({ label }) => [say(label), say({ en: 'nearest moon', zh: '最近的月相' })]),
    columnLabels: times,
  });
}

function dots(figures: Figures, set: string, limit: number, title: Words, say: Say): string {
  return dotChart({
    title: say(title),
    rows: rows.map(({ key, label }) => dotsOf(figures, `${set}, ${key}`, say(label), 0)),
    xLabel: say({ en: 'distance from a moon between, cross-fade = 1', zh: '到其间月亮的距离,交叉淡化 = 1' }),
    rule: { x: limit, label: say({ en: 'a moon', zh: '月亮' }) },
    words: dotWords(say),
  });
}

const sets = [
  { key: 'two', words: { en: 'trained on two images', zh: '只用两张图训练' } },
  { key: 'gap', words: { en: 'trained on all other phases', zh: '用其余全部月相训练' } },
] as const;

/** A line for each seed, since one that goes astray would hide the others in a mean. */
function sweep(figures: Figures, noises: readonly number[], limit: number, say: Say): string {
  return lineChart({
    title: say({ en: 'More noise on the code', zh: '编码噪声逐渐加大' }),
    series: sets.flatMap(({ key, words }, color) =>
      valuesOf(figures, `${key}, PCA`).map((_, seed) => ({
        name: seed === 0 ? say(words) : '',
        x: noises,
        y: noises.map((noise) => valuesOf(figures, `${key}, ${noisyKey(noise)}`)[seed]!),
        points: true,
        color,
      })),
    ),
    xLabel: say({ en: 'deviation of the noise', zh: '噪声的标准差' }),
    yLabel: say({ en: 'distance, cross-fade = 1', zh: '距离,交叉淡化 = 1' }),
    xScale: 'log',
    yScale: 'log',
    rule: [{ y: limit, label: say({ en: 'a moon', zh: '月亮' }) }],
  });
}

/** The pictures of `midpoint`. */
export const pictures = (figures: Figures, { two, gap, dense, limit, noises }: MoonsShown): Measurement['pictures'] => [
  (say) => ({
    svg: strips(two, dense, { en: 'From half to full, having seen only these two', zh: '只见过半月与满月,从半月到满月' }, say),
    caption: say({
      en: 'The first row is what one would like to see. Each row below decodes the codes on the line between the two images, which are all that was trained on. Look at the middle column: a cross-fade, a jump, or a moon?',
      zh: '第一行是期望看到的结果。下面每行把两张图编码连线上的点解码,训练时只用了这两张图。看中间一列:是交叉淡化、突变,还是月亮?',
    }),
    alt: say({ en: 'Strips of decoded moons between half and full, one model a row', zh: '半月与满月之间的解码图,每行一个模型' }),
    wide: true,
  }),
  (say) => ({
    svg: stripsWithNearest(gap, dense, { en: 'Having seen all phases but these', zh: '见过除这段以外的全部月相' }, say),
    caption: say({
      en: 'Each decoded strip, and below it the true moon that looks most like each image. Where the two rows agree, the decoder has drawn a moon.',
      zh: '每个模型的解码结果,其下一行是与之最像的真实月相。两行一致,说明解码出的是月亮。',
    }),
    alt: say({ en: 'Decoded strips with the nearest true moons below', zh: '解码图及其下方最近的真实月相' }),
    wide: true,
  }),
  ...sets.map(({ key, words }) => (say: Say) => ({
    svg: dots(figures, key, limit, { en: `The midpoint, ${words.en}`, zh: `中点,${words.zh}` }, say),
    caption: say({
      en: '0 is a true moon between, with 5/8 to 7/8 of the disc lit; 1 is as far from one as the mean of the two images.',
      zh: '0 表示恰为其间的真实月相,亮面占 5/8 到 7/8,1 表示与两图平均一样远。',
    }),
    alt: say({ en: 'Distances of decoded midpoints by model', zh: '各模型解码中点的距离' }),
  })),
  (say) => ({
    svg: sweep(figures, noises, limit, say),
    caption: say({
      en: 'A line for each seed. Nothing holds the codes together: an encoder may spread them as far as the noise is wide, so more noise need not help.',
      zh: '每个随机种子一条线。没有约束使编码聚拢:噪声有多大,编码器就可以把编码拉开多远,所以加大噪声未必有用。',
    }),
    alt: say({ en: 'Distance of the midpoint against the noise on the code', zh: '中点距离随编码噪声的变化' }),
  }),
];
