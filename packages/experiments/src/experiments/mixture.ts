import type { Experiment } from '../experiment.js';
import { all, below } from '../statistics/answer.js';
import { differenceOf, exactly, type Figure, intervalOf, meanOf } from '../statistics/figures.js';
import { holdsWhen, verdictOf } from '../verdict.js';
import { counts, drawnCounts, FLOOR, type MixtureCourse, mixtureCourse, NOISE } from './parts/mixtureCourse.js';
import { divergencePicture, densitiesPicture } from './parts/mixturePictures.js';
import { moonsSum } from './parts/normalSum.js';

/** Fixed before measuring: a density is near another when the divergence from the truth on held-out points is below this, in nats. */
const NEAR = 0.1;
/** Fixed before measuring: nearer and nearer means that 64 normals leave at most this part of what 8 leave. */
const LEFT = 0.5;
/** Fixed before measuring: the quadrature is good enough when half as many nodes to a side change the divergence by less than this, in nats. */
const QUADRATURE = 0.01;

/** Claim 9: normals upon normals come near to any density, and a continuous z is their limit. */
export const mixture: Experiment = {
  name: 'mixture',
  title: { en: 'Sums of normals', zh: '正态分布的叠加' },
  claim: {
    en: 'Sums of more and more normals come as near to any density as one likes, and so does their limit, one normal for each value of a continuous z.',
    zh: '正态分布叠加得越多，就能越接近任意一个密度；其极限——连续的 z 每取一值对应一个正态分布——也是如此。',
  },
  phrase: {
    text: '001',
    words: '我们可以用多个正态分布的叠加去逼近任意一个分布……原来对样本的离散取样……可以转化为关于噪声z的连续采样',
    english:
      'any distribution can be approximated by a sum of several normals … the discrete sampling of before becomes continuous sampling over the noise z',
  },
  formulas: [
    { tex: 'P(x)=\\sum_mP(m)\\,P(x\\mid m)\\ \\longrightarrow\\ \\int P(z)\\,P(x\\mid z)\\,dz', number: '001.8' },
    { tex: 'D_{KL}(p\\,\\|\\,\\hat p)=E_{x\\sim p}\\bigl[\\log p(x)-\\log\\hat p(x)\\bigr]', number: '001.11' },
  ],
  criterion: {
    en: `on moons and on a square with edges, the divergence of 64 fitted normals from the true density, on held-out points, is below ${NEAR} nats and at most ${LEFT} of that of 8; and on moons that of a VAE with two latent dimensions, its p(x) by quadrature over z (good to ${QUADRATURE} nats), is below ${NEAR} nats too`,
    zh: `在双月与带边缘的正方形上，64 个拟合的正态分布在留出点上与真实密度的散度低于 ${NEAR} 奈特，且不超过 8 个时的 ${LEFT}；在双月上，二维隐变量的 VAE（其 p(x) 由对 z 的数值积分得到，误差不超过 ${QUADRATURE} 奈特）的散度也低于 ${NEAR} 奈特`,
  },
  about: [
    {
      en: 'Two densities are known exactly: two half moons with normal noise, and a square on which all places are equally likely, whose edges no normal has. Sums of 1 to 64 normals, each with its own weight, mean and two deviations, are fitted to 8000 points (2000 in a quick run) by expectation and maximization and judged on a quarter as many others.',
      zh: '有两个密度是精确已知的：带正态噪声的两个半月，以及各处等可能的正方形——它的边缘是任何正态分布都没有的。用期望最大化把 1 到 64 个正态分布之和（各有权重、均值与两个标准差）拟合到 8000 个点上（快速运行时 2000 个），再用四分之一数量的另外一些点评判。',
    },
    {
      en: `For the continuous z a decoder gives a mean and a deviation for each z in the plane; the deviation is held above ${FLOOR}, since without a bound the likelihood has no maximum. It is trained as a VAE. Its p(x) is no estimate: it is the sum over a grid of z, fine enough that half of it would do. What is judged is what training by the bound found; a decoder that is nearer may exist.`,
      zh: `对连续的 z，解码器为平面上每个 z 给出均值与标准差；标准差限制在 ${FLOOR} 以上，因为不设下限似然就没有最大值。它按 VAE 训练。其 p(x) 不是估计，而是在足够细的 z 网格上求和，网格减半也够用。评判的是按下界训练所得的结果；更接近的解码器或许存在。`,
    },
    {
      en: 'The text puts an equal sign between the sum and the integral. They are two models: a finite number of normals, all free, and infinitely many that one network ties together. And “any distribution” has a limit: a density with tails as heavy as Cauchy’s is infinitely far, in this divergence, from every finite sum of normals.',
      zh: '文中在求和与积分之间写了等号。其实是两个模型：一个是有限多个、各自自由的正态分布，一个是无穷多个、由一个网络联系在一起的正态分布。“任意分布”也有界限：像柯西分布那样重尾的密度，按这种散度，与任何有限个正态分布之和都相距无穷远。',
    },
  ],
  async measure(lab) {
    const courses: MixtureCourse[] = [];
    for (const seed of lab.seeds) courses.push(await mixtureCourse(lab, seed));
    const figure = (en: string, zh: string, of: (one: MixtureCourse) => number): Figure => ({
      label: { en, zh },
      unit: 'nats',
      values: courses.map(of),
    });
    const [few, many] = [counts.indexOf(8), counts.indexOf(64)];
    const first = courses[0]!;
    return {
      figures: {
        'moons 8': figure('KL from moons, 8 normals', '与双月的 KL，8 个正态分布', ({ moons: values }) => values[few]!),
        'moons 64': figure('KL from moons, 64 normals', '与双月的 KL，64 个正态分布', ({ moons: values }) => values[many]!),
        'square 8': figure('KL from the square, 8 normals', '与正方形的 KL，8 个正态分布', ({ square }) => square[few]!),
        'square 64': figure('KL from the square, 64 normals', '与正方形的 KL，64 个正态分布', ({ square }) => square[many]!),
        'moons integral': figure('KL from moons, integral over z', '与双月的 KL，对 z 的积分', ({ left }) => left),
        'moons drawn': figure('KL from moons, 16,384 drawn z', '与双月的 KL，抽取 16384 个 z', ({ drawn }) => drawn.at(-1)!),
        quadrature: {
          label: { en: 'Change of KL with half the nodes to a side, largest', zh: '每边节点减半时 KL 的变化，最大值' },
          unit: 'nats',
          values: [Math.max(...courses.map(({ coarse }) => coarse))],
        },
      },
      pictures: [
        densitiesPicture([
          { name: { en: 'truth', zh: '真实' }, sum: moonsSum(NOISE, 256) },
          ...[1, 4, 16, 64].map((count) => ({
            name: { en: `${count}`, zh: `${count}` },
            sum: first.moonSums[counts.indexOf(count)]!,
          })),
          { name: { en: '∫ dz', zh: '∫ dz' }, sum: first.integral },
        ]),
        divergencePicture(
          [
            { name: { en: 'moons, fitted', zh: '双月，拟合' }, counts, divergence: first.moons },
            { name: { en: 'square, fitted', zh: '正方形，拟合' }, counts, divergence: first.square },
            {
              name: { en: 'moons, decoder at drawn z', zh: '双月，解码器在抽取的 z 处' },
              counts: drawnCounts,
              divergence: first.drawn,
            },
          ],
          first.left,
          NEAR,
        ),
      ],
    };
  },
  decide(figures) {
    const sums = all(
      ...['moons', 'square'].flatMap((name) => [
        below(intervalOf(figures, `${name} 64`), NEAR),
        below(differenceOf(figures, `${name} 64`, `${name} 8`, LEFT), 0),
      ]),
    );
    // A quadrature that is too coarse says nothing about the integral.
    const fine = below(exactly(figures, 'quadrature'), QUADRATURE) === 'yes';
    const integral = fine ? below(intervalOf(figures, 'moons integral'), NEAR) : 'open';
    const [moon, square, left, drawn] = ['moons 64', 'square 64', 'moons integral', 'moons drawn'].map((name) =>
      meanOf(figures, name).toFixed(3),
    );
    const because = {
      en: `64 normals are ${moon} nats from moons and ${square} from the square. The decoder over a continuous z, trained by the bound, is ${left} nats from moons; a sum of its normals at 16,384 drawn z is ${drawn}.`,
      zh: `64 个正态分布离双月 ${moon} 奈特，离正方形 ${square} 奈特。连续 z 的解码器按下界训练，离双月 ${left} 奈特；在抽取的 16384 个 z 处，其正态分布之和为 ${drawn}。`,
    };
    if (sums === 'yes' && integral === 'no')
      return holdsWhen({ en: 'the normals are fitted one by one', zh: '正态分布是逐个拟合的' }, because);
    return verdictOf(all(sums, integral), because);
  },
};
