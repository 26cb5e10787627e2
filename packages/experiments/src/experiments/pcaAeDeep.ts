import { rowsByClass } from '@vaekit/pictures';
import type { Experiment } from '../experiment.js';
import { reconstructed } from '../lab/plainly.js';
import { pick, stacked } from '../lab/rows.js';
import { above, all, type Answer, below } from '../statistics/answer.js';
import { differenceOf, type Figures, meanOf } from '../statistics/figures.js';
import { sharpnessOf } from '../statistics/sharpness.js';
import { meanSquaredError } from '../statistics/squaredError.js';
import { tally } from '../statistics/tally.js';
import { holdsWhen, verdictOf } from '../verdict.js';
import type { Words } from '../words.js';
import { contenders, LATENT } from './parts/contenders.js';
import { pictures } from './parts/contendersPictures.js';
import { depthWidthGrid } from './parts/depthWidthGrid.js';

/** Fixed before measuring: a deep autoencoder is better than PCA when its squared error is at most this part of PCA’s. */
const BETTER = 0.8;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The parts of the claim, each with its answer and what a condition calls it. */
function answers(figures: Figures): readonly { readonly answer: Answer; readonly words: Words }[] {
  const clear = all(
    above(differenceOf(figures, 'gradient, deep', 'gradient, input'), 0),
    below(differenceOf(figures, 'gray, deep', 'gray, input'), 0),
  );
  return [
    {
      answer: all(
        below(differenceOf(figures, 'error, deep', 'error, PCA', BETTER), 0),
        below(differenceOf(figures, 'error, deep', 'error, shallow'), 0),
      ),
      words: { en: 'the smaller error of a deep network', zh: '深层网络误差更小' },
    },
    {
      answer: below(differenceOf(figures, 'grid, three hidden layers', 'grid, one hidden layer'), 0),
      words: { en: 'that of more hidden layers', zh: '更多隐藏层误差更小' },
    },
    {
      answer: below(differenceOf(figures, 'grid, widest', 'grid, narrowest'), 0),
      words: { en: 'that of wider layers', zh: '更宽的层误差更小' },
    },
    { answer: clear, words: { en: 'an output clearer than the input', zh: '输出比输入更清晰' } },
  ];
}

