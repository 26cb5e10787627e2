import { digitFeatures } from '@vaekit/metrics';
import type { Experiment } from '../experiment.js';
import { usual } from '../lab/usual.js';
import { above } from '../statistics/answer.js';
import { type Figures, intervalOf, meanOf } from '../statistics/figures.js';
import { tally } from '../statistics/tally.js';
import { holdsWhen, verdictOf } from '../verdict.js';
import { byBayes, counterfactuals, diversity, drawn, firstOf, hits, meanDistances, nearestRight } from './parts/classMeasures.js';
import { type ClassesShown, classesPictures, shownClasses } from './parts/classesPictures.js';

/** Fixed before measuring: the mean controls the class when at least this percentage of samples are the digit that was asked for. */
const CONTROLLED = 90;
/** If they are not, it may be that the noise around the means is too large: this part of it is tried too. */
const LESS_NOISE = 0.5;
const noises = [0.25, LESS_NOISE, 0.75, 1] as const;

const models = [
  { name: 'class-mean-cvae', key: 'class mean', words: { en: 'class mean', zh: '类均值' } },
  { name: 'cvae', key: 'concatenated', words: { en: 'label joined on', zh: '拼接标签' } },
] as const;

/** Images of each class in turn. */
const asked = (perClass: number): number[] => Array.from({ length: 10 * perClass }, (_, i) => Math.floor(i / perClass));

