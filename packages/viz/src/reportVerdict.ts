import { escapeHtml } from './escapeHtml.js';

/** What a section comes to. */
export interface ReportVerdict {
  /** The verdict itself, such as `holds`. */
  readonly word: string;
  /** A sentence that says what was found. */
  readonly text: string;
  /** Its color and sign: ✓, ✗ or ?. */
  readonly tone: 'yes' | 'no' | 'open';
}

const signs: Readonly<Record<ReportVerdict['tone'], string>> = { yes: '✓', no: '✗', open: '?' };

/** A verdict as a badge with its sentence; the word and the sign say what the color says. */
export function verdictBadge(where: string, verdict: ReportVerdict | undefined): string {
  if (!verdict) return '';
  const { word, text, tone } = verdict;
  if (!Object.hasOwn(signs, tone))
    throw new RangeError(`${where}: the \`tone\` of a verdict is '${String(tone)}'; expected 'yes', 'no' or 'open'`);
  for (const [name, value] of Object.entries({ word, text })) {
    if (typeof value !== 'string' || value.trim() === '')
      throw new TypeError(`${where}: the \`${name}\` of a verdict is ${value === '' ? 'empty' : String(value)}; expected a text`);
  }
  const badge = `<strong class="badge"><span aria-hidden="true">${signs[tone]}</span> ${escapeHtml(word)}</strong>`;
  return `<p class="verdict ${tone}">${badge} ${escapeHtml(text)}</p>`;
}
