import type { PlainTensor } from '@vaekit-internal/base';
import { drawCodes, type Vae } from '@vaekit/core';
import { digitFeatures, frechetDistance, kernelDistance, precisionRecall } from '@vaekit/metrics';
import type { Experiment } from '../experiment.js';
import type { Lab } from '../lab/lab.js';
import { usual } from '../lab/usual.js';
import { above, all, below, not, some } from '../statistics/answer.js';
import { differenceOf, intervalOf, meanOf } from '../statistics/figures.js';
import { holdsWhen, verdictOf } from '../verdict.js';
import { decodedAt, firstRows, priorCodes, samplesOf } from './parts/drawn.js';
import {
  type Cloud,
  type Judged,
  type Kind,
  modelNames,
  models,
  MOST_NORMALS,
  type Pair,
  pairLabel,
  pairs,
  randomCodesPictures,
  randomCodesTable,
  type Source,
  sources,
} from './parts/randomCodesPictures.js';
import { type FigureKind, seedFigures } from './parts/seedFigures.js';

/** Fixed before measuring: the autoencoder fails where its samples are this many times as far from digits as those of the VAE. */
const TIMES = 2;
/** Fixed before measuring: codes decode to digits where more than this part of the samples lie where held-out digits are. */
const MOST = 0.5;
/** Fixed before measuring: an autoencoder generates as well where its samples are at most this many times as far as the VAE’s. */
const AS_WELL = 1.1;
const SHOWN = 10;

type Name = 'floor' | `digits, ${Kind}` | `distance, ${Kind}, codes` | `distance, ${Pair}`;
const kinds = Object.fromEntries([
  ...pairs.map((pair): [Name, FigureKind] => [`distance, ${pair.name}`, { unit: '', label: pairLabel(pair) }]),
  ...(['ae', 'vae'] as const).flatMap((kind): [Name, FigureKind][] => {
    const { en, zh } = modelNames[kind];
    return [
      [`distance, ${kind}, codes`, { unit: '', label: { en: `${en}, codes of digits`, zh: `${zh},真实数字的编码` } }],
      [`digits, ${kind}`, { unit: '', label: { en: `${en}, N(0, I): part that are digits`, zh: `${zh},N(0, I):是数字的比例` } }],
    ];
  }),
  ['floor', { unit: '', label: { en: 'training digits themselves', zh: '训练集数字本身' } }],
]) as Record<Name, FigureKind>;

/** The model of a seed under one of the three sources of codes. */
const under = (lab: Lab, kind: Kind, source: Source, seed: number): Promise<Vae> => {
  const components = sources[source];
  const request = usual(lab, models[kind], seed);
  return lab.trained(
    components === undefined ? request : { ...request, prior: { name: 'mixture-of-normals', options: { components } } },
  );
};

