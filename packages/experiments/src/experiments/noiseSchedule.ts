import { formatNumber } from '@vaekit/viz';
import type { Experiment } from '../experiment.js';
import { above, all, below } from '../statistics/answer.js';
import { differenceOf, type Figures, intervalOf, meanOf } from '../statistics/figures.js';
import { holdsWhen, verdictOf } from '../verdict.js';
import type { Words } from '../words.js';
import { halvedImages } from './parts/halvedImages.js';
import { meanSigma } from './parts/meanSigma.js';
import { type NoiseCourse, noiseCourse } from './parts/noiseCourse.js';
import { noisePictures } from './parts/noisePictures.js';

/** Fixed before measuring: noise has grown when at the end it is this many times what it was at its lowest. */
const GROWN = 1.25;
/** Fixed before measuring: the decoder is bad as long as less than this part of the fall of its error is done. */
const BAD = 0.5;

/** The starts: where the encoder’s log σ² begins. */
const starts = [
  { key: 'σ from 1', logVar: 0, label: { en: 'σ from 1', zh: 'σ 从 1 开始' } },
  { key: 'σ from 0.05', logVar: -6, label: { en: 'σ from 0.05', zh: 'σ 从 0.05 开始' } },
] as const;

const kinds: Readonly<Record<string, { readonly unit: string; readonly label: Words }>> = {
  lowest: { unit: '', label: { en: 'σ of active dimensions at its lowest', zh: '活跃维度的 σ 的最低值' } },
  end: { unit: '', label: { en: 'σ of active dimensions at the end', zh: '训练结束时活跃维度的 σ' } },
  done: { unit: '', label: { en: 'part of the fall of the error done when σ is lowest', zh: 'σ 最低时误差下降已完成的比例' } },
  active: { unit: '', label: { en: 'active dimensions', zh: '活跃维度数' } },
  ratio: { unit: '', label: { en: 'reconstruction error over KL at the end', zh: '结束时重构误差与 KL 之比' } },
};

/** What one training says, by kind of figure. */
function valuesOf(course: NoiseCourse): Readonly<Record<string, number>> {
  const { codes, reconstruction, active } = course;
  const sigma = meanSigma(course, active);
  const lowest = sigma.reduce((best, value, i) => (value < sigma[best]! ? i : best), 0);
  const [first, last] = [reconstruction[0]!, reconstruction.at(-1)!];
  return {
    lowest: sigma[lowest]!,
    end: sigma.at(-1)!,
    done: (first - reconstruction[lowest]!) / (first - last),
    active: active.length,
    ratio: last / codes.at(-1)!.divergence.reduce((sum, kl) => sum + kl, 0),
  };
}

