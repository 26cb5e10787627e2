import type { PlainTensor } from '@vaekit-internal/base';
import type { DigitFeatures } from '@vaekit/metrics';
import { dotChart, imageGridFigure, lineChart } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import type { Lab } from '../../lab/lab.js';
import { decoded, encoded } from '../../lab/plainly.js';
import { pick, stacked } from '../../lab/rows.js';
import { usual } from '../../lab/usual.js';
import { dotsOf, dotWords } from '../../page/dotsOf.js';
import type { Figures } from '../../statistics/figures.js';
import type { Say } from '../../words.js';
import { between, codePath } from './codePath.js';
import { judged } from './judgedMiddles.js';

const STEPS = 9;
const SIDE = 7;
const PAIRS = 3;
/** Along the way distances are measured at these. */
const TIMES = [0, 0.25, 0.5, 0.75, 1];

/** What the pictures show besides the figures, of one seed. */
export interface InterpolationShown {
  /** Strips of each pair: cross-fade, autoencoder, VAE. */
  readonly strips: PlainTensor;
  /** Codes between four corners, decoded, of the autoencoder and of the VAE. */
  readonly grids: readonly [PlainTensor, PlainTensor];
  /** Mean distances along the way: cross-fade, autoencoder, VAE. */
  readonly ways: readonly (readonly number[])[];
}