/** Claim 3: a random code of an autoencoder does not decode to a digit, one of a VAE does. */
export const randomCodes: Experiment = {
  name: 'random-codes',
  title: { en: 'Decoding random codes', zh: '解码随机编码' },
  claim: {
    en: 'A random code of an autoencoder does not decode to a digit, and one of a VAE does.',
    zh: '随机取一个编码,自编码器解码不出数字,而 VAE 可以。',
  },
  phrase: {
    text: '000',
    words: 'AE之所以不能用于生成式模型,是因为AE的Bottleneck的分布实际上是未知的,我们无法凭空采样一个符合bottleneck分布的数据',
    english:
      'an AE cannot be used as a generative model because the distribution of its bottleneck is in fact unknown, and we cannot draw a sample of that distribution out of thin air',
  },
  formulas: [
    { tex: 'z\\sim N(0,I),\\qquad\\hat x=g(z)', number: '000.1' },
    { tex: 'd^2=\\lvert m_1-m_2\\rvert^2+\\mathrm{tr}\\bigl(S_1+S_2-2(S_1S_2)^{1/2}\\bigr)' },
  ],
  criterion: {
    en: `with codes from N(0, I), the Fréchet distance of the autoencoder’s samples from held-out digits is more than ${TIMES} times that of the VAE’s, at most half of its samples and more than half of the VAE’s lie among held-out digits (precision ${MOST}); it holds for N(0, I) only if, with a normal or a mixture fitted to its codes, the autoencoder’s distance is at most ${AS_WELL} times the VAE’s with N(0, I)`,
    zh: `编码取自 N(0, I) 时,自编码器样本到测试集数字的 Fréchet 距离超过 VAE 的 ${TIMES} 倍,且自编码器样本落在真实数字之中的比例(精确率)不超过 ${MOST},VAE 则超过 ${MOST};若对其编码拟合正态或混合分布后,自编码器的距离不超过 VAE(N(0, I))的 ${AS_WELL} 倍,则只对 N(0, I) 成立`,
  },
  about: [
    {
      en: `An autoencoder and a VAE of the same size learn the same digits. Their codes are then drawn in three ways: from N(0, I); from a normal fitted to the codes of the training digits, each number on its own; and from a mixture of ${MOST_NORMALS} such normals. The samples are compared with held-out digits in the features of a small digit classifier. Read each distance beside two others: that of training digits from held-out digits, which no sample can be expected to beat, and that of decoded codes of real digits, which is the decoder’s own limit.`,
      zh: `同样大小的自编码器与 VAE 学习同样的数字图像。随后以三种方式抽取编码:从 N(0, I);从对训练集编码拟合的正态分布(各分量独立);从 ${MOST_NORMALS} 个这样的正态的混合。样本与测试集数字在一个小型数字分类器的特征上比较。每个距离都应与另外两个对照:训练集数字到测试集数字的距离(任何样本都难以更小),以及真实数字的编码解码后的距离(解码器自身的极限)。`,
    },
    {
      en: 'The text says that the distribution of an autoencoder’s codes is unknown, and concludes that one cannot draw from it. It leaves out that the codes can be looked at once training is over, and a distribution fitted to them.',
      zh: '原文说自编码器的编码分布未知,因而无法采样。但它没有提到:训练结束后,可以观察这些编码并为其拟合一个分布。',
    },
  ],
  async measure(lab) {
    const net = await digitFeatures();
    try {
      const { figures, add } = seedFigures<Name>(kinds);
      const real = net.features(lab.images.test.x);
      const count = real.shape[0]!;
      const judge = (images: PlainTensor): Judged => {
        const made = net.features(images);
        return { frechet: frechetDistance(real, made), kernel: kernelDistance(real, made), ...precisionRecall(real, made) };
      };
      const floor = judge(firstRows(lab.images.train.x, count));
      const judged = new Map<string, Judged[]>();
      const sheets: PlainTensor[] = [];
      const clouds: Cloud[] = [];
      for (const seed of lab.seeds) {
        const values: Partial<Record<Name, number>> = { floor: floor.frechet };
        for (const pair of pairs) {
          const images = await samplesOf(await under(lab, pair.kind, pair.source, seed), count, seed);
          const found = judge(images);
          judged.set(pair.name, [...(judged.get(pair.name) ?? []), found]);
          values[`distance, ${pair.name}`] = found.frechet;
          if (pair.source === 'standard') values[`digits, ${pair.kind}`] = found.precision;
          if (seed === lab.seeds[0]) sheets.push(firstRows(images, SHOWN));
        }
        for (const kind of ['ae', 'vae'] as const) {
          const model = await under(lab, kind, 'standard', seed);
          const codes = (await drawCodes('random-codes', model, lab.images.test, { seed })).x;
          values[`distance, ${kind}, codes`] = judge(await decodedAt(model, codes)).frechet;
          if (seed === lab.seeds[0])
            clouds.push({ kind, codes: firstRows(codes, 400), draws: await priorCodes(model, 400, seed) });
        }
        add(values as Record<Name, number>);
      }
      return { figures, pictures: randomCodesPictures(figures, sheets, clouds), tables: [randomCodesTable(judged, floor)] };
    } finally {
      net.dispose();
    }
  },
  decide(figures) {
    const fails = all(
      above(differenceOf(figures, 'distance, ae, standard', 'distance, vae, standard', TIMES), 0),
      below(intervalOf(figures, 'digits, ae'), MOST),
    );
    const works = above(intervalOf(figures, 'digits, vae'), MOST);
    const aswell = (source: Source) =>
      below(differenceOf(figures, `distance, ae, ${source}`, 'distance, vae, standard', AS_WELL), 0);
    const rescued = some(aswell('normal'), aswell('mixture'));
    const of = (name: string): string => meanOf(figures, name).toPrecision(3);
    const percent = (name: string): string => `${Math.round(100 * meanOf(figures, name))} %`;
    const [enEnd, zhEnd] =
      rescued === 'yes'
        ? [
            ' Drawn from where its codes lie, random codes of the AE decode as well as those of the VAE from N(0, I).',
            '只要从其编码所在之处抽取,AE 随机编码的解码结果不逊于 VAE 取自 N(0, I) 的编码。',
          ]
        : ['', ''];
    const because = {
      en: `With N(0, I) the distance of samples from held-out digits is ${of('distance, ae, standard')} for the AE and ${of('distance, vae, standard')} for the VAE, and ${percent('digits, ae')} and ${percent('digits, vae')} of them lie among digits. With a mixture fitted to its codes, the AE comes to ${of('distance, ae, mixture')}.${enEnd}`,
      zh: `编码取自 N(0, I) 时,样本到测试集数字的距离:AE 为 ${of('distance, ae, standard')},VAE 为 ${of('distance, vae, standard')};落在真实数字之中的比例分别为 ${percent('digits, ae')} 与 ${percent('digits, vae')}。对编码拟合混合分布后,AE 的距离变为 ${of('distance, ae, mixture')}。${zhEnd}`,
    };
    const claimed = all(fails, works);
    if (claimed === 'yes' && rescued === 'yes')
      return holdsWhen({ en: 'codes are drawn from N(0, I)', zh: '编码取自 N(0, I)' }, because);
    return verdictOf(claimed === 'no' ? 'no' : all(claimed, not(rescued)), because);
  },
};
