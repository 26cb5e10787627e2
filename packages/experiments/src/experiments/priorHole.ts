import type { PlainTensor } from '@vaekit-internal/base';
import { drawCodes, type Vae } from '@vaekit/core';
import { klStandardNormal } from '@vaekit/losses';
import { digitFeatures, frechetDistance } from '@vaekit/metrics';
import * as tf from '@tensorflow/tfjs';
import type { Experiment } from '../experiment.js';
import type { Lab } from '../lab/lab.js';
import { usual } from '../lab/usual.js';
import { all, below } from '../statistics/answer.js';
import { intervalOf, meanOf } from '../statistics/figures.js';
import { holdsWhen, verdictOf } from '../verdict.js';
import {
  densityOn,
  divergenceOn,
  gridFor,
  informationOn,
  logDensityAt,
  logStandard,
  type Normals,
} from './parts/aggregatePosterior.js';
import { divergenceByRatio, SATURATED } from './parts/densityRatio.js';
import { decodedAt, firstRows, mean, plainOf, priorCodes, samplesOf } from './parts/drawn.js';
import { mixtureOf, posteriorNormals } from './parts/planeNormals.js';
import { type Prior, priorHolePictures, type Shown } from './parts/priorHolePictures.js';
import { type FigureKind, seedFigures } from './parts/seedFigures.js';

/**
 * Fixed before measuring: all codes together are N(0, I) where their divergence from it is less than this, in nats. The best judge of single codes is then right at
 * most 61 times in 100 (Pinsker’s inequality: half of 1 + √(0.1 / 2)).
 */
const HOLE = 0.1;
const COMPONENTS = 10;

const priors = ['standard', 'mixture', 'diffusion'] as const;
type Name =
  | 'distance, codes'
  | 'hole in 2, judged'
  | 'identity in 2'
  | 'information in 2'
  | `distance, ${Prior}`
  | `hole in 16, ${Prior}`
  | `hole in 2, ${'mixture' | 'standard'}`
  | `kl in ${2 | 16}`;
const hole = { en: 'KL(q(z) ‖ p(z))', zh: 'KL(q(z) ‖ p(z))' };
const kinds: Readonly<Record<Name, FigureKind>> = {
  'kl in 2': { unit: 'nats', label: { en: 'Mean KL(q(z|x) ‖ p(z)), code of 2', zh: 'KL(q(z|x) ‖ p(z)) 均值,2 维编码' } },
  'information in 2': { unit: 'nats', label: { en: 'I(x; z), code of 2', zh: 'I(x; z),2 维编码' } },
  'hole in 2, standard': { unit: 'nats', label: { en: `${hole.en}, code of 2, N(0, I)`, zh: `${hole.zh},2 维编码,N(0, I)` } },
  'hole in 2, mixture': {
    unit: 'nats',
    label: { en: `${hole.en}, code of 2, mixture of ${COMPONENTS}`, zh: `${hole.zh},2 维编码,${COMPONENTS} 个正态的混合` },
  },
  'identity in 2': { unit: 'nats', label: { en: 'What the sum is off by, code of 2', zh: '两项之和的偏差,2 维编码' } },
  'hole in 2, judged': {
    unit: 'nats',
    label: { en: `${hole.en}, code of 2, N(0, I), by the judge`, zh: `${hole.zh},2 维编码,N(0, I),由判别网络估计` },
  },
  'kl in 16': { unit: 'nats', label: { en: 'Mean KL(q(z|x) ‖ p(z)), code of 16', zh: 'KL(q(z|x) ‖ p(z)) 均值,16 维编码' } },
  'hole in 16, standard': {
    unit: 'nats',
    label: { en: `${hole.en}, code of 16, N(0, I), at least`, zh: `${hole.zh},16 维编码,N(0, I),至少` },
  },
  'hole in 16, mixture': {
    unit: 'nats',
    label: {
      en: `${hole.en}, code of 16, mixture of ${COMPONENTS}, at least`,
      zh: `${hole.zh},16 维编码,${COMPONENTS} 个正态的混合,至少`,
    },
  },
  'hole in 16, diffusion': {
    unit: 'nats',
    label: { en: `${hole.en}, code of 16, diffusion, at least`, zh: `${hole.zh},16 维编码,扩散模型,至少` },
  },
  'distance, standard': { unit: '', label: { en: 'Fréchet distance, codes from N(0, I)', zh: 'Fréchet 距离,编码取自 N(0, I)' } },
  'distance, mixture': {
    unit: '',
    label: { en: 'Fréchet distance, codes from the mixture', zh: 'Fréchet 距离,编码取自混合分布' },
  },
  'distance, diffusion': {
    unit: '',
    label: { en: 'Fréchet distance, codes from the diffusion', zh: 'Fréchet 距离,编码取自扩散模型' },
  },
  'distance, codes': {
    unit: '',
    label: { en: 'Fréchet distance, codes of held-out digits', zh: 'Fréchet 距离,测试集数字的编码' },
  },
};

