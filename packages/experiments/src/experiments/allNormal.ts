import type { PlainTensor } from '@vaekit-internal/base';
import { evaluate } from '@vaekit/core';
import { formatNumber } from '@vaekit/viz';
import type { Experiment } from '../experiment.js';
import type { Lab } from '../lab/lab.js';
import { usual } from '../lab/usual.js';
import { below, not, some } from '../statistics/answer.js';
import { differenceOf, type Figures, meanOf } from '../statistics/figures.js';
import { verdictOf } from '../verdict.js';
import type { Words } from '../words.js';
import { allNormalPictures } from './parts/allNormalPictures.js';
import { halvedImages } from './parts/halvedImages.js';
import { imageSpread } from './parts/imageSpread.js';
import { openSampleJudge } from './parts/sampleJudge.js';

/** Fixed before measuring: the claim fails if some weaker pull gives samples nearer to digits than this part of the distance under the strongest. */
const NEARER = 0.9;

const STRONGEST = 100;
const SHOWN = 12;
const betas = (lab: Lab): readonly number[] =>
  lab.amount([0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, STRONGEST], [0.01, 0.1, 1, 10, STRONGEST]);

const betasOf = (figures: Figures): number[] =>
  Object.keys(figures).flatMap((name) =>
    name.startsWith('distance, β = ') ? [Number(name.slice('distance, β = '.length))] : [],
  );
const bestOf = (figures: Figures): number =>
  betasOf(figures).reduce((best, beta) =>
    meanOf(figures, `distance, β = ${beta}`) < meanOf(figures, `distance, β = ${best}`) ? beta : best,
  );

const floorLabel: Words = { en: 'Distance of training digits themselves', zh: '训练集数字本身的距离' };
const kinds: Readonly<Record<string, { readonly unit: string; readonly label: Words }>> = {
  rate: { unit: 'nats', label: { en: 'KL', zh: 'KL' } },
  reconstruction: { unit: 'nats', label: { en: 'Reconstruction error', zh: '重构误差' } },
  distance: { unit: '', label: { en: 'Fréchet distance of samples', zh: '样本的 Fréchet 距离' } },
  kernel: { unit: '', label: { en: 'Kernel distance of samples', zh: '样本的核距离' } },
  'variance of samples': {
    unit: '%',
    label: {
      en: `Variance of samples at β = ${STRONGEST}, of that of digits`,
      zh: `β = ${STRONGEST} 时样本方差占真实数字方差的比例`,
    },
  },
  'from the mean image': {
    unit: '%',
    label: {
      en: `Distance of samples at β = ${STRONGEST} from the mean digit, of that of digits`,
      zh: `β = ${STRONGEST} 时样本到平均图像的距离,占真实数字到平均图像距离的比例`,
    },
  },
};

/** Figures from their values by name; `rate, β = 1` is of the kind `rate`. */
const labeled = (values: ReadonlyMap<string, readonly number[]>): Figures =>
  Object.fromEntries(
    [...values].map(([name, own]) => {
      const [kind = '', beta] = name.split(', ');
      const { unit, label } = kinds[kind]!;
      const of = beta === undefined ? '' : `, ${beta}`;
      return [name, { values: own, unit, label: { en: `${label.en}${of}`, zh: `${label.zh}${of.replace(', ', ',')}` } }];
    }),
  );

