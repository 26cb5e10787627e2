import type { Experiment } from '../experiment.js';
import { pick, rowOf, stacked } from '../lab/rows.js';
import { above, all, type Answer, below, some } from '../statistics/answer.js';
import { differenceOf, type Figures, intervalOf, meanOf } from '../statistics/figures.js';
import { tally } from '../statistics/tally.js';
import { holdsWhen, verdictOf } from '../verdict.js';
import type { Words } from '../words.js';
import { between, codePath } from './parts/codePath.js';
import { moonModels, NOISES, noisyKey } from './parts/moonModels.js';
import { pictures, STEPS } from './parts/moonPictures.js';
import { moonSets, nearestMoon } from './parts/moonSets.js';

/** Fixed before measuring: a decoded midpoint is a moon between when it is at most this part as far from one as the cross-fade of the two images is. */
const MOON = 0.5;

/** Moons between are those of the middle half of the gap, by how much of the disc is lit: from 5/8 to 7/8 of it, the cosine of the phase from −1/4 to −3/4. */
const MIDDLE: readonly [number, number] = [Math.acos(-1 / 4), Math.acos(-3 / 4)];

type SetName = 'gap' | 'two';
const sets: Readonly<Record<SetName, Words>> = {
  two: { en: 'two images', zh: '两张图' },
  gap: { en: 'all phases but those between', zh: '除中间段外的全部月相' },
};

/** Whether the autoencoder’s midpoint is no moon, and one of the models with noise makes it one. */
function claimOn(figures: Figures, set: SetName): Answer {
  const distance = (key: string): string => `${set}, ${key}`;
  const repairs = ['denoising', 'noisy code', 'VAE'].map((key) =>
    all(below(intervalOf(figures, distance(key)), MOON), below(differenceOf(figures, distance(key), distance('autoencoder')), 0)),
  );
  return all(above(intervalOf(figures, distance('autoencoder')), MOON), some(...repairs));
}