/** The VAE of a seed under a prior, with a code of the given width. */
function under(lab: Lab, prior: Prior, seed: number, latent?: number): Promise<Vae> {
  const request = usual(lab, 'vae', seed, latent === undefined ? {} : { latent });
  if (prior === 'standard') return lab.trained(request);
  const chosen =
    prior === 'mixture'
      ? ({ name: 'mixture-of-normals', options: { components: COMPONENTS } } as const)
      : ({ name: 'diffusion' } as const);
  return lab.trained({ ...request, prior: chosen });
}

async function meanKl({ means, logVars }: Normals, width: number): Promise<number> {
  const each = tf.tidy(() => {
    const [mu, logVar] = [means, logVars].map((values) => tf.tensor2d(Float32Array.from(values), [values.length / width, width]));
    return klStandardNormal(mu!, logVar!);
  });
  return mean((await plainOf(each)).data);
}

/** KL(q(z) ‖ p(z)) of a model by a judge that learns from codes of training digits and is asked about codes of held-out ones. */
async function judgedHole(lab: Lab, model: Vae, seed: number): Promise<{ divergence: number; most: number }> {
  const [q, heldQ] = (await Promise.all(
    [lab.images.train, lab.images.test].map(async (set) => (await drawCodes('prior-hole', model, set, { seed })).x),
  )) as [PlainTensor, PlainTensor];
  const [rows, held] = [q.shape[0]!, 5 * heldQ.shape[0]!];
  const draws = { q, heldQ, p: await priorCodes(model, rows, seed), heldP: await priorCodes(model, held, seed + 1000) };
  return divergenceByRatio(draws, { seed, engine: lab.engine, epochs: lab.amount(15, 6) });
}

