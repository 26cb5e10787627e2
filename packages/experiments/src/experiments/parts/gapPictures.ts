import { lineChart, type ReportFigure } from '@vaekit/viz';
import type { Say, Words } from '../../words.js';
import type { FamilyFit } from './gapMeasurements.js';
import type { Trace } from './linearTraining.js';

/** A look at a model whose decoder is held. */
export interface FrozenLook {
  readonly step: number;
  readonly logLikelihood: number;
  /** KL(q(z|x) ‖ p(z|x)). */
  readonly gap: number;
  /** Importance-weighted bounds, by number of draws. */
  readonly bounds: readonly number[];
}

type Picture = (say: Say) => ReportFigure;

const nats = { en: 'nats an example', zh: '奈特/样本' };
const steps = { en: 'training steps', zh: '训练步' };
const bound = { en: 'bound', zh: '下界' };
const counts = (length: number): number[] => Array.from({ length }, (_, at) => at + 1);

/** Stretches of steps that follow each other, as `[from, to]`, both ends included. */
function stretches(at: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const step of at) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === step) last[1] = step + 1;
    else found.push([step, step + 1]);
  }
  return found;
}

/** The likelihood and the bound over a training, the gap shaded, the steps back in color. */
export const jointPicture =
  ({ logLikelihood, bound: lower }: Trace, back: readonly number[], title: Words): Picture =>
  (say) => {
    const x = counts(lower.length);
    // The bound is drawn from where it comes near, so that the likelihood's moves can be seen.
    const [least, most] = [Math.min(...logLikelihood), Math.max(...logLikelihood)];
    const floor = least - 5 * (most - least);
    const near = Math.max(
      0,
      lower.findIndex((value) => value >= floor),
    );
    return {
      svg: lineChart({
        title: say(title),
        series: [
          {
            name: 'log p(x)',
            x,
            y: logLikelihood,
            low: lower.map((value) => Math.max(value, floor)),
            high: logLikelihood.map((value, at) => Math.max(value, lower[at]!)),
          },
          { name: say(bound), x: x.slice(near), y: lower.slice(near) },
          ...stretches(back).map(([from, to], at) => ({
            name: at === 0 ? say({ en: 'bound rises, log p(x) falls', zh: '下界上升而 log p(x) 下降' }) : '',
            x: x.slice(from, to + 1),
            y: logLikelihood.slice(from, to + 1),
            color: 3,
          })),
        ],
        xLabel: say(steps),
        yLabel: say(nats),
        xScale: 'log',
      }),
      caption: say({
        en:
          back.length > 0
            ? 'The shaded gap is KL(q(z|x) ‖ p(z|x)). Where log p(x) is marked, the step raised the bound and lowered the likelihood: the bound gained by closing the gap. The start is step 1.'
            : 'The shaded gap is KL(q(z|x) ‖ p(z|x)). No step lowered log p(x) here. The start is step 1.',
        zh:
          back.length > 0
            ? '阴影为 KL(q(z|x) ‖ p(z|x))。标出之处，该步提高了下界却降低了似然：下界的增益来自差距的缩小。起点记为第 1 步。'
            : '阴影为 KL(q(z|x) ‖ p(z|x))。这里没有一步使 log p(x) 下降。起点记为第 1 步。',
      }),
      alt: say({
        en: 'Two curves over training steps with the gap between them shaded',
        zh: '两条随训练步变化的曲线，其间差距以阴影表示',
      }),
    };
  };

/** Bounds while the encoder alone is trained. */
export const boundsPicture =
  (looks: readonly FrozenLook[], draws: readonly number[]): Picture =>
  (say) => {
    const x = looks.map(({ step }) => step);
    const likelihood = looks.map((look) => look.logLikelihood);
    const weighted = (at: number): number[] => looks.map(({ bounds }) => bounds[at]!);
    return {
      svg: lineChart({
        title: say({ en: 'The decoder held: only the gap moves', zh: '固定解码器：只有差距在变' }),
        series: [
          { name: 'log p(x)', x, y: likelihood },
          ...draws.map((count, at) => ({
            name:
              count === 1
                ? say({ en: 'bound, 1 draw', zh: '下界，1 次抽样' })
                : say({ en: `${count} draws`, zh: `${count} 次抽样` }),
            x,
            y: weighted(at),
            dashed: count > 1,
            ...(count === 1 ? { low: weighted(at), high: likelihood.map((value, i) => Math.max(value, weighted(at)[i]!)) } : {}),
          })),
        ],
        xLabel: say(steps),
        yLabel: say(nats),
      }),
      caption: say({
        en: 'With the decoder held log p(x) does not move, and training brings the bound nearer to it. Importance-weighted bounds of more draws lie between the two.',
        zh: '固定解码器时 log p(x) 不动，训练使下界向它靠近。抽样次数更多的重要性加权下界位于两者之间。',
      }),
      alt: say({ en: 'A flat line and several bounds that rise toward it', zh: '一条水平线与若干向它上升的下界' }),
    };
  };

/** log p(x) over the three trainings. */
export const posteriorPicture =
  (together: Trace, sampled: Trace, inTurn: Trace): Picture =>
  (say) => {
    const line = (name: string, { logLikelihood: y }: Trace) => ({ name, x: counts(y.length), y });
    return {
      svg: lineChart({
        title: say({ en: 'log p(x), from one start in three ways', zh: '同一起点、三种训练下的 log p(x)' }),
        series: [
          line(say({ en: 'both at once, exact bound', zh: '同时训练，精确下界' }), together),
          { ...line(say({ en: 'both at once, batches and draws', zh: '同时训练，分批抽样' }), sampled), dashed: true },
          line(say({ en: 'q the exact posterior', zh: 'q 为精确后验' }), inTurn),
        ],
        xLabel: say(steps),
        yLabel: say(nats),
        xScale: 'log',
      }),
      caption: say({
        en: 'With the exact posterior before every step, each step is one on log p(x) itself. Trained at once, the encoder has to catch up.',
        zh: '每一步之前都取精确后验时，每一步就是对 log p(x) 本身的一步。同时训练时，编码器需要追赶。',
      }),
      alt: say({ en: 'Three curves of log p(x) over training steps', zh: '三条 log p(x) 随训练步变化的曲线' }),
    };
  };

/** Divergence and likelihood over the parameter of a family. */
export const familyPicture =
  ({ parameter, divergence, logLikelihood }: FamilyFit, best: number): Picture =>
  (say) => ({
    svg: lineChart({
      title: say({ en: 'Least divergence, greatest likelihood', zh: '散度最小，似然最大' }),
      series: [
        { name: 'KL(p_data ‖ p_θ)', x: parameter, y: divergence },
        {
          name: say({ en: 'mean of −log p_θ(x)', zh: '−log p_θ(x) 的均值' }),
          x: parameter,
          y: logLikelihood.map((value) => -value),
        },
      ],
      xLabel: say({ en: 'θ, the deviation of the normal', zh: 'θ，正态分布的标准差' }),
      yLabel: say(nats),
      yScale: 'log',
      rule: [{ x: best, label: say({ en: `both least at ${best.toFixed(2)}`, zh: `两者均在 ${best.toFixed(2)} 处最小` }) }],
    }),
    caption: say({
      en: 'The two curves differ by the entropy of the data, which no model changes; so both are least at one θ.',
      zh: '两条曲线相差数据的熵，它不随模型改变；因此两者在同一个 θ 处最小。',
    }),
    alt: say({ en: 'Two curves over θ with their minimum at the same place', zh: '两条关于 θ 的曲线，最小值在同一处' }),
  });
