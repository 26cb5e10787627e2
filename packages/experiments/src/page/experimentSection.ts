import { formatNumber, type ReportSection, type ReportTable, type ReportVerdict } from '@vaekit/viz';
import type { Experiment, Measurement } from '../experiment.js';
import type { ExperimentResult } from '../result.js';
import { type Verdict, verdictWords } from '../verdict.js';
import type { Language, Say, Words } from '../words.js';
import { saying } from '../words.js';
import { mathml } from './mathml.js';

/** An experiment that was run. */
export interface RunExperiment {
  readonly experiment: Experiment;
  readonly measurement: Measurement;
  readonly verdict: Verdict;
  readonly result: ExperimentResult;
}

const tones: Readonly<Record<Verdict['verdict'], ReportVerdict['tone']>> = {
  holds: 'yes',
  'does not hold': 'no',
  'holds when': 'partly',
  'not decided': 'open',
};

const heads: Readonly<Record<'figure' | 'interval' | 'mean' | 'measured' | 'unit' | 'values', Words>> = {
  figure: { en: 'Figure', zh: '量' },
  interval: { en: '95 % interval', zh: '95 % 区间' },
  mean: { en: 'Mean', zh: '均值' },
  measured: { en: 'What was measured', zh: '测量结果' },
  unit: { en: 'Unit', zh: '单位' },
  values: { en: 'By seed', zh: '各随机种子' },
};

const shown = (value: number | string): string => (typeof value === 'number' ? formatNumber(value) : value);

/** All figures that the verdict rests on, as a table. */
export function figureTable({ result, measurement }: RunExperiment, say: Say): ReportTable {
  const { figures } = result;
  const columns = [heads.figure, heads.mean, heads.interval, heads.values, heads.unit].map(say);
  const rows = Object.entries(figures).map(([name, { values, mean, interval, unit }]) => [
    say(measurement.figures[name]?.label ?? { en: name, zh: name }),
    shown(mean ?? values[0] ?? ''),
    interval === undefined ? '' : interval.map(shown).join(' … '),
    values.length > 1 ? values.map(shown).join(', ') : '',
    unit,
  ]);
  // A closed form has no seeds and no interval.
  const filled = columns.map((_, column) => rows.some((row) => row[column] !== ''));
  const chosen = <Cell>(cells: readonly Cell[]): Cell[] => cells.filter((_, column) => filled[column]);
  return { columns: chosen(columns), rows: rows.map(chosen) };
}

/** The head of an experiment: claim, where it comes from, formula, verdict, beside its first picture. */
export function openingSection(run: RunExperiment, language: Language, heading: string, link?: string): ReportSection {
  const { experiment, measurement, verdict } = run;
  const say = saying(language);
  const { phrase } = experiment;
  const origin =
    language === 'zh' ? `原文(${phrase.text}):“${phrase.words}”` : `Text ${phrase.text}: “${phrase.words}” (${phrase.english})`;
  return {
    heading,
    opens: 'beside',
    figures: measurement.pictures.slice(0, 1).map((draw) => draw(say)),
    text: [say(experiment.claim), origin],
    math: experiment.formulas.map(({ tex }) => mathml(tex)),
    verdict: { word: say(verdictWords(verdict)), text: say(verdict.because), tone: tones[verdict.verdict] },
    ...(link === undefined ? {} : { links: [{ text: say({ en: 'All pictures and figures', zh: '全部图与数据' }), href: link }] }),
  };
}
