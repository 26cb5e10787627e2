import { formatNumber } from '@vaekit/viz';
import type { Experiment } from '../experiment.js';
import { above, all, below } from '../statistics/answer.js';
import { differenceOf, intervalOf, meanOf } from '../statistics/figures.js';
import { verdictOf } from '../verdict.js';
import { errorScales } from './parts/errorScales.js';
import { halvedImages } from './parts/halvedImages.js';
import { type Kept, keptNoise } from './parts/keptNoise.js';
import { penaltyGrid } from './parts/penaltyGrid.js';
import { openSampleJudge } from './parts/sampleJudge.js';
import { withoutKlFigures } from './parts/withoutKlFigures.js';
import { withoutKlPictures } from './parts/withoutKlPictures.js';

/** Fixed before measuring: noise has vanished where σ is below this part of the standard deviation of μ, in the median active dimension. */
const VANISHED = 0.1;
/** Fixed before measuring: a model is an autoencoder where its error is within this part of that of an autoencoder of the same networks. */
const LIKE = 0.1;

/** Claim 4: without the KL the noise vanishes, and a VAE becomes an autoencoder. */
export const withoutKl: Experiment = {
  name: 'without-kl',
  title: { en: 'A VAE without its KL', zh: '去掉 KL 的 VAE' },
  claim: {
    en: 'Without the KL the encoder drives the noise to zero, and the VAE becomes an autoencoder; with it the noise stays.',
    zh: '没有 KL 时,编码器会把噪声降到零,VAE 就变成 AE;有了 KL,噪声得以保留。',
  },
  phrase: {
    text: '002',
    words: '肯定会想尽办法让方差为0……模型则会慢慢退化成普通的AutoEncoder,噪声不再起作用,VAE就变成AE了',
    english:
      'it will do everything to make the variance 0 … the model slowly degenerates to a plain autoencoder, noise has no effect any more, the VAE has become an AE',
  },
  formulas: [
    {
      tex: '\\operatorname*{arg\\,min}_{\\sigma^2\\ge0}\\left[a\\,\\sigma^2+\\lambda(\\sigma^2-1)^2\\right]=\\max\\left(0,\\,1-\\frac a{2\\lambda}\\right)',
      number: '000.6',
    },
    {
      tex: '\\operatorname*{arg\\,min}_{\\sigma^2}\\left[a\\,\\sigma^2+\\lambda(\\log\\sigma^2)^2\\right]=e^{-W(a/2\\lambda)}>0,\\qquad W(x)\\,e^{W(x)}=x',
    },
    {
      tex: 'D_{KL}=\\tfrac12\\mu^2+\\tfrac14s^2+\\tfrac1{12}s^3+\\cdots,\\qquad s=\\log\\sigma^2',
      number: '002.7',
    },
    {
      tex: '\\sum_j(x_j-\\hat x_j)^2\\ \\Leftrightarrow\\ \\sigma^2=\\tfrac12,\\qquad\\frac1D\\sum_j(x_j-\\hat x_j)^2\\ \\Leftrightarrow\\ \\sigma^2=\\tfrac D2',
      number: '000.13',
    },
  ],
  criterion: {
    en: `without the KL the median of σ over the standard deviation of μ, over active dimensions of held-out digits, is below ${VANISHED} and the squared error of drawn codes within ${100 * LIKE} % of that of an autoencoder of the same networks; with the KL the median is above ${VANISHED}. 95 % intervals over seeds`,
    zh: `没有 KL 时,在未见过的数字上,活跃维度的 σ 与 μ 的标准差之比的中位数低于 ${VANISHED},且以采样编码重构的平方误差与同结构自编码器相差不超过 ${100 * LIKE}%;有 KL 时该中位数高于 ${VANISHED}。取各随机种子的 95 % 区间`,
  },
  about: [
    {
      en: 'A VAE is trained with its KL and with weight 0 on it, and beside them an autoencoder of the same networks. A dimension is active where its mean KL is above 0.01 nats.',
      zh: '训练三个模型:带 KL 的 VAE、KL 权重为 0 的 VAE,以及同样网络结构的自编码器。平均 KL 大于 0.01 奈特的维度算作活跃维度。',
    },
    {
      en: 'The texts would first pull μ to 0 and σ² to 1 by squared errors. It matters which: let noise add a·σ² to the error. With λ(σ² − 1)² the best noise is none at all as soon as a > 2λ, so this penalty does not do what it is for; with λ(log σ²)², as for a network that gives log σ², some noise is always left. Near its minimum the KL is the second form, with weights that need no choice: ½ and ¼.',
      zh: '原文先设想用平方误差把 μ 拉向 0、把 σ² 拉向 1。用哪种平方误差并不是小事:设噪声使误差增加 a·σ²。若惩罚为 λ(σ² − 1)²,只要 a > 2λ,最优的噪声就是零,这个惩罚起不到作用;若网络输出 log σ²,惩罚为 λ(log σ²)²,则总会留下一些噪声。KL 在最小值附近正是第二种形式,且权重无需选择:½ 和 ¼。',
    },
    {
      en: 'The weight of the KL against the reconstruction is not settled by this. “MSE + KL” with a summed squared error is a normal likelihood with σ² = ½, with the mean over D pixels one with σ² = D/2. Measured by the σ² that fits the reconstructions best, which has a closed form, each of the two is a weight β on the KL. These smaller models have digits of 14 × 14 pixels.',
      zh: '但 KL 与重构误差之间的比例并未因此确定。“MSE + KL”若取平方误差之和,相当于 σ² = ½ 的正态似然;若对 D 个像素取平均,则相当于 σ² = D/2。若以最符合重构结果的 σ²(有闭式解)为准,二者各相当于给 KL 加了一个权重 β。这部分使用 14 × 14 像素的较小模型。',
    },
  ],
  async measure(lab) {
    const data = halvedImages(lab, lab.amount(4000, 2000), 500);
    const [whole, small] = [await openSampleJudge(lab.images, 500), await openSampleJudge(data, 500)];
    try {
      const kept: Kept[] = [];
      for (const seed of lab.seeds) kept.push(await keptNoise(lab, whole, seed));
      const [cells, scaled] = [await penaltyGrid(lab, data, small), await errorScales(lab, data, small)];
      const figures = withoutKlFigures({ kept, cells, scaled });
      return { figures, pictures: withoutKlPictures({ figures, kept: kept[0]!, cells, scaled, vanished: VANISHED }) };
    } finally {
      whole.dispose();
      small.dispose();
    }
  },
  decide(figures) {
    const like = all(
      below(differenceOf(figures, 'error, without', 'error, AE', 1 + LIKE), 0),
      above(differenceOf(figures, 'error, without', 'error, AE', 1 - LIKE), 0),
    );
    const vanished = below(intervalOf(figures, 'ratio, without'), VANISHED);
    const [without, kept, error, ae] = ['ratio, without', 'ratio, with KL', 'error, without', 'error, AE'].map((name) =>
      formatNumber(Number(meanOf(figures, name).toPrecision(2))),
    );
    return verdictOf(all(vanished, like, above(intervalOf(figures, 'ratio, with KL'), VANISHED)), {
      en: `Without the KL σ is ${without} of the standard deviation of μ, with it ${kept}. The squared error without it is ${error}, that of an autoencoder ${ae}.`,
      zh: `没有 KL 时,σ 是 μ 的标准差的 ${without} 倍,有 KL 时为 ${kept} 倍。没有 KL 时平方误差为 ${error},自编码器为 ${ae}。`,
    });
  },
};
