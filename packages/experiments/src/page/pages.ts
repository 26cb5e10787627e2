import { reportPage, type ReportPageOptions, type ReportRow } from '@vaekit/viz';
import type { Verdict } from '../verdict.js';
import { type Language, type Say, saying, type Words } from '../words.js';
import { figureTable, openingSection, type RunExperiment } from './experimentSection.js';

/** The file of a page in a language. */
export const pageName = (language: Language): string => (language === 'en' ? 'index.html' : 'index.zh.html');

const other: Readonly<Record<Language, Language>> = { en: 'zh', zh: 'en' };
const names: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

const footer = (version: string): Words => ({ en: `Made with vaekit ${version}.`, zh: `由 vaekit ${version} 生成。` });

const quickly: Words = {
  en: 'A quick run: small images, few of them, short training. Its verdicts are about such models and may differ from those of a full run.',
  zh: '快速运行：图像小、数量少、训练短。这里的判定只针对这样的模型，可能与完整运行不同。',
};

const sharedBy = (language: Language, version: string): Pick<ReportPageOptions, 'footer' | 'lang'> => ({
  footer: saying(language)(footer(version)),
  lang: language === 'zh' ? 'zh-CN' : 'en',
});

/** The page of one experiment: everything that was measured, with all pictures. */
export function experimentPage(run: RunExperiment, language: Language, version: string): string {
  const { experiment, measurement, result } = run;
  const say = saying(language);
  const rest = measurement.pictures.slice(1).map((draw) => draw(say));
  const tables = (measurement.tables ?? []).map((make) => make(say));
  return reportPage({
    title: say(experiment.title),
    ...(result.quick ? { subtitle: say(quickly) } : {}),
    ...sharedBy(language, version),
    links: [{ text: names[other[language]], href: pageName(other[language]) }],
    sections: [
      openingSection(run, language, say({ en: 'The claim', zh: '论断' })),
      {
        heading: say({ en: 'What was done', zh: '做法' }),
        text: [
          ...experiment.about.map(say),
          say({ en: `Decided by: ${experiment.criterion.en}`, zh: `判定标准：${experiment.criterion.zh}` }),
        ],
        figures: rest,
      },
      ...tables.map((table) => ({ heading: table.caption ?? say({ en: 'Table', zh: '表' }), table })),
      {
        heading: say({ en: 'What was measured', zh: '测量结果' }),
        text: say({
          en: `Seeds ${result.seeds.join(', ')}; ${result.data}. Repeat it with: ${result.command}`,
          zh: `随机种子 ${result.seeds.join('、')};${result.data}。重复此实验的命令：${result.command}`,
        }),
        table: figureTable(run, say),
      },
    ],
  });
}

const outcomes: Readonly<Record<Verdict['verdict'], Words>> = {
  holds: { en: 'claims hold', zh: '成立' },
  'holds when': { en: 'hold under a condition', zh: '有条件成立' },
  'does not hold': { en: 'do not hold', zh: '不成立' },
  'not decided': { en: 'are not decided', zh: '尚无定论' },
};

/** How many claims fared how. */
function tally(runs: readonly RunExperiment[], say: Say): ReportRow[] {
  const kinds = Object.keys(outcomes) as Verdict['verdict'][];
  return kinds
    .map((kind) => ({ label: say(outcomes[kind]), value: runs.filter(({ verdict }) => verdict.verdict === kind).length }))
    .filter(({ value }) => value > 0);
}

const subject: Words = {
  en: 'What four texts claim, one claim after the other: a picture, the formula, and whether the claim survives being measured.',
  zh: '四篇文章中的论断，逐条检验：一幅图、一个公式，以及它是否经得起测量。',
};

/** All experiments as one chapter, in the order of the argument; each section opens with its picture. */
export function chapterPage(runs: readonly RunExperiment[], language: Language, version: string): string {
  const say = saying(language);
  return reportPage({
    title: say({
      en: 'From principal components to variational autoencoders',
      zh: '从主成分分析到变分自编码器',
    }),
    subtitle: [subject, ...(runs.some(({ result }) => result.quick) ? [quickly] : [])].map(say).join(say({ en: ' ', zh: '' })),
    ...sharedBy(language, version),
    links: [{ text: names[other[language]], href: pageName(other[language]) }],
    summary: tally(runs, say),
    sections: runs.map((run) =>
      openingSection(run, language, say(run.experiment.title), `${run.experiment.name}/${pageName(language)}`),
    ),
  });
}
