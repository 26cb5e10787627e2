import type { PlainTensor } from '@vaekit-internal/base';
import type { Vae } from '@vaekit/core';
import type { Experiment } from '../experiment.js';
import type { Lab, TrainRequest } from '../lab/lab.js';
import type { LabData } from '../lab/labData.js';
import { encoded, reconstructed } from '../lab/plainly.js';
import { above, all, type Answer, below, some } from '../statistics/answer.js';
import { exactly, type Figures, intervalOf, meanOf } from '../statistics/figures.js';
import { tally } from '../statistics/tally.js';
import { holdsWhen, verdictOf } from '../verdict.js';
import { type ColoredSprites, coloredSprites } from './parts/coloredSprites.js';
import { nearestRows } from './parts/nearestRows.js';
import { type NeighborsShown, neighborsPictures, shownNeighbors } from './parts/neighborsPictures.js';

/** Fixed before measuring: where chance is 0 and certainty 1, a narrow code has dropped the color when neighbors of one color are below this … */
const DROPPED = 0.25;
/** … and kept the shape when neighbors of one shape are above this. */
const KEPT = 0.75;
/** The colors of the second set, as a part of the full ones: a change of color then costs about a twentieth of a change of shape. */
const PALE = 0.25;
const NEIGHBORS = 5;
const chance = { color: 1 / 8, shape: 1 / 3 };

const sets = [
  { name: 'vivid', tint: 1, words: { en: 'vivid colors', zh: '鲜艳的颜色' } },
  { name: 'pale', tint: PALE, words: { en: 'pale colors', zh: '浅淡的颜色' } },
] as const;
const traits = { color: { en: 'same color', zh: '颜色相同' }, shape: { en: 'same shape', zh: '形状相同' } } as const;
type Trait = keyof typeof traits;

/** The share of neighbors with the value of the example they are near to, with chance at 0 and certainty at 1. */
function alike(found: readonly (readonly number[])[], { train, test }: ColoredSprites[Trait], by: number): number {
  const same = found.flatMap((near, row) => near.filter((one) => train[one] === test[row]));
  return (same.length / found.length / NEIGHBORS - by) / (1 - by);
}

/** An autoencoder that sees images alone, never what they show. */
const narrow = (lab: Lab, data: LabData, latent: number, seed: number): TrainRequest => ({
  model: 'autoencoder',
  options: { latent, hidden: [128], likelihood: 'gaussian' },
  data,
  epochs: lab.amount(20, 15),
  batchSize: 64,
  seed,
});

/** The widths that were measured. */
const widthsOf = (figures: Figures): number[] =>
  Object.keys(figures).flatMap((name) => (name.startsWith('vivid, shape, width ') ? [Number(name.split(' ').at(-1))] : []));

/** Whether some narrow code of a set has dropped the color and kept the shape; and whether its neighbors are then also better than those of pixels. */
function answers(figures: Figures, set: string): { readonly code: Answer; readonly better: Answer } {
  const each = widthsOf(figures).map((width) => {
    const shape = `${set}, shape, width ${width}`;
    const code = all(
      below(intervalOf(figures, `${set}, color, width ${width}`), DROPPED),
      above(intervalOf(figures, shape), KEPT),
    );
    const pixels = exactly(figures, `${set}, shape, pixels`).mean;
    const { mean, low, high } = intervalOf(figures, shape);
    return { code, better: all(code, above({ mean: mean - pixels, low: low - pixels, high: high - pixels }, 0)) };
  });
  return { code: some(...each.map(({ code }) => code)), better: some(...each.map(({ better }) => better)) };
}

