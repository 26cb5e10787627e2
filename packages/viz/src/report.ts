import { base64 } from './base64.js';
import { checkMathml } from './checkMathml.js';
import { checkSvg } from './checkSvg.js';
import { escapeHtml } from './escapeHtml.js';
import { formatColumn, formatNumber } from './formatNumber.js';
import { linkList, type ReportLink } from './reportLinks.js';
import { reportStyle } from './reportStyle.js';
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

/** A picture of a report: one of `svg`, `png` and `gif`; a `png` beside a `gif` is what readers see who want no motion. */
export interface ReportFigure {
  /** One of this package's figures, or any standalone SVG without scripts and outside links. */
  readonly svg?: string;
  /** A PNG file. */
  readonly png?: Uint8Array;
  /** A GIF file. */
  readonly gif?: Uint8Array;
  /** A heading above the picture, where its section has several. */
  readonly title?: string;
  readonly caption: string;
  /** What the picture shows, for those who do not see it. */
  readonly alt: string;
  /** Takes the full width of the page. Default false. */
  readonly wide?: boolean;
}

/** A table; the first cell of each row is its heading. */
export interface ReportTable {
  readonly caption?: string;
  readonly columns: readonly (string | { readonly title: string; readonly unit?: string })[];
  /** One cell for each column; `null` is an empty cell. */
  readonly rows: readonly (readonly (string | number | null)[])[];
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

/** Content of `report`. */
export interface ReportOptions {
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

const where = 'report';

function text(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new TypeError(`${where}: ${name} is ${value === '' ? 'empty' : String(value)}; expected a text`);
  }
  return escapeHtml(value);
}

function cell(value: string | number | null): string {
  return value === null ? '' : escapeHtml(typeof value === 'number' ? formatNumber(value) : value);
}

/** Width and height in the header of a PNG or GIF file. */
function pictureSize(bytes: Uint8Array, kind: 'png' | 'gif'): readonly [number, number] {
  const signature = kind === 'png' ? [0x89, 0x50, 0x4e, 0x47] : [0x47, 0x49, 0x46, 0x38];
  if (!(bytes instanceof Uint8Array) || bytes.length < 24 || signature.some((byte, index) => bytes[index] !== byte)) {
    throw new TypeError(
      `${where}: a figure's \`${kind}\` is not a ${kind.toUpperCase()} file; pass the bytes that encode${kind === 'png' ? 'Png' : 'Gif'} returns`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return kind === 'png' ? [view.getUint32(16), view.getUint32(20)] : [view.getUint16(6, true), view.getUint16(8, true)];
}

/** The natural width of an SVG; 420 where it says none. */
const svgWidth = (svg: string): number => Number(/^[^>]*?\swidth="(\d+(?:\.\d+)?)"/.exec(svg)?.[1] ?? 420);

/** The small print of a figure that was drawn bare, escaped. */
const noteOf = (svg: string | undefined): string =>
  svg === undefined ? '' : (/^<svg[^>]*\sdata-note="([^"]*)"/.exec(svg)?.[1] ?? '');

function picture(figure: ReportFigure): string {
  const { svg, png, gif } = figure;
  const alt = text('the `alt` of a figure', figure.alt);
  if (svg !== undefined) {
    if (png !== undefined || gif !== undefined)
      throw new TypeError(`${where}: a figure has \`svg\` and a \`png\` or \`gif\`; make two figures of it`);
    // One enlargement for all figures, so that their texts are of one size.
    return `<div class="picture" role="img" aria-label="${alt}" style="--natural:${svgWidth(svg)}px">${checkSvg(where, svg)}</div>`;
  }
  const bytes = gif ?? png;
  if (bytes === undefined) throw new TypeError(`${where}: a figure has no picture; give \`svg\`, \`png\` or \`gif\``);
  const kind = gif === undefined ? 'png' : 'gif';
  const [width, height] = pictureSize(bytes, kind);
  const image = `<img src="data:image/${kind};base64,${base64(bytes)}" width="${width}" height="${height}" alt="${alt}">`;
  if (gif === undefined || png === undefined) return `<div class="picture">${image}</div>`;
  pictureSize(png, 'png');
  const still = `<source media="(prefers-reduced-motion: reduce)" srcset="data:image/png;base64,${base64(png)}">`;
  return `<div class="picture"><picture>${still}${image}</picture></div>`;
}

function figures(list: readonly ReportFigure[] = []): string {
  if (list.length === 0) return '';
  const items = list.map((figure) => {
    const caption = text('the `caption` of a figure', figure.caption);
    const title = figure.title === undefined ? '' : `<p class="name">${text('the `title` of a figure', figure.title)}</p>`;
    const note = noteOf(figure.svg);
    const said = note === '' ? caption : `${caption} ${note}`;
    return `<figure${figure.wide ? ' class="wide"' : ''}>${title}${picture(figure)}<figcaption>${said}</figcaption></figure>`;
  });
  // The caption of a lone small picture stands beside it where the page is wide.
  const [first] = list;
  const small = first?.svg !== undefined && svgWidth(first.svg) <= 460;
  return `<div class="figures${list.length === 1 ? (small ? ' one lone' : ' one') : ''}">${items.join('\n')}</div>`;
}

function table(content: ReportTable | undefined, heading: string, words: ReportTexts): string {
  if (!content) return '';
  const { columns, rows, caption } = content;
  if (columns.length === 0) throw new RangeError(`${where}: the table of '${heading}' has no column; give at least one`);
  rows.forEach((row, index) => {
    if (row.length !== columns.length) {
      throw new RangeError(
        `${where}: row ${index} of the table of '${heading}' has ${row.length} cells but there are ${columns.length} columns; use null for an empty cell`,
      );
    }
  });
  // A column of numbers (or nothing) is set flush right.
  const numeric = columns.map(
    (_, column) => rows.length > 0 && column > 0 && rows.every((row) => typeof row[column] !== 'string'),
  );
  const mark = (column: number): string => (numeric[column] ? ' class="n"' : '');
  const head = columns.map((column, index) => {
    const { title, unit } = typeof column === 'string' ? { title: column, unit: undefined } : column;
    return `<th scope="col"${mark(index)}>${escapeHtml(title)}${unit ? ` <span class="unit">(${escapeHtml(unit)})</span>` : ''}</th>`;
  });
  const shown = columns.map((_, column) =>
    numeric[column]
      ? formatColumn(rows.map((row) => row[column] as number | null)).map(escapeHtml)
      : rows.map((row) => cell(row[column]!)),
  );
  const body = rows.map((_, row) => {
    const cells = shown.map((list, index) =>
      index === 0 ? `<th scope="row">${list[row]!}</th>` : `<td${mark(index)}>${list[row]!}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  const name = escapeHtml(caption ?? words.table + heading);
  const title = caption === undefined ? '' : `<caption>${escapeHtml(caption)}</caption>`;
  return `<div class="table" role="region" aria-label="${name}" tabindex="0"><table${columns.length > 8 ? ' class="tight"' : ''}>${title}<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

function summary(rows: readonly ReportRow[] = []): string {
  if (rows.length === 0) return '';
  const items = rows.map(({ label, value, unit, note }) => {
    const shown = cell(value) + (unit ? ` <span class="unit">${escapeHtml(unit)}</span>` : '');
    return `<div><dt>${text('the `label` of a summary row', label)}</dt><dd>${shown}${note ? ` <span class="note">${escapeHtml(note)}</span>` : ''}</dd></div>`;
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
  const heading = text('the `heading` of a section', content.heading);
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
  const shown = figures(content.figures);
  const body =
    opens === 'beside'
      ? `<div class="beside">${shown}<div>${prose}</div></div>`
      : opens === 'figures'
        ? shown + prose
        : prose + shown;
  return `<section class="part" id="${id}" aria-labelledby="${id}-h"><h${level} id="${id}-h">${heading}</h${level}>${body}${table(content.table, content.heading, words)}${linkList(where, content.links)}</section>`;
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
export function report(options: ReportOptions): string {
  const { sections = [], runs = [], lang = 'en', theme = 'auto', footer } = options;
  checkTheme(where, theme);
  if (!/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/.test(lang))
    throw new RangeError(`${where}: \`lang\` is '${lang}'; expected a language tag such as 'en' or 'pt-BR'`);
  const title = text('`title`', options.title);
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
    const name = text('the `title` of a run', run.title);
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
