import { randomStream } from '@vaekit/core';
import type { Experiment } from '../experiment.js';
import type { Lab } from '../lab/lab.js';
import { usual } from '../lab/usual.js';
import { above, all, below } from '../statistics/answer.js';
import { type Figure, type Figures, intervalOf, meanOf, valuesOf } from '../statistics/figures.js';
import { verdictOf } from '../verdict.js';
import type { Say, Words } from '../words.js';
import { reconstructionOf } from './parts/digitExpectation.js';
import {
  type Estimator,
  estimators,
  fared,
  knownByDraws,
  type Parameter,
  parameters,
  quadratic,
} from './parts/gradientEstimates.js';
import { drawsPicture, errorsPicture, type Judged, names, widths, widthsPicture } from './parts/gradientPictures.js';

/** Fixed before measuring: “so much smaller” is a variance at least this many times smaller, also than with a baseline. */
const TIMES = 10;
/** Fixed before measuring: an estimate has no bias if its mean error, over all seeds, is within this many standard errors. */
const WITHIN = 3;

/** The width of the quadratic: as many dimensions as the code of the digits. */
const WIDTH = 16;

type Problem = 'digits' | 'quadratic';
const problems: readonly Problem[] = ['quadratic', 'digits'];

const letters: Readonly<Record<Parameter, string>> = { mean: 'd/dμ', logVar: 'd/d log σ²' };
const places: Readonly<Record<Problem, Words>> = {
  quadratic: { en: 'quadratic', zh: '二次函数' },
  digits: { en: 'images', zh: '图像' },
};

const ratioOf = ({ baseline, reparameterized }: Judged, parameter: Parameter): number =>
  Math.log10(baseline.variance[parameter] / reparameterized.variance[parameter]);

async function digitsOf(lab: Lab, seed: number, counts: readonly number[]): Promise<Judged> {
  const model = await lab.trained(usual(lab, 'vae', seed));
  lab.note(`gradients of its reconstruction, seed ${seed}`);
  const rows = lab.amount(32, 16);
  const { data, shape } = lab.images.test.x;
  const size = data.length / shape[0]!;
  const problem = reconstructionOf(model, { data: data.slice(0, rows * size), shape: [rows, ...shape.slice(1)] });
  const stream = randomStream(seed).fork('reparameterize');
  const known = knownByDraws(problem, lab.amount(2048, 512), stream.fork('known'));
  return fared(problem, known, lab.amount(256, 128), counts, stream.fork('judged'));
}

const biasName = (problem: Problem, estimator: Estimator, parameter: Parameter): string =>
  `bias ${problem} ${estimator} ${parameter}`;
const ratioName = (problem: Problem, parameter: Parameter): string => `variance ratio ${problem} ${parameter}`;

/** The mean error over all seeds in standard errors: each seed's has the deviation 1, so their sum has the root of their number. */
function within(figures: Figures, problem: Problem, estimator: Estimator, parameter: Parameter) {
  const values = valuesOf(figures, biasName(problem, estimator, parameter));
  const whole = Math.abs(values.reduce((sum, value) => sum + value, 0)) / Math.sqrt(values.length);
  return below({ mean: whole, low: whole, high: whole }, WITHIN);
}