/** Claim 2: between two moons the autoencoder decodes garbage, and noise repairs it. */
export const midpoint: Experiment = {
  name: 'midpoint',
  title: { en: 'Between two moons', zh: '两个月亮之间' },
  claim: {
    en: 'The point halfway between the codes of a half and a full moon decodes to garbage in an autoencoder, and to a moon between them once there is noise.',
    zh: '半月与满月编码的中点,在自编码器中解码为乱码;加入噪声后,则解码为介于两者之间的月亮。',
  },
  phrase: {
    text: '001',
    words:
      '实际当你那这个点去decode的时候你会发现AE还原出来的图片不仅模糊而且还是乱码的……一个思想就是引入噪声,扩大图片的编码区域',
    english:
      'when you actually decode this point, you find that the picture the AE gives back is not only blurred but garbled … one idea is to bring in noise, which widens the region of codes of a picture',
  },
  formulas: [
    { tex: 'z_{1/2}=\\tfrac12 f(x_{\\text{half}})+\\tfrac12 f(x_{\\text{full}}),\\qquad\\hat x=g(z_{1/2})', number: '001.1' },
  ],
  criterion: {
    en: `The distance of the decoded midpoint from the nearest true moon between (from 5/8 to 7/8 of the disc lit), as a part of the distance of the cross-fade (the mean of the two images). The claim holds on a set when it is above ${MOON} for the autoencoder, and below ${MOON} and below the autoencoder’s for at least one of denoising, noisy code and VAE, by 95 % intervals; it holds when it does on both sets.`,
    zh: `以解码中点到其间(亮面占 5/8 到 7/8)最近的真实月相的距离,除以交叉淡化(两图的平均)的相应距离。若自编码器的比值大于 ${MOON},且去噪、编码加噪、VAE 三者中至少一个小于 ${MOON} 并小于自编码器的比值(95 % 区间),则在该数据集上成立;两个数据集都成立才算成立。`,
  },
  about: [
    {
      en: 'All models have a code of two numbers. They are trained on two sets: the text’s own, which has only a half and a full moon, and all phases of the moon except those between the two. Distances are squared errors, and the nearest true moon is looked for among two thousand.',
      zh: '所有模型的编码都是两个数,分别在两个数据集上训练:原文的数据集只有一张半月和一张满月;另一个包含除两者之间以外的全部月相。距离是平方误差,最近的真实月相在两千张图中寻找。',
    },
    {
      en: 'The text says that a linear decoder would give the moon between. It cannot: it gives a cross-fade, the half moon under a veil of the full one, which is no moon. The text also leaves out that from two pictures alone nothing can be learned about a third: noise makes the decoder change smoothly or at once, but what a shadow does between has to be seen elsewhere. It adds the noise to the picture in one paragraph and to the code in another; both are here.',
      zh: '原文认为线性的解码器会给出介于其间的月亮,其实不能:线性解码器给出的是交叉淡化,即半月上叠着一层满月的影子,并不是月亮。原文也没有说明:只有两张图时,学不到第三张图的任何信息;噪声只决定解码器是渐变还是突变,而阴影在中间如何移动,必须从别处看到。原文有一段把噪声加在图片上,另一段加在编码上,这里两种都做了。',
    },
  ],
  async measure(lab) {
    const { dense, ends, ...data } = moonSets(lab);
    const [half, full] = [pick(ends, [0]), pick(ends, [1])];
    const cross = nearestMoon(dense, between(half, full, 1).data, MIDDLE).error;
    const { figures, add } = tally();
    const shown = { two: [] as (typeof ends)[], gap: [] as (typeof ends)[] };
    for (const seed of lab.seeds)
      for (const set of ['two', 'gap'] as const) {
        for (const { key, label, request } of moonModels) {
          const model = await lab.trained(request(lab, data[set], seed));
          const path = codePath(model, half, full, STEPS);
          const distance = nearestMoon(dense, rowOf(path, (STEPS - 1) / 2), MIDDLE).error / cross;
          const [en, zh] = [`${label.en}, ${sets[set].en}`, `${label.zh},${sets[set].zh}`];
          add(`${set}, ${key}`, distance, { en: `Distance: ${en}`, zh: `距离:${zh}` }, 'cross-fade = 1');
          if (seed === lab.seeds[0]) shown[set].push(path);
        }
      }
    return {
      figures,
      pictures: pictures(figures, { two: stacked(shown.two), gap: stacked(shown.gap), dense, limit: MOON, noises: NOISES }),
    };
  },
  decide(figures) {
    const [two, gap] = [claimOn(figures, 'two'), claimOn(figures, 'gap')];
    const values = (set: SetName, key: string): string => meanOf(figures, `${set}, ${key}`).toFixed(2);
    const list = (set: SetName, { en, zh }: Words) => ({
      en: `${en}: autoencoder ${values(set, 'autoencoder')}, denoising ${values(set, 'denoising')}, noisy code ${values(set, noisyKey(0.3))}, VAE ${values(set, 'VAE')}, PCA ${values(set, 'PCA')}`,
      zh: `${zh}:自编码器 ${values(set, 'autoencoder')},去噪 ${values(set, 'denoising')},编码加噪 ${values(set, noisyKey(0.3))},VAE ${values(set, 'VAE')},PCA ${values(set, 'PCA')}`,
    });
    const [a, b] = [list('two', sets.two), list('gap', sets.gap)];
    const because = {
      en: `Distance of the midpoint from a moon between, with the cross-fade at 1. Trained on ${a.en}; on ${b.en}.`,
      zh: `中点到其间月亮的距离(交叉淡化为 1)。${a.zh};${b.zh}。`,
    };
    if (two === 'yes' && gap === 'no') return holdsWhen({ en: 'there are only the two images', zh: '数据只有这两张图' }, because);
    if (gap === 'yes' && two === 'no')
      return holdsWhen({ en: 'the training set has the other phases of the moon too', zh: '训练集还包含其他月相' }, because);
    return verdictOf(two === gap ? two : 'open', because);
  },
};