/** Claim 16: all codes together are N(0, I), so that drawing from it is drawing codes. */
export const priorHole: Experiment = {
  name: 'prior-hole',
  title: { en: 'Are all codes together N(0, I)?', zh: '全部编码合起来是 N(0, I) 吗?' },
  claim: {
    en: 'A trained VAE has pulled its codes so far to N(0, I) that all together they are N(0, I), and drawing from it is drawing codes.',
    zh: '训练好的 VAE 已把编码拉向 N(0, I),全部编码合起来就是 N(0, I),因此从中采样就是在采编码。',
  },
  phrase: {
    text: '002',
    words:
      'VAE就是让所有的P(Z|X)趋于标准的正态分布N(0,I)……这样我们的先验假设得证:P(Z)是标准的正态分布。然后就可以从N(0,I)中采样来生成图像了',
    english:
      'a VAE lets all P(Z|X) tend to the standard normal N(0, I) … and so our assumption about the prior is proved: P(Z) is the standard normal; then one can draw from N(0, I) to generate images',
  },
  formulas: [
    { tex: 'E_xD_{KL}(q(z\\mid x)\\parallel p(z))=I(x;z)+D_{KL}(q(z)\\parallel p(z))', number: '000.4' },
    { tex: 'q(z)=\\frac1N\\sum_{n=1}^Nq(z\\mid x_n)', number: '002.6' },
    { tex: 'D_{KL}(q\\parallel p)\\ \\ge\\ E_q[T]-\\log E_p[e^{T}]' },
  ],
  criterion: {
    en: `the divergence KL(q(z) ‖ N(0, I)) is less than ${HOLE} nats with a code of 2 numbers, where it is computed, and with one of 16, where it is estimated on held-out codes; estimates above ${SATURATED} log N are refused and leave it undecided`,
    zh: `散度 KL(q(z) ‖ N(0, I)) 小于 ${HOLE} 奈特:2 维编码时直接计算,16 维编码时在留出的编码上估计;超过 ${SATURATED} log N 的估计不予采信,视为尚无定论`,
  },
  about: [
    {
      en: 'The loss pulls each code’s normal to N(0, I), and the reconstruction holds it back, or no code would tell one image from another. The mean of these pulls is the sum of two parts: I(x; z), what a code tells of its image, and KL(q(z) ‖ p(z)), how far all codes together are from N(0, I). Only the second has to vanish for draws of N(0, I) to be codes that the decoder knows.',
      zh: '损失把每个编码的正态分布拉向 N(0, I),重建则把它拉住,否则编码无法区分图像。这一散度的均值由两部分组成:I(x; z),即编码透露了多少关于图像的信息;KL(q(z) ‖ p(z)),即全部编码合起来离 N(0, I) 多远。只有后者必须为零,从 N(0, I) 抽取的才是解码器认识的编码。',
    },
    {
      en: 'With a code of two numbers both parts are sums over a fine grid, where q(z) is the sum of the encoder’s normals of all training images. With 16 numbers no grid is fine enough. There a small network learns to tell codes of training images from draws of the prior, and on codes of held-out images its answers give a bound from below. No such bound can be believed near log N of the N held-out codes, and those that are near are refused. What the judge finds for the code of two numbers, where the truth is known, shows what it misses.',
      zh: '编码为两个数时,两部分都在细网格上求和,q(z) 是编码器对全部训练图像给出的正态分布之和。16 个数时没有足够细的网格:这里用一个小网络学习区分训练图像的编码与先验的样本,再在留出图像的编码上由其输出给出下界。接近 log N(N 为留出编码个数)的下界不可信,一律不采用。对 2 维编码,真值已知,可以看出这种估计漏掉多少。',
    },
    {
      en: `A prior that is fitted to the codes after training, a mixture of ${COMPONENTS} normals or a small diffusion, changes nothing of encoder and decoder. It replaces N(0, I) when drawing.`,
      zh: `训练之后对编码拟合的先验——${COMPONENTS} 个正态的混合或一个小型扩散模型——不改变编码器与解码器,只在采样时替换 N(0, I)。`,
    },
  ],
  async measure(lab) {
    const net = await digitFeatures();
    try {
      const { figures, add } = seedFigures<Name>(kinds);
      const { train, test } = lab.images;
      const real = net.features(test.x);
      const count = real.shape[0]!;
      const distance = (images: PlainTensor): number => frechetDistance(real, net.features(images));
      let shown: Shown | undefined;
      for (const seed of lab.seeds) {
        const values: Partial<Record<Name, number>> = {};
        const plane = await under(lab, 'standard', seed, 2);
        const normals = await posteriorNormals(plane, train.x);
        const grid = gridFor(normals);
        const density = densityOn(normals, grid);
        const mixture = await mixtureOf(await under(lab, 'mixture', seed, 2));
        values['kl in 2'] = await meanKl(normals, 2);
        values['information in 2'] = informationOn(normals, density, grid);
        values['hole in 2, standard'] = divergenceOn(density, grid, logStandard);
        values['hole in 2, mixture'] = divergenceOn(density, grid, (x, y) => logDensityAt(mixture, x, y));
        values['identity in 2'] = Math.abs(values['kl in 2'] - values['information in 2'] - values['hole in 2, standard']);
        values['hole in 2, judged'] = (await judgedHole(lab, plane, seed)).divergence;
        const wide = await under(lab, 'standard', seed);
        values['kl in 16'] = await meanKl(await posteriorNormals(wide, train.x), wide.latent[0]!);
        const sheets: PlainTensor[] = [];
        let most = Number.NaN;
        for (const prior of priors) {
          const model = await under(lab, prior, seed);
          const judged = await judgedHole(lab, model, seed);
          values[`hole in 16, ${prior}`] = judged.divergence;
          most = judged.most;
          const images = await samplesOf(model, count, seed);
          values[`distance, ${prior}`] = distance(images);
          sheets.push(images);
        }
        const again = await decodedAt(wide, (await drawCodes('prior-hole', wide, test, { seed })).x);
        values['distance, codes'] = distance(again);
        add(values as Record<Name, number>);
        shown ??= {
          normals,
          mixture,
          sheets: [...sheets, again].map((sheet) => firstRows(sheet, 10)),
          most,
          examples: train.x.shape[0]!,
        };
      }
      return { figures, pictures: shown === undefined ? [] : priorHolePictures(figures, shown) };
    } finally {
      net.dispose();
    }
  },
  decide(figures) {
    const plane = below(intervalOf(figures, 'hole in 2, standard'), HOLE);
    const wide = below(intervalOf(figures, 'hole in 16, standard'), HOLE);
    const nats = (name: Name): string => meanOf(figures, name).toFixed(2);
    const known = Number.isFinite(meanOf(figures, 'hole in 16, standard'));
    const far = (name: Name): string => meanOf(figures, name).toPrecision(3);
    const because = {
      en: `All codes together are ${nats('hole in 2, standard')} nats from N(0, I) with a code of 2, and ${known ? `at least ${nats('hole in 16, standard')}` : 'more than the judge can say'} with one of 16. A mixture fitted to the codes leaves ${nats('hole in 2, mixture')} nats of the first; with a code of 16 it takes the distance of samples from digits from ${far('distance, standard')} to ${far('distance, mixture')}, a diffusion to ${far('distance, diffusion')}.`,
      zh: `全部编码合起来离 N(0, I):2 维编码为 ${nats('hole in 2, standard')} 奈特,16 维编码${known ? `至少 ${nats('hole in 16, standard')} 奈特` : '超出判别网络所能判断'}。对编码拟合混合分布后,前者只剩 ${nats('hole in 2, mixture')} 奈特;16 维编码时样本到真实数字的距离由 ${far('distance, standard')} 变为 ${far('distance, mixture')},扩散模型则为 ${far('distance, diffusion')}。`,
    };
    if (plane === 'yes' && wide === 'no') return holdsWhen({ en: 'the code has two numbers', zh: '编码只有两个数' }, because);
    if (plane === 'no' && wide === 'yes') return holdsWhen({ en: 'the code has 16 numbers', zh: '编码有 16 个数' }, because);
    return verdictOf(all(plane, wide), because);
  },
};