/** Claim 12: a narrow code drops the color and keeps the shape. */
export const neighbors: Experiment = {
  name: 'neighbors',
  title: { en: 'A yellow chair and a black chair', zh: '黄椅子与黑椅子' },
  claim: {
    en: 'As the code narrows, color is dropped and shape is kept, so that neighbors in code space are of one kind where neighbors in pixels are not.',
    zh: '随着编码变窄，颜色被去除而形状得以保留，因此编码空间中的近邻属于同一类，而像素空间中的近邻却不是。',
  },
  phrase: {
    text: '001',
    words:
      '随着维数的减少，与每个图像截然不同的“外部”信息（即椅子颜色）从我们的潜在空间表示中被“去除”……如果我们想象它们在空间中，它们将“紧密”在一起。因此寻找潜在空间是我们学习的重要步骤，而非粗暴地直接计算两个图像像素间的欧式距离',
    english:
      'as the dimension is reduced, the “outer” information that sets each image apart (the color of the chair) is “removed” from our latent representation … if we imagine them in space, they will be “close” together. Hence finding the latent space is an important step of learning, instead of bluntly computing the Euclidean distance between the pixels of two images',
  },
  formulas: [
    { tex: 'd_{\\text{pixels}}=\\lVert x_1-x_2\\rVert,\\qquad d_{\\text{codes}}=\\lVert f(x_1)-f(x_2)\\rVert' },
    { tex: '\\min_{f,g}\\ E\\,\\lVert x-g(f(x))\\rVert^2,\\qquad f(x)\\in\\mathbb{R}^d' },
  ],
  criterion: {
    en: `Of each held-out image the ${NEIGHBORS} nearest training images are looked up. The share that has its color, or its shape, is put on a scale where chance is 0 and certainty 1. The claim holds when at some width of the code color is below ${DROPPED}, shape above ${KEPT}, and shape above that of neighbors in pixels (95 % intervals), for vivid colors; if only for pale ones, it holds under that condition.`,
    zh: `对每幅未见过的图像，找出最近的 ${NEIGHBORS} 幅训练图像。其中颜色（或形状）与之相同的比例换算到“随机为 0、全中为 1”的刻度上。在鲜艳的颜色下，若某个编码宽度的颜色值低于 ${DROPPED}、形状值高于 ${KEPT}，且形状值高于像素近邻（95 % 区间），则成立；若只对浅淡的颜色如此，则在该条件下成立。`,
  },
  about: [
    {
      en: 'Chairs are played by sprites: three shapes in eight colors, whose size, turn and place differ a little. An autoencoder learns them without ever being told color or shape, at several widths of its code. Then neighbors are looked up twice, by codes and by pixels.',
      zh: '这里用小图形代替椅子：三种形状、八种颜色，大小、角度与位置略有不同。自编码器以若干编码宽度学习这些图像，从不被告知颜色或形状。然后分别按编码与按像素查找近邻。',
    },
    {
      en: `The text takes for granted that color is what goes first. But the autoencoder minimizes a squared error, and knows no other importance: what costs few pixels goes first, whatever people call the kind. So there are two sets. In one the colors are vivid, and a change of color costs more than a change of shape; in the other they are mixed with white until it costs about a twentieth (${100 * PALE} % of the color).`,
      zh: `原文默认最先去掉的是颜色。但自编码器只知道最小化平方误差，并不知道什么才算“同类”：对像素影响小的最先丢失。因此设两组数据：一组颜色鲜艳，换颜色比换形状代价更大；另一组把颜色与白色混合，只留 ${100 * PALE} %，换颜色的代价约为换形状的二十分之一。`,
    },
  ],
  async measure(lab) {
    const { figures, add } = tally();
    const widths = lab.amount([1, 2, 4, 8, 16, 32], [1, 4, 16]);
    const shown: NeighborsShown[] = [];
    for (const { name, tint, words } of sets) {
      const sprites = coloredSprites(tint, lab.amount(3000, 1500), lab.amount(1000, 500));
      const { train, test } = sprites.data;
      const note = (found: readonly (readonly number[])[], where: string, zh: string): void => {
        for (const trait of ['shape', 'color'] as const)
          add(
            `${name}, ${trait}, ${where}`,
            alike(found, sprites[trait], chance[trait]),
            {
              en: `Neighbors of the ${traits[trait].en}: ${words.en}, ${where}`,
              zh: `${traits[trait].zh}的近邻：${words.zh}，${zh}`,
            },
            'chance = 0',
          );
      };
      for (const trait of ['shape', 'color'] as const)
        add(
          `${name}, change of ${trait}`,
          sprites.change[trait],
          {
            en: `What a change of ${trait} costs: ${words.en}`,
            zh: `换${trait === 'color' ? '颜色' : '形状'}的代价：${words.zh}`,
          },
          'squared distance',
        );
      const byPixels = await nearestRows(test.x, train.x, NEIGHBORS);
      note(byPixels, 'pixels', '像素');
      const [seedShown] = lab.seeds;
      const byCode = new Map<number, readonly (readonly number[])[]>();
      const models = new Map<number, Vae>();
      for (const seed of lab.seeds)
        for (const width of widths) {
          const model = await lab.trained(narrow(lab, sprites.data, width, seed));
          const found = await nearestRows(encoded(model, test.x), encoded(model, train.x), NEIGHBORS);
          note(found, `width ${width}`, `宽度 ${width}`);
          if (seed !== seedShown) continue;
          byCode.set(width, found);
          models.set(width, model);
        }
      const returned = (width: number, x: PlainTensor): PlainTensor => reconstructed(models.get(width)!, x);
      const near = (width: number) => byCode.get(width)!;
      shown.push(shownNeighbors({ name, words, widths, test: test.x, train: train.x, byPixels, byCode: near, returned }));
    }
    return { figures, pictures: neighborsPictures(figures, shown) };
  },
  decide(figures) {
    const [vivid, pale] = [answers(figures, 'vivid'), answers(figures, 'pale')];
    // No −0.00.
    const value = (name: string): string => (Math.round(100 * meanOf(figures, name)) / 100 + 0).toFixed(2).replace('-', '−');
    const cost = (set: string): string =>
      (meanOf(figures, `${set}, change of color`) / meanOf(figures, `${set}, change of shape`)).toPrecision(2);
    const told = (set: string) => {
      const apart = (width: number): number =>
        Math.abs(meanOf(figures, `${set}, shape, width ${width}`) - meanOf(figures, `${set}, color, width ${width}`));
      const width = widthsOf(figures).reduce((best, one) => (apart(one) > apart(best) ? one : best));
      const [color, shape] = [value(`${set}, color, width ${width}`), value(`${set}, shape, width ${width}`)];
      return { width, color, shape, pixels: value(`${set}, shape, pixels`), cost: cost(set) };
    };
    const [v, p] = [told('vivid'), told('pale')];
    const level = pale.code === 'yes' && pale.better !== 'yes';
    const so = {
      en: level ? ' So a pale color is dropped, but its pixels already tell shapes as well as any code.' : '',
      zh: level ? '可见浅淡的颜色确实被去除，但此时像素本身分辨形状已不逊于任何编码。' : '',
    };
    const because = {
      en: `Where color and shape differ most, and with chance at 0 and certainty at 1: of vivid colors (a change costs ${v.cost} times one of shape), neighbors by a code of width ${v.width} share the color to ${v.color} and the shape to ${v.shape}, neighbors by pixels the shape to ${v.pixels}. Of pale ones (${p.cost} times), at width ${p.width} the color to ${p.color} and the shape to ${p.shape}, by pixels the shape to ${p.pixels}.${so.en}`,
      zh: `取颜色与形状相差最大的编码宽度，以随机为 0、全中为 1：颜色鲜艳时（换颜色的代价是换形状的 ${v.cost} 倍），宽度 ${v.width} 的编码近邻，颜色相同程度为 ${v.color}，形状为 ${v.shape}，像素近邻的形状为 ${v.pixels}。颜色浅淡时（${p.cost} 倍），宽度 ${p.width} 的编码近邻，颜色为 ${p.color}，形状为 ${p.shape}，像素近邻的形状为 ${p.pixels}。${so.zh}`,
    };
    if (vivid.better === 'no' && pale.better === 'yes')
      return holdsWhen({ en: 'color changes the pixels far less than shape does', zh: '颜色对像素的影响远小于形状' }, because);
    return verdictOf(vivid.better === 'no' ? pale.better : vivid.better, because);
  },
};