/** Claim 6: let every p(z|x) become N(0, I), and it is done. */
export const allNormal: Experiment = {
  name: 'all-normal',
  title: { en: 'When every code is N(0, I)', zh: '当所有编码都成为 N(0, I)' },
  claim: {
    en: 'The nearer every p(z|x) comes to N(0, I), the better a model generates.',
    zh: '每个 p(z|x) 越接近 N(0, I),生成效果就越好。',
  },
  phrase: {
    text: '000',
    words: '让 p(z|x) → N(0,I),即大功告成',
    english: 'let p(z|x) → N(0, I), and it is done',
  },
  formulas: [
    {
      tex: 'L_\\beta=E_{q(z\\mid x)}\\left[-\\log p(x\\mid z)\\right]+\\beta\\,D_{KL}\\bigl(q(z\\mid x)\\parallel N(0,I)\\bigr)',
    },
    {
      tex: 'q(z\\mid x)=N(0,I)\\ \\forall x\\ \\Longrightarrow\\ q(z)=\\int q(z\\mid x)\\,p(x)\\,dx=N(0,I)\\int p(x)\\,dx=N(0,I)',
      number: '000.4',
    },
  ],
  criterion: {
    en: `the claim holds if no weaker pull on the codes gives samples nearer to held-out digits than ${NEARER} of the distance under the strongest, β = ${STRONGEST}; it does not hold if one does. Distances are Fréchet distances on the digit classifier’s features, differences paired by seed, with 95 % intervals`,
    zh: `若没有任何较弱的约束,使样本到未见数字的距离小于最强约束(β = ${STRONGEST})时的 ${NEARER} 倍,则论断成立;若有,则不成立。距离为数字分类器特征上的 Fréchet 距离,按随机种子配对求差,取 95 % 区间`,
  },
  about: [
    {
      en: 'One VAE is trained for each weight β of the KL, on digits of 14 × 14 pixels. A larger β pulls every q(z|x) closer to N(0, I): the KL, which is the number of nats that a code tells about its digit, falls to 0. Each row of the first picture shows samples from one model.',
      zh: '对 KL 的每个权重 β 训练一个 VAE,数据为 14 × 14 的数字图像。β 越大,每个 q(z|x) 被拉得离 N(0, I) 越近:KL(即编码携带的关于数字的信息量,单位奈特)降到 0。第一幅图的每一行是一个模型的样本。',
    },
    {
      en: 'The texts show that if every q(z|x) is N(0, I), then all codes together are too, so that drawing from N(0, I) is right. They leave out what it costs: a code that is N(0, I) whatever x was says nothing about x. The decoder can then only give the one image with the least error, the mean of all digits. The pull has to be strong enough that the codes fill N(0, I) and weak enough that each still tells its digit apart.',
      zh: '原文说明:若每个 q(z|x) 都是 N(0, I),则全部编码合起来也是 N(0, I),于是可以从中采样。原文没有说代价:如果不管 x 是什么,编码都是 N(0, I),它就不含 x 的任何信息,解码器只能给出误差最小的那一幅图,即所有数字的平均图像。约束既要强到让编码填满 N(0, I),又要弱到让编码仍能区分不同的数字。',
    },
  ],
  async measure(lab) {
    const data = halvedImages(lab);
    const judge = await openSampleJudge(data, lab.amount(1000, 500));
    const digits = imageSpread(data.train.x);
    const values = new Map<string, number[]>();
    const add = (name: string, value: number): void => void values.set(name, [...(values.get(name) ?? []), value]);
    const rows: PlainTensor[] = [];
    try {
      for (const seed of lab.seeds)
        for (const beta of betas(lab)) {
          const model = await lab.trained({ ...usual(lab, 'vae', seed, beta === 1 ? {} : { beta }), data, epochs: 10 });
          const { terms } = await evaluate(model, data.test, { seed });
          const { images, frechet, kernel } = await judge.samplesOf(model, seed);
          add(`rate, β = ${beta}`, terms['kl']!);
          add(`reconstruction, β = ${beta}`, terms['reconstruction']!);
          add(`distance, β = ${beta}`, frechet);
          add(`kernel, β = ${beta}`, kernel);
          if (beta === STRONGEST) {
            add('variance of samples', 100 * (imageSpread(images).mean / digits.mean));
            add('from the mean image', 100 * Math.sqrt(imageSpread(images, digits.center).mean / digits.mean));
          }
          if (seed === lab.seeds[0])
            rows.push({
              data: images.data.subarray(0, (images.data.length / images.shape[0]!) * SHOWN),
              shape: [SHOWN, ...images.shape.slice(1)],
            });
        }
    } finally {
      judge.dispose();
    }
    const figures = { ...labeled(values), floor: { values: [judge.floor.frechet], unit: '', label: floorLabel } };
    return { figures, pictures: allNormalPictures({ betas: betas(lab), figures, rows, best: bestOf(figures) }) };
  },
  decide(figures) {
    const strongest = `distance, β = ${STRONGEST}`;
    const weaker = betasOf(figures).filter((beta) => beta < STRONGEST);
    const nearer = some(...weaker.map((beta) => below(differenceOf(figures, `distance, β = ${beta}`, strongest, NEARER), 0)));
    const best = bestOf(figures);
    const [rate, last, nearest, far, variance] = [
      meanOf(figures, `rate, β = ${best}`),
      meanOf(figures, `rate, β = ${STRONGEST}`),
      meanOf(figures, `distance, β = ${best}`),
      meanOf(figures, strongest),
      meanOf(figures, 'variance of samples'),
    ].map((value) => formatNumber(Number(value.toPrecision(2))));
    return verdictOf(not(nearer), {
      en: `Samples are nearest to digits at β = ${best}, where codes keep a KL of ${rate} nats: distance ${nearest}. At β = ${STRONGEST} the KL is ${last} nats and the distance ${far}; samples then have ${variance} % of the variance of digits.`,
      zh: `样本在 β = ${best} 时离数字最近,此时编码的 KL 为 ${rate} 奈特,距离为 ${nearest}。β = ${STRONGEST} 时 KL 为 ${last} 奈特,距离为 ${far},样本的方差只有真实数字的 ${variance} %。`,
    });
  },
};