/** Claim 1: deeper and wider is better, and the output is clearer than the input. */
export const pcaAeDeep: Experiment = {
  name: 'pca-ae-deep',
  title: { en: 'PCA, one layer, many layers', zh: 'PCA、单层与多层' },
  claim: {
    en: 'Deeper and wider autoencoders reconstruct better than one layer and than PCA, and their output looks clearer than the input.',
    zh: '更深、更宽的自编码器比单层网络和 PCA 重建得更好,而且输出看起来比输入更清晰。',
  },
  phrase: {
    text: '001',
    words: '输出结果很模糊,因为我们只使用了一层hidden layer进行学习……因此我们可以看到最后的输出结果要比输入结果看起来更清晰了',
    english:
      'the output is very blurred, because we used only one hidden layer … so we can see that the final output looks clearer than the input',
  },
  formulas: [
    {
      tex: `\\sum_i\\lVert x_i-W\\,h(x_i)-b\\rVert^2\\ \\ge\\ n\\sum_{k>${LATENT}}\\lambda_k\\quad\\text{for every encoder }h\\text{ of }${LATENT}\\text{ numbers}`,
    },
  ],
  criterion: {
    en: `On held-out images, with codes of ${LATENT} numbers: the deep network’s squared error is below that of one layer and below ${BETTER} times PCA’s; in a grid of depths and widths, three hidden layers err less than one, and the widest less than the narrowest; and the deep network’s output has steeper edges and fewer gray pixels than its input. Each by the paired 95 % interval.`,
    zh: `在未参与训练的图像上,编码均为 ${LATENT} 个数:深层网络的平方误差小于单层网络,且小于 PCA 的 ${BETTER} 倍;在深度与宽度的网格中,三个隐藏层的误差小于一个,最宽的小于最窄的;深层网络的输出比输入边缘更陡、灰色像素更少。均以配对 95 % 区间判定。`,
  },
  about: [
    {
      en: `All codes have ${LATENT} numbers. Quick runs use narrower networks, and images of 14 × 14, of which PCA keeps nearly everything in so many numbers. The stacked network is first trained one pair of layers at a time, as autoencoders. One layer with a linear output is PCA at best: no linear decoder has a smaller squared error on its training data than the principal components (Eckart and Young), as the table of figures shows. One layer with logits escapes that bound, since its output is not linear in the code.`,
      zh: `所有编码都是 ${LATENT} 个数,快速运行使用较窄的网络和 14 × 14 的图像;对这样的小图像,PCA 用这么多数几乎能保留一切。“逐层预训练”先把每一对层当作自编码器单独训练。线性输出的单层网络最多与 PCA 一样好:在训练数据上,任何线性解码器的平方误差都不会小于主成分(Eckart–Young 定理),数据表里可以看到。输出为 logits 的单层网络不受此限制,因为它的输出不是编码的线性函数。`,
    },
    {
      en: 'The text compares an output with its input by eye. Here two numbers do: the mean steepness of the image, and the share of gray pixels, from 0.1 to 0.9. An average of several plausible digits is flat and gray; a clear image is neither. The text also leaves out that a small error and a clear output are different goals: an output equal to its input is exactly as clear.',
      zh: '原文凭肉眼比较输出与输入,这里用两个数:图像的平均梯度大小,以及灰度在 0.1 到 0.9 之间的像素比例。把几个可能的数字平均起来,图像会平缓而发灰;清晰的图像则相反。原文也没有说明:误差小与图像清晰是两个目标,与输入完全相同的输出只会和输入一样清晰。',
    },
  ],
  async measure(lab) {
    const { train, test } = lab.images;
    const rows = rowsByClass({ x: test.x, ...(test.y && { y: test.y.data }) }, 10);
    const { figures, add } = tally();
    const looks = (key: string, { en, zh }: Words, images: typeof test.x): void => {
      const { gradient, gray } = sharpnessOf(images);
      add(`gradient, ${key}`, gradient, { en: `Mean steepness: ${en}`, zh: `平均梯度:${zh}` });
      add(`gray, ${key}`, 100 * gray, { en: `Gray pixels: ${en}`, zh: `灰色像素:${zh}` }, '%');
    };
    const shown = [pick(test.x, rows)];
    for (const seed of lab.seeds) {
      looks('input', { en: 'input', zh: '输入' }, test.x);
      for (const { key, label, request } of contenders) {
        const { en, zh } = label;
        const model = await lab.trained(request(lab, seed));
        const outputs = reconstructed(model, test.x);
        add(`error, ${key}`, meanSquaredError(outputs, test.x), { en: `Squared error: ${en}`, zh: `平方误差:${zh}` });
        looks(key, label, outputs);
        if (key === 'PCA' || key === 'linear') {
          const error = meanSquaredError(reconstructed(model, train.x), train.x);
          add(`training error, ${key}`, error, { en: `Squared error, training: ${en}`, zh: `训练图像的平方误差:${zh}` });
        }
        if (seed === lab.seeds[0] && key !== 'linear') shown.push(pick(outputs, rows));
      }
    }
    const { depths, widths, errors } = await depthWidthGrid(lab, LATENT);
    for (const grid of errors) {
      add('grid, one hidden layer', mean(grid[0]!), { en: 'Grid: one hidden layer', zh: '网格:一个隐藏层' });
      add('grid, three hidden layers', mean(grid.at(-1)!), { en: 'Grid: three hidden layers', zh: '网格:三个隐藏层' });
      add('grid, narrowest', mean(grid.map((row) => row[0]!)), { en: 'Grid: narrowest layers', zh: '网格:最窄' });
      add('grid, widest', mean(grid.map((row) => row.at(-1)!)), { en: 'Grid: widest layers', zh: '网格:最宽' });
    }
    const table = depths.map((_, i) => widths.map((__, j) => mean(errors.map((grid) => grid[i]![j]!))));
    return {
      figures,
      pictures: pictures(figures, { shown: stacked(shown), grid: { depths, widths, errors: table }, better: BETTER }),
    };
  },
  decide(figures) {
    const parts = answers(figures);
    const number = (name: string): string => meanOf(figures, name).toPrecision(3);
    const because = {
      en: `The squared error is ${number('error, PCA')} with PCA, ${number('error, shallow')} with one layer, ${number('error, deep')} deep and ${number('error, stacked')} stacked; in the grid ${number('grid, one hidden layer')} with one hidden layer and ${number('grid, three hidden layers')} with three, ${number('grid, narrowest')} with the narrowest and ${number('grid, widest')} with the widest. The deep network’s output has a steepness of ${number('gradient, deep')}, its input of ${number('gradient, input')}; ${number('gray, deep')} % of its pixels are gray, of the input’s ${number('gray, input')} %.`,
      zh: `平方误差:PCA ${number('error, PCA')},单层 ${number('error, shallow')},深层 ${number('error, deep')},逐层预训练 ${number('error, stacked')};网格中,一个隐藏层 ${number('grid, one hidden layer')},三个 ${number('grid, three hidden layers')};最窄 ${number('grid, narrowest')},最宽 ${number('grid, widest')}。深层网络输出的平均梯度为 ${number('gradient, deep')},输入为 ${number('gradient, input')};输出有 ${number('gray, deep')} % 的灰色像素,输入有 ${number('gray, input')} %。`,
    };
    const [deep] = parts;
    const holding = parts.filter(({ answer }) => answer === 'yes');
    if (deep!.answer === 'yes' && parts.some(({ answer }) => answer === 'no'))
      return holdsWhen(
        {
          en: `it means ${holding.map(({ words }) => words.en).join(', and ')} only`,
          zh: `仅指${holding.map(({ words }) => words.zh).join('、')}`,
        },
        because,
      );
    return verdictOf(deep!.answer === 'no' ? 'no' : all(...parts.map(({ answer }) => answer)), because);
  },
};