/** Claim 14: a class has a mean of its own, and moving it controls the class of what is generated. */
export const classes: Experiment = {
  name: 'classes',
  title: { en: 'A mean for each class', zh: '每一类一个均值' },
  claim: {
    en: 'Give each class a mean of its own in the KL, and moving the mean controls the class of what is generated, though the decoder never sees a label.',
    zh: '在 KL 中给每一类一个专属的均值，就能通过控制均值来控制生成图像的类别，尽管解码器从未见过标签。',
  },
  phrase: {
    text: '002',
    words:
      '我们可以希望同一个类的样本都有一个专属的均值 μ^Y（方差不变，还是单位方差），这个 μ^Y 让模型自己训练出来。这样的话，有多少个类就有多少个正态分布，而在生成的时候，我们就可以通过控制均值来控制生成图像的类别',
    english:
      'we can ask that samples of one class all have a mean μ^Y of their own (the variance stays as it is, one), and let the model learn this μ^Y. Then there are as many normals as classes, and when we generate, controlling the mean controls the class of the image',
  },
  formulas: [
    {
      tex: 'Loss_{\\mu,\\sigma^2}=\\frac12\\sum_{i=1}^d\\left(-\\log\\sigma_i^2+(\\mu_i-\\mu_i^Y)^2+\\sigma_i^2-1\\right)',
      number: '002.11',
    },
    { tex: 'p(y\\mid x)=\\frac{p(x\\mid y)\\,p(y)}{\\sum_{i=1}^Np(x\\mid y_i)\\,p(y_i)}', number: '003.5' },
    { tex: 'z_{\\text{new}}=\\mu^{\\text{new}}+(z-\\mu^{\\text{old}})' },
  ],
  criterion: {
    en: `of samples drawn around the class means with the unit variance of the text, more than ${CONTROLLED} % are what was asked for, in the eyes of vaekit’s digit classifier (95 % interval); if only with ${LESS_NOISE} times the standard deviation, the claim holds under that condition`,
    zh: `按原文的单位方差在类均值附近采样，经 vaekit 的数字分类器判定，超过 ${CONTROLLED} % 的样本是所要的数字（95 % 区间）；若只在标准差取 ${LESS_NOISE} 倍时如此，则在该条件下成立`,
  },
  about: [
    {
      en: 'Two conditional VAEs of the same networks learn the digits. In the one of the text, the label enters only as the mean of the prior; encoder and decoder see images and codes alone. In the other one, the usual CVAE, the label is joined on to what encoder and decoder get. For both, ten classes are asked for, and a classifier that neither has seen says what came out.',
      zh: '两个网络相同的条件 VAE 学习数字图像。原文的做法里，标签只作为先验的均值出现，编码器与解码器只看图像和编码；另一个是常见的 CVAE，把标签拼接到编码器与解码器的输入上。分别要求十个类别，由二者都没见过的分类器判定得到了什么。',
    },
    {
      en: 'What the text leaves out: ten unit normals in one space overlap unless their means are far apart, and nothing but the reconstruction keeps them apart. Where they overlap the decoder, which sees no label, has to mix. In return the encoder can say the class of an image it was not told, by the nearest mean or by Bayes’ theorem, which the other one can only by trying all labels.',
      zh: '原文没有说的是：同一空间里的十个单位正态分布，除非均值相距很远，否则会重叠，而把它们分开的只有重构项。在重叠处，看不到标签的解码器只能混合。作为回报，编码器能说出未标注图像的类别——按最近的均值或贝叶斯定理；另一个模型则只能把所有标签都试一遍。',
    },
    {
      en: 'The class of a held-out digit can also be changed: its code moves from one mean to another, or it is decoded with another label. Slant and thickness of the strokes tell whether the style comes along.',
      zh: '还可以改变一个未见过的数字的类别：把它的编码从一个均值移到另一个均值，或换一个标签解码。笔画的倾斜与粗细说明风格是否保留了下来。',
    },
  ],
  async measure(lab) {
    const { figures, add } = tally();
    const held = firstOf(lab.images.test, lab.amount(500, 200));
    const own = firstOf(lab.images.test, Infinity);
    const labels = asked(lab.amount(200, 50));
    const judge = await digitFeatures();
    let shown: ClassesShown | undefined;
    try {
      const real = diversity(judge, own.x, own.labels);
      add(
        'hit, held-out digits',
        hits(judge, own.x, own.labels),
        { en: 'Held-out digits taken for themselves', zh: '未见过的数字判对' },
        '%',
      );
      for (const seed of lab.seeds) {
        for (const { name, key, words } of models) {
          const model = await lab.trained(usual(lab, name, seed));
          const note = (what: string, value: number, en: string, zh: string, unit = '%'): void =>
            add(`${what}, ${key}`, value, { en: `${en}: ${words.en}`, zh: `${zh}：${words.zh}` }, unit);
          for (const noise of noises) {
            const images = await drawn(model, labels, seed, noise);
            note(
              `hit, noise ${noise}`,
              hits(judge, images, labels),
              `Samples of the class asked for, noise ${noise}`,
              `样本为所要类别，噪声 ${noise}`,
            );
            if (noise === 1)
              note(
                'diversity',
                diversity(judge, images, labels) / real,
                'Variance inside a class, real digits 1',
                '类内方差，真实数字为 1',
                '',
              );
          }
          const turned = await counterfactuals(model, judge, held);
          note('counterfactual', turned.hit, 'Digits turned into the class asked for', '变为所要类别的数字');
          note('slant', turned.slant, 'Correlation of slant', '倾斜的相关系数', '');
          note('thickness', turned.thickness, 'Correlation of thickness', '粗细的相关系数', '');
          const bayes = byBayes(model, held, seed);
          note('Bayes', bayes.right, 'Class told by Bayes’ theorem', '由贝叶斯定理说出类别');
          note('log p', bayes.log, 'log p(class | image)', 'log p(类别 | 图像)', 'nats');
          if (key !== 'class mean') continue;
          note('nearest mean', nearestRight(model, held), 'Class told by the nearest mean', '由最近的均值说出类别');
          const apart = meanDistances(model).filter((distance) => distance > 0);
          note(
            'nearest means',
            Math.min(...apart),
            'Distance of the two nearest means',
            '最近两个均值的距离',
            'standard deviations',
          );
        }
        const [one, other] = await Promise.all(models.map(({ name }) => lab.trained(usual(lab, name, seed))));
        shown ??= await shownClasses([one!, other!], held, seed);
      }
    } finally {
      judge.dispose();
    }
    return { figures, pictures: classesPictures(figures, shown!, { controlled: CONTROLLED, noises, models }) };
  },
  decide(figures: Figures) {
    const [full, less] = [1, LESS_NOISE].map((noise) =>
      above(intervalOf(figures, `hit, noise ${noise}, class mean`), CONTROLLED),
    ) as [ReturnType<typeof above>, ReturnType<typeof above>];
    const percent = (name: string): string => meanOf(figures, name).toFixed(0);
    const hit = (noise: number, key: string): string => percent(`hit, noise ${noise}, ${key}`);
    const because = {
      en: `${hit(1, 'class mean')} % of samples around the class means are the digit asked for, and ${hit(LESS_NOISE, 'class mean')} % with ${LESS_NOISE} times the noise; with the label joined on it is ${hit(1, 'concatenated')} %. The two nearest means are ${meanOf(figures, 'nearest means, class mean').toFixed(1)} standard deviations apart. Moved to another mean, ${percent('counterfactual, class mean')} % of held-out digits become that digit (label joined on: ${percent('counterfactual, concatenated')} %).`,
      zh: `在类均值附近采样，${hit(1, 'class mean')} % 是所要的数字；噪声取 ${LESS_NOISE} 倍时为 ${hit(LESS_NOISE, 'class mean')} %；拼接标签的模型为 ${hit(1, 'concatenated')} %。最近的两个均值相距 ${meanOf(figures, 'nearest means, class mean').toFixed(1)} 个标准差。把未见过的数字移到另一个均值，${percent('counterfactual, class mean')} % 变成那个数字（拼接标签：${percent('counterfactual, concatenated')} %）。`,
    };
    if (full === 'no' && less === 'yes')
      return holdsWhen({ en: 'samples keep closer to the mean than the unit variance', zh: '采样比单位方差更靠近均值' }, because);
    return verdictOf(full === 'no' ? less : full, because);
  },
};
