import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { works } from '../list.mjs';
import { cells, holds } from './figures.mjs';

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const START = '<!-- table -->';
const END = '<!-- /table -->';

/** What is committed. */
export const resultOf = ({ name }) => {
  const file = here(`results/${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
};

/** A bar ends a cell. */
const escaped = (text) => text.replaceAll('|', '\\|');

/** Wall time in words. */
const timeText = (seconds) =>
  seconds < 90 ? `${seconds} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;

function rowOf(work, result) {
  const head = `| ${work.number} | \`${work.name}\`: ${work.title} (${work.source})`;
  if (work.linked) return `${head} | linked below | – | – | none |`;
  if (result === undefined) {
    const published = work.published.map(({ what, value }) => `${escaped(what)}: ${value}`).join('<br>');
    return `${head} | ${published} | not run | – | ${work.cost}, estimated |`;
  }
  const all = result.rows.map((row) => ({ what: row.what, ...cells(row) }));
  const column = (key) => all.map((row) => (key === 'published' ? `${escaped(row.what)}: ${row[key]}` : row[key])).join('<br>');
  const { threads, seconds } = result;
  const cost = `${timeText(seconds)}, ${threads} thread${threads === 1 ? '' : 's'}, ${result.seeds.length} of ${work.seeds.length} seeds`;
  return `${head} | ${column('published')} | ${column('ours')} | ${column('difference')} | ${cost} |`;
}

/** The table, and below it what the reader should know of each: protocol, deviations, likely causes of misses. */
function readmeTable(read) {
  const rows = works.map((work) => rowOf(work, read(work)));
  const lines = ['| | What | Published | Ours | Difference | Cost |', '|---|---|---|---|---|---|', ...rows, ''];
  for (const work of works) {
    const result = read(work);
    const missed = result?.rows.some((row) => holds(row) === false);
    const sentences = [
      `**${work.number}. \`${work.name}\`.** ${work.protocol}.`,
      ...(work.deviations === undefined ? [] : [`Different from the source: ${work.deviations}.`]),
      ...(missed && work.cause !== undefined
        ? [`Likely cause of the miss: ${typeof work.cause === 'function' ? work.cause(result) : work.cause}.`]
        : []),
      ...(work.linked ? [] : [result === undefined ? `Not run: ${work.cost}, estimated.` : `\`${result.command}\`.`]),
    ];
    lines.push(sentences.join(' '), '');
  }
  return lines.join('\n');
}

/** README.md with a fresh table; `read` gives the result of a work, undefined where there is none. */
export function withTable(text, read = resultOf) {
  const [before, rest = ''] = text.split(START);
  const [, after = ''] = rest.split(END);
  return `${before}${START}\n\n${readmeTable(read)}\n${END}${after}`;
}

export function writeReadme() {
  const file = here('README.md');
  writeFileSync(file, withTable(readFileSync(file, 'utf8')));
}