interface Given {
  readonly from: PlainTensor;
  readonly to: PlainTensor;
  readonly real: PlainTensor;
  readonly classifier: DigitFeatures;
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** What lies between the first pairs. */
export async function shownPaths(lab: Lab, seed: number, { from, to, real, classifier }: Given): Promise<InterpolationShown> {
  const nets = [await lab.trained(usual(lab, 'autoencoder', seed)), await lab.trained(usual(lab, 'vae', seed))] as const;
  const paths = (rows: readonly number[], steps: number): readonly PlainTensor[] => {
    const [a, b] = [pick(from, rows), pick(to, rows)];
    return [between(a, b, steps), ...nets.map((net) => codePath(net, a, b, steps))];
  };
  const all = paths(range(PAIRS), STEPS);
  const strips = range(PAIRS).flatMap((pair) =>
    all.map((path) =>
      pick(
        path,
        range(STEPS).map((step) => pair * STEPS + step),
      ),
    ),
  );
  const [left, right] = [pick(from, [3, 4]), pick(to, [3, 4])];
  const [gridOfAe, gridOfVae] = nets.map((net) => {
    const [a, b] = [encoded(net, left), encoded(net, right)];
    const [top, bottom] = [0, 1].map((row) => between(pick(a, [row]), pick(b, [row]), SIDE)) as [PlainTensor, PlainTensor];
    const columns = between(top, bottom, SIDE);
    // Column by column; a picture wants row by row.
    const order = range(SIDE * SIDE).map((place) => (place % SIDE) * SIDE + Math.floor(place / SIDE));
    return decoded(net, pick(columns, order));
  }) as [PlainTensor, PlainTensor];
  const count = Math.min(150, from.shape[0]!);
  const ways = paths(range(count), TIMES.length).map((path) =>
    range(TIMES.length).map(
      (step) =>
        judged(
          classifier,
          pick(
            path,
            range(count).map((pair) => pair * TIMES.length + step),
          ),
          real,
        ).distance,
    ),
  );
  return { strips: stacked(strips), grids: [gridOfAe, gridOfVae], ways };
}

const words = [
  { en: 'Cross-fade', zh: '交叉淡化' },
  { en: 'AE', zh: 'AE' },
  { en: 'VAE', zh: 'VAE' },
] as const;

/** The pictures of `interpolation`. */
export const pictures = (
  figures: Figures,
  { strips, grids, ways }: InterpolationShown,
  near: number,
): Measurement['pictures'] => [
  (say) => ({
    svg: imageGridFigure(strips, {
      columns: STEPS,
      clamp: true,
      title: say({ en: 'From one digit to another', zh: '从一个数字到另一个' }),
      rowLabels: range(PAIRS).flatMap(() => words.map(say)),
      columnLabels: range(STEPS).map((step) => String(step / (STEPS - 1))),
    }),
    caption: say({
      en: 'Three pairs of held-out digits. Of each, the mixed pixels, and below them what the autoencoder and the VAE decode on the straight line between the two codes. Look at the middle column: two digits on top of each other, or one?',
      zh: '三对未见过的数字。每对第一行是像素混合,下面两行是自编码器与 VAE 沿两个编码连线的解码结果。看中间一列:是两个数字叠在一起,还是一个数字?',
    }),
    alt: say({ en: 'Interpolations between digits: cross-fade, autoencoder, VAE', zh: '数字之间的插值:交叉淡化、自编码器、VAE' }),
    wide: true,
  }),
  ...grids.map((grid, i) => (say: Say) => ({
    svg: imageGridFigure(grid, {
      columns: SIDE,
      clamp: true,
      title: say({ en: `Between four digits: ${words[i + 1]!.en}`, zh: `四个数字之间:${words[i + 1]!.zh}` }),
    }),
    caption: say({
      en: 'The corners are reconstructions; everything else is decoded from mixtures of their four codes.',
      zh: '四角是重建图像,其余由四个编码的混合解码而来。',
    }),
    alt: say({ en: 'A grid of decoded codes between four corners', zh: '四角编码之间的解码网格' }),
  })),
  (say) => ({
    svg: dotChart({
      title: say({ en: 'How near to a digit', zh: '离数字有多近' }),
      rows: ['AE', 'VAE'].flatMap((key) => [
        dotsOf(figures, `place, ${key}`, say({ en: `${key}, middle`, zh: `${key},中点` })),
        dotsOf(figures, `place of the ends, ${key}`, say({ en: `${key}, ends`, zh: `${key},端点` })),
      ]),
      xLabel: say({ en: 'place between real digits (0) and cross-fades (1)', zh: '在真实数字(0)与交叉淡化(1)之间的位置' }),
      rule: { x: near, label: say({ en: 'like a digit', zh: '像数字' }) },
      words: dotWords(say),
    }),
    caption: say({
      en: 'The VAE’s middle has to be left of the dashed line and of the autoencoder’s. The ends are plain reconstructions: no middle can be expected to do much better.',
      zh: 'VAE 的中点须在虚线左侧,且在自编码器的左侧。端点只是普通的重建,中点难以比它好很多。',
    }),
    alt: say({ en: 'Places of middles and ends of both models', zh: '两个模型的中点与端点的位置' }),
  }),
  (say) => ({
    svg: lineChart({
      title: say({ en: 'Along the way', zh: '沿途的距离' }),
      series: ways.map((y, i) => ({ name: say(words[i]!), x: TIMES, y, points: true })),
      xLabel: 't',
      yLabel: say({ en: 'distance from the nearest digit', zh: '到最近数字的距离' }),
    }),
    caption: say({
      en: 'In the features of the digit classifier, one seed. The higher the hill in the middle, the less it is a digit.',
      zh: '在数字分类器的特征中,一个随机种子。中间的山越高,越不像数字。',
    }),
    alt: say({ en: 'Distance from the nearest digit against t', zh: '到最近数字的距离随 t 的变化' }),
  }),
  (say) => ({
    svg: dotChart({
      title: say({ en: 'How undecided', zh: '有多含糊' }),
      rows: [
        dotsOf(figures, 'entropy, real', say({ en: 'Held-out digits', zh: '未见过的数字' })),
        ...['cross-fade', 'AE', 'VAE'].map((key, i) => dotsOf(figures, `entropy, ${key}`, say(words[i]!))),
      ],
      xLabel: say({ en: 'entropy of the classifier at the middle, nats', zh: '分类器在中点的熵,奈特' }),
      words: dotWords(say),
    }),
    caption: say({
      en: '0 where the classifier is sure of one digit, 2.3 where all ten are alike to it.',
      zh: '分类器确信是某个数字时为 0,十个数字同样可能时为 2.3。',
    }),
    alt: say({ en: 'Entropy of the classifier for digits, cross-fades and middles', zh: '分类器对数字、交叉淡化与中点的熵' }),
  }),
];
