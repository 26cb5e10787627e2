import type { PlainTensor } from '@vaekit-internal/base';
import { imageGridFigure, pointChart, type ReportTable } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import type { Figures } from '../../statistics/figures.js';
import type { Say, Words } from '../../words.js';
import { dotPicture } from './dotPicture.js';
import { mean, stacked } from './drawn.js';

/** Normals of the larger mixture. */
export const MOST_NORMALS = 10;

/** The models that are compared, by their names in the catalog. */
export const models = { ae: 'autoencoder', vae: 'vae' } as const;
/** A model. */
export type Kind = keyof typeof models;
/** Words for the models. */
export const modelNames: Readonly<Record<Kind, Words>> = { ae: { en: 'AE', zh: 'AE' }, vae: { en: 'VAE', zh: 'VAE' } };
/** Where codes come from. */
export type Source = 'mixture' | 'normal' | 'standard';
/** The sources: N(0, I), or a mixture of so many normals. */
export const sources: Readonly<Record<Source, number | undefined>> = { standard: undefined, normal: 1, mixture: MOST_NORMALS };
const sourceNames: Readonly<Record<Source, Words>> = {
  standard: { en: 'N(0, I)', zh: 'N(0, I)' },
  normal: { en: 'fitted normal', zh: '拟合的正态分布' },
  mixture: { en: `mixture of ${MOST_NORMALS}`, zh: `${MOST_NORMALS} 个正态的混合` },
};
/** A model with a source. */
export type Pair = `${Kind}, ${Source}`;
/** Every model with every source. */
export const pairs: readonly { readonly kind: Kind; readonly source: Source; readonly name: Pair }[] = (
  Object.keys(models) as Kind[]
).flatMap((kind) => (Object.keys(sources) as Source[]).map((source) => ({ kind, source, name: `${kind}, ${source}` as const })));
/** Words for a model with a source. */
export const pairLabel = ({ kind, source }: { kind: Kind; source: Source }): Words => ({
  en: `${modelNames[kind].en}, ${sourceNames[source].en}`,
  zh: `${modelNames[kind].zh},${sourceNames[source].zh}`,
});

/** How far samples are from held-out digits. */
export interface Judged {
  readonly frechet: number;
  readonly kernel: number;
  readonly precision: number;
  readonly recall: number;
}

/** Codes of held-out digits and draws of N(0, I), as many of each. */
export interface Cloud {
  readonly kind: Kind;
  readonly codes: PlainTensor;
  readonly draws: PlainTensor;
}

/** The pictures of `random-codes`: samples by source, their distances, and the codes. */
export function randomCodesPictures(
  figures: Figures,
  sheets: readonly PlainTensor[],
  clouds: readonly Cloud[],
): Measurement['pictures'] {
  const column = ({ data, shape }: PlainTensor, at: number): number[] =>
    Array.from({ length: shape[0]! }, (_, row) => data[row * shape[1]! + at]!);
  return [
    (say) => ({
      wide: true,
      svg: imageGridFigure(stacked(sheets), {
        title: say({ en: 'What random codes decode to', zh: '随机编码解码成什么' }),
        columns: sheets[0]!.shape[0]!,
        rowLabels: pairs.map((pair) => say(pairLabel(pair))),
        width: 760,
      }),
      caption: say({
        en: 'Each row: the first codes that were drawn, decoded, without any choice. Compare the first row with the fourth (codes from N(0, I)), then the third with the fourth: the same autoencoder, with codes from a mixture that was fitted to its own.',
        zh: '每行是最先抽到的编码的解码结果,未经挑选。先比较第一行与第四行(编码取自 N(0, I)),再比较第三行与第四行:同一个自编码器,编码改取自对其编码拟合的混合分布。',
      }),
      alt: say({
        en: 'Six rows of decoded samples: autoencoder and VAE, each with three sources of codes',
        zh: '六行解码样本:自编码器与 VAE,各用三种编码来源',
      }),
    }),
    dotPicture(figures, {
      title: { en: 'How far samples are from digits', zh: '样本离真实数字有多远' },
      names: [...pairs.map(({ name }) => `distance, ${name}`), 'distance, ae, codes', 'distance, vae, codes', 'floor'],
      xLabel: { en: 'Fréchet distance from held-out digits', zh: '到测试集数字的 Fréchet 距离' },
      xScale: 'log',
      caption: {
        en: 'Smaller is better, on a logarithmic axis. The last three rows are what to read the others beside: decoded codes of real digits, and digits themselves.',
        zh: '越小越好,横轴为对数。最后三行是对照:真实数字的编码解码后的结果,以及数字本身。',
      },
      alt: { en: 'Fréchet distances as dots with intervals', zh: '各 Fréchet 距离的点与区间' },
    }),
    ...clouds.map(({ kind, codes, draws }): Measurement['pictures'][number] => (say) => ({
      svg: pointChart({
        title: say({ en: `Codes of the ${modelNames[kind].en}`, zh: `${modelNames[kind].zh} 的编码` }),
        series: [
          { name: say({ en: 'codes of held-out digits', zh: '测试集数字的编码' }), x: column(codes, 0), y: column(codes, 1) },
          { name: say({ en: 'draws of N(0, I)', zh: 'N(0, I) 的样本' }), x: column(draws, 0), y: column(draws, 1) },
        ],
        xLabel: 'z₁',
        yLabel: 'z₂',
        equal: true,
      }),
      caption: say({
        en: 'The first two numbers of the codes. Where the two clouds do not lie on each other, random codes are codes that the decoder never learned from.',
        zh: '编码的前两个分量。两片点云不重合之处,随机编码就是解码器从未见过的编码。',
      }),
      alt: say({ en: 'Two clouds of points in the plane', zh: '平面上的两片点云' }),
    })),
  ];
}

/** Every measure of every source. */
export const randomCodesTable =
  (judged: ReadonlyMap<string, readonly Judged[]>, floor: Judged): ((say: Say) => ReportTable) =>
  (say) => {
    const row = (name: string, all: readonly Judged[]): (string | number)[] => [
      name,
      ...(['frechet', 'kernel', 'precision', 'recall'] as const).map((key) => mean(all.map((one) => one[key]))),
    ];
    return {
      caption: say({
        en: 'Other measures, means over the seeds. Precision is a lenient judge: it counts a blot that lies near one odd digit',
        zh: '其他度量(各随机种子的均值)。精确率是宽松的裁判:一团模糊只要靠近某个古怪的数字也会计入',
      }),
      columns: [
        say({ en: 'Samples', zh: '样本' }),
        say({ en: 'Fréchet distance', zh: 'Fréchet 距离' }),
        say({ en: 'Kernel distance', zh: '核距离' }),
        say({ en: 'Precision', zh: '精确率' }),
        say({ en: 'Recall', zh: '召回率' }),
      ],
      rows: [
        ...pairs.map((pair) => row(say(pairLabel(pair)), judged.get(pair.name)!)),
        row(say({ en: 'training digits', zh: '训练集数字' }), [floor]),
      ],
    };
  };
