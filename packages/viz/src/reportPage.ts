import { checkMathml } from './checkMathml.js';
import { escapeHtml } from './escapeHtml.js';
import { type ReportFigure, reportFigures } from './reportFigures.js';
import { linkList, type ReportLink } from './reportLinks.js';
import { reportStyle } from './reportStyle.js';
import { type ReportTable, reportTable } from './reportTable.js';
import { reportText, reportValue } from './reportText.js';
import { type ReportTexts, reportTexts } from './reportTexts.js';
import { type ReportVerdict, verdictBadge } from './reportVerdict.js';
import { checkTheme, type Theme } from './theme.js';

/** A fact at the head of a report or of a run. */
export interface ReportRow {
  readonly label: string;
  /** Numbers are written with thousands separators and at most four significant digits (two decimals from 100 on). */
  readonly value: string | number;
  readonly unit?: string;
  /** A few words under the value. */
  readonly note?: string;
}

/** A section of a report. */
export interface ReportSection {
  readonly heading: string;
  /** What the section comes to, behind its text. */
  readonly verdict?: ReportVerdict;
  /** Paragraphs that the verdict rests on, behind it. */
  readonly reasons?: readonly string[];
  /** One or more paragraphs of plain text. */
  readonly text?: string | readonly string[];
  /** Formulas under the text: one `<math>` element of MathML each. */
  readonly math?: readonly string[];
  readonly figures?: readonly ReportFigure[];
  readonly table?: ReportTable;
  /** Links at the end. */
  readonly links?: readonly ReportLink[];
  /** Whether the text or the figures come first, or the figures stand beside the text where the page is wide enough. Default `'text'`. */
  readonly opens?: 'beside' | 'figures' | 'text';
}

/** One of several runs in a report. */
export interface ReportRun {
  readonly title: string;
  readonly subtitle?: string;
  readonly summary?: readonly ReportRow[];
  readonly sections: readonly ReportSection[];
}

/** Content of `reportPage`. */
export interface ReportPageOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** Facts at the head. */
  readonly summary?: readonly ReportRow[];
  /** Sections before the runs. */
  readonly sections?: readonly ReportSection[];
  /** Runs, each with its own heading, facts and sections. */
  readonly runs?: readonly ReportRun[];
  /** Links at the head, such as to another language. */
  readonly links?: readonly ReportLink[];
  /** A line at the end. */
  readonly footer?: string;
  /** Language of the text, a BCP 47 tag. Default `'en'`. */
  readonly lang?: string;
  /** Words of the page itself in place of those of its language; English and Chinese are known. */
  readonly texts?: Partial<ReportTexts>;
  /** The colors the page opens with; the reader can switch. Default `'auto'`. */
  readonly theme?: Theme;
}

const where = 'reportPage';

function summary(rows: readonly ReportRow[] = []): string {
  if (rows.length === 0) return '';
  const items = rows.map(({ label, value, unit, note }) => {
    const shown = reportValue(value) + (unit ? ` <span class="unit">${escapeHtml(unit)}</span>` : '');
    return `<div><dt>${reportText('the `label` of a summary row', label)}</dt><dd>${shown}${note ? ` <span class="note">${escapeHtml(note)}</span>` : ''}</dd></div>`;
  });
  return `<dl class="summary">${items.join('\n')}</dl>`;
}

/** `run-2-a-plain-vae`: unique by its number, readable by its words. */
function anchor(prefix: string, heading: string): string {
  const words = heading
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return words === '' ? prefix : `${prefix}-${words}`;
}

function section(content: ReportSection, id: string, level: 2 | 3, words: ReportTexts): string {
  const heading = reportText('the `heading` of a section', content.heading);
  const { opens = 'text', math = [] } = content;
  if (opens !== 'text' && opens !== 'figures' && opens !== 'beside')
    throw new RangeError(
      `${where}: \`opens\` of '${content.heading}' is '${String(opens)}'; expected 'text', 'figures' or 'beside'`,
    );
  const paragraphs = (parts: readonly string[]): string[] => parts.map((part) => `<p>${escapeHtml(part)}</p>`);
  const { text: told = [], reasons = [] } = content;
  const formulas = math.map((formula) => `<div class="math">${checkMathml(where, formula)}</div>`);
  const prose = [
    ...paragraphs(typeof told === 'string' ? [told] : told),
    ...formulas,
    verdictBadge(where, content.verdict),
    ...paragraphs(reasons),
  ].join('');
  const shown = reportFigures(content.figures);
  const body =
    opens === 'beside'
      ? `<div class="beside">${shown}<div>${prose}</div></div>`
      : opens === 'figures'
        ? shown + prose
        : prose + shown;
  return `<section class="part" id="${id}" aria-labelledby="${id}-h"><h${level} id="${id}-h">${heading}</h${level}>${body}${reportTable(content.table, content.heading, words)}${linkList(where, content.links)}</section>`;
}