/** Claim 5: the encoder keeps the noise low while the decoder is bad and lets it grow as the decoder gets good. */
export const noiseSchedule: Experiment = {
  name: 'noise-schedule',
  title: { en: 'How noise changes during training', zh: '噪声在训练中如何变化' },
  claim: {
    en: 'The encoder keeps the noise low while the decoder is bad, and lets it grow as the decoder becomes good.',
    zh: '解码器还没训练好时编码器会压低噪声,解码器训练得不错时噪声会增加。',
  },
  phrase: {
    text: '002',
    words:
      '当decoder还没有训练好时(重构误差远大于KL loss),就会适当降低噪声……反之,如果decoder训练得还不错时(重构误差小于KL loss),这时候噪声就会增加',
    english:
      'while the decoder is not trained well yet (the reconstruction error far above the KL loss) the noise is lowered … and when the decoder is trained rather well (the reconstruction error below the KL loss) the noise grows',
  },
  formulas: [
    {
      tex: 'L=E\\left[-\\log p(x\\mid\\mu+\\sigma\\varepsilon)\\right]+\\tfrac12\\sum_i\\left(\\mu_i^2+\\sigma_i^2-\\log\\sigma_i^2-1\\right)',
      number: '002.9',
    },
    {
      tex: '\\operatorname*{arg\\,min}_{\\sigma^2}\\left[\\tfrac a2\\sigma^2+\\tfrac12(\\sigma^2-\\log\\sigma^2-1)\\right]=\\frac1{1+a}',
      number: '000.6',
    },
  ],
  criterion: {
    en: `from a start, the noise follows the claim if the mean σ of the active dimensions (KL at the end above 0.01 nats) ends at more than ${GROWN} times its lowest value, and is lowest while less than ${BAD} of the fall of the reconstruction error is done; 95 % intervals over seeds. The claim holds if this is so from both starts, and under a condition if from one`,
    zh: `对某个起点,若活跃维度(结束时 KL 大于 0.01 奈特)的平均 σ 最终超过其最低值的 ${GROWN} 倍,且最低值出现在重构误差的下降完成不到 ${BAD} 时,则噪声符合论断;取各随机种子的 95 % 区间。两个起点都符合则成立,只有一个符合则在该条件下成立`,
  },
  about: [
    {
      en: 'One and the same VAE (a code of 32 numbers, digits of 14 × 14 pixels) is trained from two starts: the bias of the encoder’s log σ² is 0, so that σ begins at 1, or −6, so that σ begins at 0.05. The noise is looked at on the same held-out digits after 1, 2, 4, … steps, in active and inactive dimensions apart.',
      zh: '同一个 VAE(32 维编码,14 × 14 的数字)从两个起点训练:编码器 log σ² 的偏置为 0(σ 从 1 开始)或 −6(σ 从 0.05 开始)。在第 1、2、4……步后,用同一批未见过的数字测量噪声,活跃与不活跃的维度分开统计。',
    },
    {
      en: 'The text reasons that the reconstruction error and the KL take turns. What sets the noise at any moment is how much the decoder’s output moves when the code moves: with a sensitivity a the best σ² is 1 / (1 + a). An untrained decoder hardly listens to the code, so a is small and noise is cheap; a good decoder listens, so noise is dear. The size of the error against the KL does not enter.',
      zh: '原文认为重构误差与 KL 此消彼长。其实任一时刻决定噪声大小的,是编码变动时解码器输出变动多少:灵敏度为 a 时,最优的 σ² 是 1 / (1 + a)。未训练的解码器几乎不理会编码,a 很小,噪声的代价很低;训练好的解码器依赖编码,噪声的代价就高。误差与 KL 谁大谁小并不起作用。',
    },
  ],
  async measure(lab) {
    const data = halvedImages(lab);
    const courses = await starts.reduce<Promise<NoiseCourse[][]>>(async (before, { logVar }) => {
      const [done, own]: [NoiseCourse[][], NoiseCourse[]] = [await before, []];
      for (const seed of lab.seeds) own.push(await noiseCourse(lab, data, seed, logVar));
      return [...done, own];
    }, Promise.resolve([]));
    const figures = Object.fromEntries(
      starts.flatMap(({ key, label: of }, start) =>
        Object.entries(kinds).map(([kind, { unit, label }]) => [
          `${kind}, ${key}`,
          {
            unit,
            values: courses[start]!.map((course) => valuesOf(course)[kind]!),
            label: { en: `${label.en}, ${of.en}`, zh: `${label.zh},${of.zh}` },
          },
        ]),
      ),
    );
    return { figures, pictures: noisePictures(starts.map(({ label }, start) => ({ label, courses: courses[start]! }))) };
  },
  decide(figures) {
    const follows = (key: string) =>
      all(
        above(differenceOf(figures, `end, ${key}`, `lowest, ${key}`, GROWN), 0),
        below(intervalOf(figures, `done, ${key}`), BAD),
      );
    const [high, low] = starts.map(({ key }) => follows(key));
    const because = told(figures);
    if (low === 'yes' && high === 'no')
      return holdsWhen({ en: 'the noise starts far below where it ends', zh: '噪声的起点远低于终点' }, because);
    if (high === 'yes' && low === 'no') return holdsWhen({ en: 'σ starts at 1', zh: 'σ 从 1 开始' }, because);
    return verdictOf(all(high!, low!), because);
  },
};

function told(figures: Figures): Words {
  const at = (name: string): string => formatNumber(Number(meanOf(figures, name).toPrecision(2)));
  const [high, low] = starts.map(({ key }) => [at(`lowest, ${key}`), at(`end, ${key}`)] as const);
  return {
    en: `From σ = 1 the noise of active dimensions falls to ${high![0]} and ends at ${high![1]}; from σ = 0.05 its lowest is ${low![0]} and it ends at ${low![1]}. At the end the reconstruction error is still ${at(`ratio, ${starts[0].key}`)} times the KL.`,
    zh: `从 σ = 1 开始,活跃维度的噪声最低降到 ${high![0]},最终为 ${high![1]};从 σ = 0.05 开始,最低为 ${low![0]},最终为 ${low![1]}。结束时重构误差仍是 KL 的 ${at(`ratio, ${starts[0].key}`)} 倍。`,
  };
}
