import { digitFeatures } from '@vaekit/metrics';
import type { Experiment } from '../experiment.js';
import { reconstructed } from '../lab/plainly.js';
import { pick } from '../lab/rows.js';
import { usual } from '../lab/usual.js';
import { all, below } from '../statistics/answer.js';
import { differenceOf, intervalOf, meanOf } from '../statistics/figures.js';
import { tally } from '../statistics/tally.js';
import { holdsWhen, verdictOf } from '../verdict.js';
import type { Words } from '../words.js';
import { between, codePath } from './parts/codePath.js';
import { digitPairs } from './parts/digitPairs.js';
import { type Judged, judged } from './parts/judgedMiddles.js';
import { type InterpolationShown, pictures, shownPaths } from './parts/interpolationPictures.js';

/** Fixed before measuring: a middle is like a digit when it is nearer to real digits than halfway from them to the cross-fade. */
const NEAR = 0.5;

const names: Readonly<Record<'AE' | 'VAE' | 'cross-fade' | 'real', Words>> = {
  real: { en: 'held-out digits', zh: '未见过的数字' },
  'cross-fade': { en: 'cross-fade', zh: '交叉淡化' },
  AE: { en: 'AE', zh: 'AE' },
  VAE: { en: 'VAE', zh: 'VAE' },
};
const models = [
  ['AE', 'autoencoder'],
  ['VAE', 'vae'],
] as const;

