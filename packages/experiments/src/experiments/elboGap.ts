import type { Experiment } from '../experiment.js';
import { all, below, not } from '../statistics/answer.js';
import { exactly, type Figure, intervalOf, meanOf, valuesOf } from '../statistics/figures.js';
import { holdsWhen, verdictOf } from '../verdict.js';
import { draws, type GapCourse, gapCourse } from './parts/gapCourse.js';
import { boundsPicture, familyPicture, jointPicture, posteriorPicture } from './parts/gapPictures.js';

/** Fixed before measuring: “never back” is at most this share, in per cent, of the steps that raise the bound. */
const NEVER = 1;
/** Fixed before measuring: log p(x) is the bound plus the divergence when they differ by less than this everywhere, in nats. */
const SAME = 1e-3;
/** Fixed before measuring: changes of a mean by less than this, in nats, are rounding. */
const ROUNDING = 1e-8;

/** Claim 7: the bound is raised in place of the likelihood, which then only goes forward. */
export const elboGap: Experiment = {
  name: 'elbo-gap',
  title: { en: 'The bound and the likelihood', zh: '下界与似然' },
  claim: {
    en: 'log P(x) is the bound plus KL(q(z|x) ‖ P(z|x)); so raising the bound raises log P(x), which only goes forward, never back.',
    zh: 'log P(x) 等于下界加上 KL(q(z|x) ‖ P(z|x))；因此提高下界就会提高 log P(x)，它只能前进，不能后退。',
  },
  phrase: {
    text: '001',
    words:
      '求解最大似然 MaxlogP(x) = MaxL_b……Decoder每改进一次,Encoder就调节成跟其一致,并且利用约束项迫使Decoder在训练的时候“只能前进,不能后退”',
    english:
      'the greatest likelihood is found by max log P(x) = max L_b … each time the decoder improves, the encoder is adjusted to agree with it, and the constraint makes the decoder “only go forward, never back” in training',
  },
  formulas: [
    { tex: '\\log P(x)=L_b+D_{KL}\\bigl(q(z\\mid x)\\,\\|\\,P(z\\mid x)\\bigr)', number: '001.13' },
    { tex: '\\max\\log P(x)\\ \\ge\\ \\max L_b', number: '001.15' },
  ],
  criterion: {
    en: `the identity holds to ${SAME} nats; with the decoder held the gap falls and log p(x) stays; and of the training steps that raise the bound, fewer than ${NEVER} % lower log p(x), where encoder and decoder move together by the bound without sampling noise, from random weights and from a trained decoder with a new encoder. If only this last fails, the same is asked where q(z|x) is the exact posterior before every step`,
    zh: `恒等式误差小于 ${SAME} 奈特；固定解码器时，差距缩小而 log p(x) 不变；编码器与解码器按无采样噪声的下界同时更新时（分别从随机权重、从训练好的解码器和新的编码器开始），在提高下界的训练步中，使 log p(x) 下降的不到 ${NEVER} %。若只有最后一条不成立，则改问：当每一步之前 q(z|x) 都取精确后验时是否成立`,
  },
  about: [
    {
      en: 'The examples are linear in two normal latent variables, with normal noise, and the model is a linear VAE. So log p(x) and the true posterior of the model itself are known from its weights at every step, without any estimate. Bound and likelihood are means over all 800 examples, in double precision; all examples are in each batch, and the bound is its closed form. A fall of log p(x) is therefore not noise of draws or batches. A second training uses batches of 128 and one draw of z, as is usual.',
      zh: '样本由两个正态隐变量线性生成并加正态噪声，模型是线性 VAE。因此模型自身的 log p(x) 与真实后验在每一步都能由权重精确算出，无需估计。下界与似然取全部 800 个样本的均值，双精度计算；每批包含全部样本，下界用闭式。因此 log p(x) 的下降不是抽样或分批的噪声。另有一次训练按常规用每批 128 个样本、每个样本抽一次 z。',
    },
    {
      en: 'The text’s own algorithm is stricter than training both at once: after each improvement of the decoder the encoder is adjusted to agree with it. Taken literally, q(z|x) is the exact posterior before each step of the decoder, and the bound touches log p(x) there. That is the third training. The text prints max log P = max L_b without this condition, and practice trains both at once. The last picture shows, on normals of one unknown width, that the least divergence from the data and the greatest likelihood are at one place.',
      zh: '文中的算法其实比同时训练更严格：解码器每改进一次，编码器就调节成与之一致。照字面做，解码器每一步之前 q(z|x) 都是精确后验，下界在该处与 log p(x) 相接。这是第三种训练。文中写 max log P = max L_b 时没有这个条件，而实践中两者同时训练。最后一幅图以宽度未知的一族正态分布说明：与数据的散度最小处，就是似然最大处。',
    },
    {
      en: 'The second start, a trained decoder with a new encoder, was added after a first run from random weights had found no step back in any of its 600 steps: the claim says never, and from random weights the likelihood has nowhere to go but up. It goes on where the third training ends. The thresholds are those of before. With three seeds its interval still reaches below 1 %, though every seed goes back, so that nothing is decided. With five it did not; but seeds that are added until an answer comes are no answer.',
      zh: '第二种起点（训练好的解码器加新的编码器）是后来补充的：最初从随机权重运行，600 步中没有一步倒退；但论断说的是“不能”，而从随机权重出发，似然本来就只有上升的余地。它接着第三种训练的终点进行。阈值与之前相同。用三个随机种子时，虽然每个都有倒退，其区间仍延伸到 1 % 以下，因此尚无定论。用五个时则不然；但一直加种子直到得出答案，不算答案。',
    },
  ],
  async measure(lab) {
    const courses: GapCourse[] = [];
    for (const seed of lab.seeds) {
      lab.note(`linear VAE, seed ${seed}`);
      courses.push(await gapCourse(lab, seed, ROUNDING));
    }
    const figure = (unit: string, en: string, zh: string, of: (one: GapCourse) => number): Figure => ({
      label: { en, zh },
      unit,
      values: courses.map(of),
    });
    const last = (values: readonly number[]): number => values.at(-1)!;
    const [first] = courses;
    return {
      figures: {
        identity: {
          label: { en: 'log p(x) − bound − KL(q ‖ p(z|x)), largest', zh: 'log p(x) − 下界 − KL(q ‖ p(z|x))，最大值' },
          unit: 'nats',
          values: [Math.max(...courses.map(({ identity }) => identity))],
        },
        'back together': figure(
          '%',
          'Steps back, both at once, exact bound',
          '倒退的步，同时训练，精确下界',
          ({ back }) => back[0]!.share,
        ),
        'back late': figure(
          '%',
          'Steps back, both at once, from a trained decoder',
          '倒退的步，同时训练，从训练好的解码器起',
          ({ back }) => back[3]!.share,
        ),
        'lost late': figure(
          'nats',
          'log p(x) lost in them, from a trained decoder',
          '这些步损失的 log p(x)，从训练好的解码器起',
          ({ back }) => back[3]!.lost,
        ),
        'back sampled': figure(
          '%',
          'Steps back, both at once, batches and draws',
          '倒退的步，同时训练，分批抽样',
          ({ back }) => back[1]!.share,
        ),
        'back in turn': figure('%', 'Steps back, q the exact posterior', '倒退的步，q 为精确后验', ({ back }) => back[2]!.share),
        'lost together': figure(
          'nats',
          'log p(x) lost in them, both at once',
          '这些步损失的 log p(x)，同时训练',
          ({ back }) => back[0]!.lost,
        ),
        'gap left': figure(
          '%',
          'Part of the gap that is left, decoder held',
          '固定解码器时剩下的差距',
          ({ held }) => (100 * held.at(-1)!.gap) / held[0]!.gap,
        ),
        'moved while held': {
          label: { en: 'Change of log p(x) while the decoder is held, largest', zh: '固定解码器期间 log p(x) 的变化，最大值' },
          unit: 'nats',
          values: [
            Math.max(...courses.flatMap(({ held }) => held.map((one) => Math.abs(one.logLikelihood - held[0]!.logLikelihood)))),
          ],
        },
        'argmin apart': {
          label: { en: 'Least KL and greatest likelihood apart by', zh: 'KL 最小处与似然最大处之距' },
          unit: '',
          values: [Math.max(...courses.map(({ best }) => Math.abs(best.divergence - best.likelihood)))],
        },
        'end together': figure('nats', 'log p(x) at the end, both at once', '结束时 log p(x)，同时训练', (one) =>
          last(one.exactTrace.logLikelihood),
        ),
        'end in turn': figure('nats', 'log p(x) at the end, q the exact posterior', '结束时 log p(x),q 为精确后验', (one) =>
          last(one.inTurnTrace.logLikelihood),
        ),
      },
      pictures: [
        jointPicture(first!.lateTrace, first!.back[3]!.at, {
          en: 'From a trained decoder and a new encoder',
          zh: '从训练好的解码器和新的编码器开始',
        }),
        jointPicture(first!.exactTrace, first!.back[0]!.at, {
          en: 'From random weights',
          zh: '从随机权重开始',
        }),
        boundsPicture(first!.held, draws),
        posteriorPicture(first!.exactTrace, first!.sampledTrace, first!.inTurnTrace),
        familyPicture(first!.family, first!.best.divergence),
      ],
    };
  },
  decide(figures) {
    const identities = all(
      below(exactly(figures, 'identity'), SAME),
      below(exactly(figures, 'moved while held'), ROUNDING),
      below(exactly(figures, 'argmin apart'), SAME),
      below(intervalOf(figures, 'gap left'), 100),
    );
    const together = all(below(intervalOf(figures, 'back together'), NEVER), below(intervalOf(figures, 'back late'), NEVER));
    const inTurn = below(intervalOf(figures, 'back in turn'), NEVER);
    const [early, late, exact] = ['back together', 'back late', 'back in turn'].map((name) => meanOf(figures, name).toFixed(1));
    const range = valuesOf(figures, 'back late');
    const between = `${Math.min(...range).toFixed(0)} … ${Math.max(...range).toFixed(0)} %`;
    const lost = meanOf(figures, 'lost late').toFixed(2);
    const because = {
      en: `Of the steps that raised the bound, with both networks moving at once, ${early} % lowered log p(x) from random weights, and ${late} % from a trained decoder beside a new encoder (${between} by seed; ${lost} nats lost in all); where q(z|x) was the exact posterior before each step, ${exact} %.`,
      zh: `在提高下界的步中，两个网络同时更新时，从随机权重开始有 ${early} % 使 log p(x) 下降；从训练好的解码器和新的编码器开始有 ${late} %（各随机种子 ${between}；共损失 ${lost} 奈特）；每步之前 q(z|x) 取精确后验时为 ${exact} %。`,
    };
    const when = {
      en: 'the encoder is the exact posterior before every step of the decoder',
      zh: '解码器每一步之前，编码器都是精确后验',
    };
    if (all(identities, not(together), inTurn) === 'yes') return holdsWhen(when, because);
    return verdictOf(all(identities, together), because);
  },
};
