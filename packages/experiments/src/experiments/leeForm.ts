import { lineChart } from '@vaekit/viz';
import type { Experiment } from '../experiment.js';
import { all, below } from '../statistics/answer.js';
import { exactly, meanOf } from '../statistics/figures.js';
import { holdsWhen, verdictOf } from '../verdict.js';

/** Fixed before measuring: the two forms agree when they differ by less than this everywhere. */
const SAME = 1e-12;

const kl = (mean: number, logVar: number): number => 0.5 * (mean * mean + Math.exp(logVar) - logVar - 1);
const lee = (mean: number, s: number): number => Math.exp(s) - (1 + s) + mean * mean;

/** The largest difference between the text's loss and a multiple of the divergence, over a grid of means and of s from −6 to 3. */
function furthest(logVarOf: (s: number) => number, factor: number): number {
  let most = 0;
  for (let i = 0; i <= 90; i++)
    for (let j = -30; j <= 30; j++) {
      const [s, mean] = [-6 + i / 10, j / 10];
      most = Math.max(most, Math.abs(lee(mean, s) - factor * kl(mean, logVarOf(s))));
    }
  return most;
}

/** The slope of a multiple of the divergence in s at s = 0, by central differences; 0 where it has its minimum there. */
function slopeAtZero(logVarOf: (s: number) => number): number {
  const step = 1e-4;
  return Math.abs(kl(0, logVarOf(step)) - kl(0, logVarOf(-step))) / (2 * step);
}

/** Claim 18: the loss `exp(s) − (1 + s) + m²` is the KL divergence. */
export const leeForm: Experiment = {
  name: 'lee-form',
  title: { en: 'The loss exp(σ) − (1 + σ) + m²', zh: '损失 exp(σ) − (1 + σ) + m²' },
  claim: {
    en: 'The extra loss exp(σ) − (1 + σ) + m² is the divergence from N(0, I), and its least value, at σ = 0, keeps the noise alive.',
    zh: '附加损失 exp(σ) − (1 + σ) + m² 就是到 N(0, I) 的散度，在 σ = 0 处取得最小值，从而保住噪声。',
  },
  phrase: {
    text: '001',
    words: '令其等于0可知当 σ = 0 时取到极小值,这样一来便可以约束方差编码不会一路开挂似的走向负无穷大',
    english:
      'setting it to 0 shows that the minimum is at σ = 0, which keeps the variance code from running off to minus infinity',
  },
  formulas: [
    {
      tex: 'e^{s}-(1+s)+m^2=2\\,D_{KL}\\bigl(N(m,e^{s})\\,\\|\\,N(0,1)\\bigr)\\quad\\text{for } s=\\log\\sigma^2',
      number: '001.4',
    },
    {
      tex: 'D_{KL}\\bigl(N(m,e^{2s})\\,\\|\\,N(0,1)\\bigr)=\\tfrac12\\bigl(e^{2s}-2s-1+m^2\\bigr)\\quad\\text{for } s=\\log\\sigma',
    },
  ],
  criterion: {
    en: `the loss differs from a fixed multiple of the divergence by less than ${SAME} on a grid of m and s, and has no slope at s = 0; under both readings of s`,
    zh: `在 m 与 s 的网格上，该损失与散度的固定倍数之差小于 ${SAME}，且在 s = 0 处斜率为零；对 s 的两种读法分别检验`,
  },
  about: [
    {
      en: 'The text scales the noise by exp(σ), so that its σ is the logarithm of a standard deviation, s = log σ. The loss it then gives is twice the divergence only if s is the logarithm of the variance. Both readings have their least value at the same place, s = 0 and m = 0, so training goes to the same point; only the strength of the pull differs.',
      zh: '文中以 exp(σ) 缩放噪声，因此那里的 σ 是标准差的对数 s = log σ。而它给出的损失，只有当 s 是方差的对数时才等于散度的两倍。两种读法的最小值都在 s = 0、m = 0，训练会走向同一点，只是约束的强弱不同。',
    },
  ],
  async measure() {
    const s = Array.from({ length: 121 }, (_, i) => -3 + i / 24);
    return {
      figures: {
        'difference from twice the divergence, s = log σ²': {
          label: { en: 'Difference from twice the divergence, s = log σ²', zh: '与两倍散度之差，s = log σ²' },
          unit: 'nats',
          values: [furthest((value) => value, 2)],
        },
        'difference from the divergence, s = log σ': {
          label: { en: 'Difference from the divergence, s = log σ', zh: '与散度之差，s = log σ' },
          unit: 'nats',
          values: [furthest((value) => 2 * value, 1)],
        },
        'slope at s = 0, s = log σ²': {
          label: { en: 'Slope at s = 0, s = log σ²', zh: 's = 0 处斜率，s = log σ²' },
          unit: 'nats',
          values: [slopeAtZero((value) => value)],
        },
        'slope at s = 0, s = log σ': {
          label: { en: 'Slope at s = 0, s = log σ', zh: 's = 0 处斜率，s = log σ' },
          unit: 'nats',
          values: [slopeAtZero((value) => 2 * value)],
        },
      },
      pictures: [
        (say) => ({
          svg: lineChart({
            title: say({ en: 'What keeps the noise alive', zh: '是什么保住了噪声' }),
            series: [
              { name: 'exp(s) − (1 + s)', x: s, y: s.map((value) => lee(0, value)) },
              {
                name: say({ en: '2 KL, s = log σ²', zh: '2 KL,s = log σ²' }),
                x: s,
                y: s.map((value) => 2 * kl(0, value)),
                dashed: true,
              },
              { name: say({ en: 'KL, s = log σ', zh: 'KL,s = log σ' }), x: s, y: s.map((value) => kl(0, 2 * value)) },
            ],
            xLabel: 's',
            yLabel: say({ en: 'nats, m = 0', zh: '奈特，m = 0' }),
          }),
          caption: say({
            en: 'The text’s loss (solid) and twice the divergence where s is the log-variance (dashed) are one curve. Where s is the log of the standard deviation, the divergence is steeper on the right. All have their minimum at 0.',
            zh: '文中的损失（实线）与 s 为对数方差时的两倍散度（虚线）重合。若 s 是标准差的对数，散度在右侧更陡。三者的最小值都在 0。',
          }),
          alt: say({ en: 'Three convex curves over s that touch zero at s = 0', zh: '三条关于 s 的凸曲线，在 s = 0 处触零' }),
        }),
      ],
    };
  },
  decide(figures) {
    const flat = all(
      below(exactly(figures, 'slope at s = 0, s = log σ²'), 1e-6),
      below(exactly(figures, 'slope at s = 0, s = log σ'), 1e-6),
    );
    const variance = below(exactly(figures, 'difference from twice the divergence, s = log σ²'), SAME);
    const deviation = below(exactly(figures, 'difference from the divergence, s = log σ'), SAME);
    const apart = meanOf(figures, 'difference from the divergence, s = log σ').toFixed(1);
    const because = {
      en: `With s = log σ² the loss is twice the divergence to rounding. With s = log σ, as the text’s noise exp(σ)·e has it, it is off by up to ${apart} nats, with the minimum at the same place.`,
      zh: `当 s = log σ² 时，损失在舍入误差内等于散度的两倍。若按文中噪声 exp(σ)·e 的读法 s = log σ，则最多相差 ${apart} 奈特，但最小值位置相同。`,
    };
    if (flat === 'yes' && variance === 'yes' && deviation === 'no')
      return holdsWhen({ en: 's is the logarithm of the variance', zh: 's 是方差的对数' }, because);
    return verdictOf(all(flat, variance, deviation), because);
  },
};