/** Claim 11: codes between those of two digits decode to digits, in a VAE. */
export const interpolation: Experiment = {
  name: 'interpolation',
  title: { en: 'Between two digits', zh: '两个数字之间' },
  claim: {
    en: 'Noise makes the code of a VAE continuous: halfway between the codes of two digits lies a digit, which an autoencoder does not have there.',
    zh: '噪声使 VAE 的编码空间变得连续:两个数字编码的中点解码出来也是数字,而自编码器在那里得不到数字。',
  },
  phrase: {
    text: '001',
    words:
      'VAE通过给AE引入噪声,将潜在空间中的code从离散区间转化为了连续区间,从而我们可以在连续区间中取得code的插值来生成一些介于某些训练结果code之间的样本',
    english:
      'by bringing noise into the AE, the VAE turns the codes in the latent space from discrete into continuous intervals, in which we can interpolate codes to generate samples between those of some training results',
  },
  formulas: [{ tex: 'z_t=(1-t)\\,z_0+t\\,z_1,\\qquad\\hat x_t=g(z_t)', number: '001.1' }],
  criterion: {
    en: `Middles of pairs of held-out digits of two classes are decoded. Their mean distance from the nearest of other held-out digits, in the features of vaekit’s digit classifier, is put on a scale where real digits are 0 and pixel cross-fades 1. The claim holds when it is below ${NEAR} for the VAE and below the autoencoder’s, by 95 % intervals.`,
    zh: `取不同类别的未见过的数字,两两配对,解码其编码中点。用 vaekit 数字分类器的特征,计算它们到另一批未见过的数字中最近者的平均距离;刻度上真实数字为 0,像素交叉淡化为 1。若 VAE 的值小于 ${NEAR},且小于自编码器的值(95 % 区间),则成立。`,
  },
  about: [
    {
      en: 'The autoencoder and the VAE have the same networks and codes of 16 numbers. A distance between pixels would favor blurred images, which are near everything; so the features of a classifier of digits decide, and the pixels are only shown. All distances are to digits that were neither trained on nor used as ends.',
      zh: '自编码器与 VAE 网络相同,编码都是 16 个数。像素距离偏爱模糊的图像,因为模糊图像离什么都近,所以判定时用数字分类器的特征,像素距离只作参考。所有距离都相对于既未参与训练、也未用作端点的数字。',
    },
    {
      en: 'The text says that between two chairs lies a chair. Between digits of two classes there need not be a digit at all: somewhere on the way a 3 has to stop being a 3. The entropy of the classifier shows how undecided the middles are, and pairs of one class show whether their middles keep the class.',
      zh: '原文说两把椅子之间还是椅子。但在两个不同类别的数字之间,未必存在数字:途中某处 3 就不再是 3。分类器的熵显示中点有多含糊;同类的配对则显示中点是否保持原来的类别。',
    },
  ],
  async measure(lab) {
    const { x, y } = lab.images.test;
    if (y === undefined) throw new Error('interpolation: the images have no labels; choose a data set that has');
    const middle = Math.floor(x.shape[0]! / 2);
    const rows = Array.from({ length: x.shape[0]! }, (_, row) => row);
    const [ends, real] = [pick(x, rows.slice(0, middle)), pick(x, rows.slice(middle))];
    const labels = { data: y.data.slice(0, middle), shape: [middle] };
    const { figures, add } = tally();
    const classifier = await digitFeatures();
    let shown: InterpolationShown | undefined;
    try {
      for (const seed of lab.seeds) {
        const pairs = digitPairs(labels, lab.amount(400, 120), false, seed);
        const alike = digitPairs(labels, lab.amount(200, 60), true, seed);
        const [from, to] = [pick(ends, pairs.from), pick(ends, pairs.to)];
        const [one, other] = [pick(ends, alike.from), pick(ends, alike.to)];
        const note = (key: keyof typeof names, { distance, pixels, entropy }: Judged): void => {
          const { en, zh } = names[key];
          add(`distance, ${key}`, distance, { en: `Distance: ${en}`, zh: `特征距离:${zh}` });
          add(`pixels, ${key}`, pixels, { en: `Distance of pixels: ${en}`, zh: `像素距离:${zh}` });
          add(`entropy, ${key}`, entropy, { en: `Entropy: ${en}`, zh: `熵:${zh}` }, 'nats');
        };
        const kept = (key: keyof typeof names, middles: typeof x): void => {
          const { classes } = judged(classifier, middles, real);
          const share = classes.filter((found, i) => found === labels.data[alike.from[i]!]).length / classes.length;
          const { en, zh } = names[key];
          add(
            `class kept, ${key}`,
            100 * share,
            { en: `Class kept between two of one class: ${en}`, zh: `同类中点保持类别:${zh}` },
            '%',
          );
        };
        const floor = judged(classifier, from, real);
        const fade = judged(classifier, between(from, to, 1), real);
        note('real', floor);
        note('cross-fade', fade);
        kept('cross-fade', between(one, other, 1));
        for (const [key, name] of models) {
          const model = await lab.trained(usual(lab, name, seed));
          const found = judged(classifier, codePath(model, from, to, 1), real);
          note(key, found);
          const place = (distance: number): number => (distance - floor.distance) / (fade.distance - floor.distance);
          add(
            `place, ${key}`,
            place(found.distance),
            { en: `Place of the middle: ${key}`, zh: `中点在刻度上的位置:${key}` },
            'cross-fade = 1',
          );
          const end = judged(classifier, reconstructed(model, from), real).distance;
          add(
            `place of the ends, ${key}`,
            place(end),
            { en: `Place of the ends: ${key}`, zh: `端点在刻度上的位置:${key}` },
            'cross-fade = 1',
          );
          kept(key, codePath(model, one, other, 1));
        }
        shown ??= await shownPaths(lab, seed, { from, to, real, classifier });
      }
    } finally {
      classifier.dispose();
    }
    return { figures, pictures: pictures(figures, shown!, NEAR) };
  },
  decide(figures) {
    const good = below(intervalOf(figures, 'place, VAE'), NEAR);
    const apart = below(differenceOf(figures, 'place, VAE', 'place, AE'), 0);
    const number = (name: string): string => meanOf(figures, name).toFixed(2);
    const percent = (key: string): string => meanOf(figures, `class kept, ${key}`).toFixed(0);
    const because = {
      en: `With real digits at 0 and cross-fades at 1, the VAE’s middles are at ${number('place, VAE')} and the autoencoder’s at ${number('place, AE')}${apart === 'yes' ? ': noise helps' : ''}. Between two digits of one class, ${percent('VAE')} % of the VAE’s middles keep the class, ${percent('AE')} % of the autoencoder’s, and ${percent('cross-fade')} % of the cross-fades.`,
      zh: `以真实数字为 0、交叉淡化为 1,VAE 的中点在 ${number('place, VAE')},自编码器的在 ${number('place, AE')}${apart === 'yes' ? ':噪声确有帮助' : ''}。同类数字之间,VAE 的中点有 ${percent('VAE')} % 保持类别,自编码器 ${percent('AE')} %,交叉淡化 ${percent('cross-fade')} %。`,
    };
    if (good === 'yes' && apart === 'no')
      return holdsWhen({ en: 'it is said of the autoencoder too', zh: '对自编码器也同样如此' }, because);
    return verdictOf(good === 'no' ? 'no' : all(good, apart), because);
  },
};
