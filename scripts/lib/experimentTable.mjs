import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/** The committed result of an experiment. */
const resultOf = (name) => JSON.parse(readFileSync(join(root, 'packages/experiments/results', `${name}.json`), 'utf8'));

const heads = {
  en: ['Experiment', 'Claim', 'Verdict', 'What was measured'],
  zh: ['实验', '论断', '判定', '测量结果'],
};

/** The files with the table, and their languages. */
export const filesWithExperiments = { 'docs/experiments.md': 'en', 'docs/experiments.zh.md': 'zh' };

/**
 * The experiments and how their claims fared, as a table in Markdown: computed from the committed figures.
 *
 * @param experiments the package, from its sources or its build
 */
export async function experimentTable({ experiments, figuresOf, verdictWords }, language) {
  const row = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rows = [];
  for (const { name, load } of experiments) {
    const experiment = await load();
    const verdict = experiment.decide(figuresOf(resultOf(name)));
    rows.push(row([`\`${name}\``, experiment.claim[language], verdictWords(verdict)[language], verdict.because[language]]));
  }
  return [row(heads[language]), '|---|---|---|---|', ...rows].join('\n');
}