/**
 * One self-contained HTML page: facts, sections with figures and tables, and any number of runs, with a table of contents.
 *
 * The page needs no network and holds no script; a Content-Security-Policy forbids both. It follows the reader's light or
 * dark scheme, has a switch for it, fits a phone and prints. All text is escaped; SVGs and formulas are checked before
 * they are inlined.
 *
 * @param options content
 * @returns the text of an HTML file
 * @throws TypeError for missing titles, captions or alternative texts, a figure without picture, a file of another kind, an
 * SVG with scripts or outside links, a formula that is not MathML alone, a link that is neither relative nor https; RangeError for a table row of another length
 */
export function reportPage(options: ReportPageOptions): string {
  const { sections = [], runs = [], lang = 'en', theme = 'auto', footer } = options;
  checkTheme(where, theme);
  if (!/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/.test(lang))
    throw new RangeError(`${where}: \`lang\` is '${lang}'; expected a language tag such as 'en' or 'pt-BR'`);
  const title = reportText('`title`', options.title);
  const words = reportTexts(lang, options.texts);

  const contents: string[] = [];
  const parts: string[] = [];
  sections.forEach((one, index) => {
    const id = anchor(`s${index + 1}`, one.heading);
    contents.push(`<li><a href="#${id}">${escapeHtml(one.heading)}</a></li>`);
    parts.push(section(one, id, 2, words));
  });
  runs.forEach((run, number) => {
    const id = anchor(`run${number + 1}`, run.title);
    const name = reportText('the `title` of a run', run.title);
    const inner = run.sections.map((one, index) => ({ one, id: anchor(`run${number + 1}-s${index + 1}`, one.heading) }));
    const links = inner.map(({ one, id }) => `<li><a href="#${id}">${escapeHtml(one.heading)}</a></li>`).join('');
    contents.push(`<li class="run"><a href="#${id}">${name}</a>${links === '' ? '' : `<ol>${links}</ol>`}</li>`);
    const subtitle = run.subtitle ? `<p class="subtitle">${escapeHtml(run.subtitle)}</p>` : '';
    const body = inner.map((entry) => section(entry.one, entry.id, 3, words)).join('\n');
    parts.push(
      `<section class="run-part" id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${name}</h2>${subtitle}${summary(run.summary)}${body}</section>`,
    );
  });
  const themes = (['auto', 'light', 'dark'] as const)
    .map((choice) => {
      return `<input class="sr" type="radio" name="theme" id="theme-${choice}"${choice === theme ? ' checked' : ''}><label for="theme-${choice}">${escapeHtml(words[choice])}</label>`;
    })
    .join('');
  const nav =
    contents.length > 1 || runs.length > 0
      ? `<nav aria-label="${escapeHtml(words.contents)}"><ol>${contents.join('')}</ol></nav>`
      : '';
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="@vaekit/viz">
<title>${title}</title>
<style>
${reportStyle()}
</style>
</head>
<body>
<a class="sr skip" href="#main">${escapeHtml(words.skip)}</a>
<div class="page">
<header class="top"><div><h1>${title}</h1>${options.subtitle ? `<p class="subtitle">${escapeHtml(options.subtitle)}</p>` : ''}${linkList(where, options.links)}</div>
<fieldset class="theme"><legend class="sr">${escapeHtml(words.colors)}</legend>${themes}</fieldset></header>
<main id="main">
${summary(options.summary)}
${nav}
${parts.join('\n')}
</main>
${footer ? `<footer>${escapeHtml(footer)}</footer>` : ''}
</div>
</body>
</html>
`;
}