/** Claim 8: z = μ + σε makes a draw something that can be differentiated. */
export const reparameterize: Experiment = {
  name: 'reparameterize',
  title: { en: 'The gradient through a draw', zh: '穿过采样的梯度' },
  claim: {
    en: `Written as z = μ + σε a draw can be differentiated: the gradient is right on average, and varies at least ${TIMES} times less than one that does not go through the draw.`,
    zh: `写成 z = μ + σε 后，采样可以求导：所得梯度平均而言正确，方差至多是不穿过采样的梯度的 1/${TIMES}。`,
  },
  phrase: {
    text: '000',
    words: '我们通过重参数技巧……将采样这一不可导的操作转为可导',
    english: 'by the reparameterization trick … we turn sampling, which cannot be differentiated, into something that can',
  },
  formulas: [
    { tex: 'z=\\mu+\\sigma\\,\\varepsilon', number: '000.5' },
    { tex: "\\nabla_\\mu E[f(z)]=E\\bigl[f'(\\mu+\\sigma\\varepsilon)\\bigr]" },
    {
      tex: '\\nabla_\\mu E[f(z)]=E\\Bigl[\\bigl(f(z)-b\\bigr)\\,\\frac{z-\\mu}{\\sigma^2}\\Bigr]',
    },
  ],
  criterion: {
    en: `on a quadratic of ${WIDTH} dimensions and on images: the mean error of each estimator along the true gradient is within ${WITHIN} standard errors over all seeds, and the variance of the score function with a baseline, summed over all numbers, is at least ${TIMES} times that of the reparameterized gradient; each for μ and for log σ²`,
    zh: `在 ${WIDTH} 维二次函数和图像上：各估计沿真实梯度方向的平均误差，合并所有随机种子后不超过 ${WITHIN} 个标准误；带基线的得分函数梯度的方差（对全部分量求和）至少是重参数化梯度的 ${TIMES} 倍；对 μ 与 log σ² 分别检验`,
  },
  about: [
    {
      en: 'What is differentiated is the mean of log p(x|z) over q(z|x), by the mean and by the log-variance of q, for held-out images and a trained VAE. The true gradient there is the mean of many further reparameterized draws; the score function, whose mean is the same by another route, checks it. On the quadratic −½|z|² with every μ and σ at 1 the true gradient is known: −μ and −½σ².',
      zh: '求导的对象是 log p(x|z) 在 q(z|x) 下的均值，分别对 q 的均值与对数方差求导，用训练好的 VAE 和未见过的图像。那里的真实梯度取另外大量重参数化抽样的均值；得分函数经由另一条路得到同一个均值，可作核对。在二次函数 −½|z|²、各 μ 与 σ 均为 1 处，真实梯度已知：−μ 与 −½σ²。',
    },
    {
      en: 'The texts say that without the trick there is no gradient. There is: the score function needs only the value of log p(x|z), and where z is discrete it is what one has. It is as right on average. Its price is variance, which a baseline (here the mean of log p(x|z) for each image, from other draws) lowers and which grows with the dimensions of the code: the value of f mixes all of them, the slope keeps them apart.',
      zh: '文中说不用这个技巧就没有梯度。其实有：得分函数只需要 log p(x|z) 的值，z 离散时用的就是它，平均而言同样正确。代价是方差：基线（这里是每幅图像 log p(x|z) 的均值，由另外的抽样得到）可以降低它，但它随编码维数增长——f 的值混合了所有维，而斜率把各维分开。',
    },
  ],
  async measure(lab) {
    const counts = [1, 2, 4, 8, 16, 32, 64, 128, 256].filter((count) => count <= lab.amount(256, 128));
    const results: Record<Problem, Judged[]> = { quadratic: [], digits: [] };
    for (const seed of lab.seeds) {
      const { problem, known } = quadratic(WIDTH);
      const draws = lab.amount(16384, 4096);
      results.quadratic.push(fared(problem, known, draws, counts, randomStream(seed).fork('quadratic')));
      results.digits.push(await digitsOf(lab, seed, counts));
    }
    const byWidth = widths.map((width) => {
      const { problem, known } = quadratic(width);
      return fared(problem, known, 4096, [], randomStream(lab.seeds[0]!).fork(`width ${width}`));
    });
    const figures: Record<string, Figure> = {};
    for (const problem of problems)
      for (const parameter of parameters) {
        const where = (say: Say): string => `${letters[parameter]}, ${say(places[problem])}`;
        const label = (en: string, zh: string): Words => ({
          en: `${en}, ${where(({ en: text }) => text)}`,
          zh: `${zh}，${where(({ zh: text }) => text)}`,
        });
        figures[ratioName(problem, parameter)] = {
          label: label('Variance, score function with a baseline over reparameterized', '方差之比，有基线的得分函数比重参数化'),
          unit: 'log₁₀',
          values: results[problem].map((judged) => ratioOf(judged, parameter)),
        };
        for (const estimator of estimators)
          figures[biasName(problem, estimator, parameter)] = {
            label: label(`Mean error, ${names[estimator].en}`, `平均误差，${names[estimator].zh}`),
            unit: 'SE',
            values: results[problem].map((judged) => judged[estimator].bias[parameter]),
          };
      }
    const [digits, square] = [results.digits[0], results.quadratic[0]];
    return {
      figures,
      pictures: [errorsPicture(counts, digits!), drawsPicture(square!), widthsPicture(byWidth, TIMES)],
    };
  },
  decide(figures) {
    const each = problems.flatMap((problem) => parameters.map((parameter) => [problem, parameter] as const));
    const right = all(
      ...each.flatMap(([problem, parameter]) => estimators.map((name) => within(figures, problem, name, parameter))),
    );
    const quieter = all(
      ...each.map(([problem, parameter]) => above(intervalOf(figures, ratioName(problem, parameter)), Math.log10(TIMES))),
    );
    const [mean, logVar] = parameters.map((parameter) => (10 ** meanOf(figures, ratioName('digits', parameter))).toFixed(0));
    const [ofMean, ofLogVar] = parameters.map((parameter) =>
      (10 ** meanOf(figures, ratioName('quadratic', parameter))).toFixed(0),
    );
    return verdictOf(all(right, quieter), {
      en: `On images the score function, with a baseline, varies ${mean} times as much for μ and ${logVar} times for log σ² (quadratic: ${ofMean} and ${ofLogVar}). ${right === 'yes' ? 'No estimate is off on average.' : 'An estimate is off on average.'}`,
      zh: `在图像上，带基线的得分函数梯度的方差，对 μ 是 ${mean} 倍，对 log σ² 是 ${logVar} 倍（二次函数：${ofMean} 与 ${ofLogVar} 倍）。${right === 'yes' ? '各估计平均而言都没有偏差。' : '有的估计平均而言有偏差。'}`,
    });
  },
};
