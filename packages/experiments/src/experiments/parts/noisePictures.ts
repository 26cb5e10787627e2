import { lineChart, type LineSeries } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import type { Words } from '../../words.js';
import type { NoiseCourse } from './noiseCourse.js';
import { meanSigma } from './meanSigma.js';

/** The trainings of one start, one a seed. */
export interface StartCourses {
  readonly label: Words;
  readonly courses: readonly NoiseCourse[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A line of the means over seeds with a band from the least to the largest. */
function across(name: string, x: readonly number[], bySeed: readonly (readonly number[])[]): LineSeries {
  const at = x.map((_, i) => bySeed.map((values) => values[i]!));
  return {
    name,
    x,
    y: at.map(mean),
    low: at.map((values) => Math.min(...values)),
    high: at.map((values) => Math.max(...values)),
  };
}

const dimensionsOf = ({ codes, active }: NoiseCourse, wanted: boolean): number[] =>
  codes[0]!.sigma.flatMap((_, dimension) => (active.includes(dimension) === wanted ? [dimension] : []));

/** σ over steps from both starts; the two losses; each dimension of one training. */
export function noisePictures(starts: readonly StartCourses[]): Measurement['pictures'] {
  const { steps } = starts[0]!.courses[0]!;
  const xLabel: Words = { en: 'training steps', zh: '训练步数' };
  return [
    (say) => ({
      svg: lineChart({
        title: say({ en: 'The noise, step by step', zh: '噪声随训练步数的变化' }),
        series: starts.flatMap(({ label, courses }, color) =>
          [true, false].flatMap((active): LineSeries[] => {
            const bySeed = courses.flatMap((course) => {
              const dimensions = dimensionsOf(course, active);
              return dimensions.length === 0 ? [] : [meanSigma(course, dimensions)];
            });
            const kind = active ? say({ en: 'active', zh: '活跃' }) : say({ en: 'inactive', zh: '不活跃' });
            const name = say({ en: `${label.en}, ${kind}`, zh: `${label.zh},${kind}` });
            return bySeed.length === 0 ? [] : [{ ...across(name, steps, bySeed), color, dashed: !active }];
          }),
        ),
        xLabel: say(xLabel),
        yLabel: say({ en: 'mean σ of the code', zh: '编码的平均 σ' }),
        xScale: 'log',
      }),
      caption: say({
        en: 'Does the noise go down while the decoder is bad and up when it is good, or does it only go to where it belongs? Compare the two solid lines. Bands go from the lowest to the highest seed.',
        zh: '噪声是在解码器差时下降、好时上升,还是只是走向它该在的位置?请比较两条实线。阴影为各随机种子的范围。',
      }),
      alt: say({ en: 'Mean σ over training steps from two starts', zh: '两个起点下平均 σ 随训练步数的变化' }),
    }),
    (say) => ({
      svg: lineChart({
        title: say({ en: 'The two losses', zh: '两项损失' }),
        series: starts.flatMap(({ label, courses }, color) => [
          {
            ...across(
              say({ en: `reconstruction, ${label.en}`, zh: `重构,${label.zh}` }),
              steps,
              courses.map(({ reconstruction }) => reconstruction),
            ),
            color,
          },
          {
            ...across(
              say({ en: `KL, ${label.en}`, zh: `KL,${label.zh}` }),
              steps,
              courses.map(({ codes }) => codes.map(({ divergence }) => divergence.reduce((sum, kl) => sum + kl, 0))),
            ),
            color,
            dashed: true,
          },
        ]),
        xLabel: say(xLabel),
        yLabel: say({ en: 'nats an image', zh: '奈特/图像' }),
        xScale: 'log',
      }),
      caption: say({
        en: 'The text has the noise grow once the reconstruction error is below the KL. Look whether the solid lines ever cross the dashed ones.',
        zh: '按原文,重构误差小于 KL 后噪声才增加。请看实线是否会降到虚线以下。',
      }),
      alt: say({ en: 'Reconstruction error and KL over training steps', zh: '重构误差与 KL 随训练步数的变化' }),
    }),
    (say) => {
      const course = starts[0]!.courses[0]!;
      return {
        svg: lineChart({
          title: say({ en: 'Each dimension of one training', zh: '一次训练中的每个维度' }),
          series: course.codes[0]!.sigma.map((_, dimension) => {
            const active = course.active.includes(dimension);
            const name = active ? say({ en: 'active', zh: '活跃' }) : say({ en: 'inactive', zh: '不活跃' });
            return {
              name: course.codes[0]!.sigma.findIndex((__, i) => course.active.includes(i) === active) === dimension ? name : '',
              x: steps,
              y: course.codes.map(({ sigma }) => sigma[dimension]!),
              color: active ? 0 : 1,
              dashed: !active,
            };
          }),
          xLabel: say(xLabel),
          yLabel: 'σ',
          xScale: 'log',
        }),
        caption: say({
          en: 'From σ = 1, first seed. Dimensions come into use one after the other; those that the decoder never listens to go back to σ = 1.',
          zh: '从 σ = 1 开始,第一个随机种子。各维度先后投入使用;解码器始终不用的维度回到 σ = 1。',
        }),
        alt: say({ en: 'σ of each dimension over training steps', zh: '各维度的 σ 随训练步数的变化' }),
      };
    },
  ];
}
