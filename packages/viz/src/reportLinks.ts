import { escapeHtml } from './escapeHtml.js';

/** A link of a report. */
export interface ReportLink {
  readonly text: string;
  /** Relative, such as `../index.html`, or an https address. */
  readonly href: string;
}

// Browsers drop spaces and controls inside an address and read `\` as `/`, so neither may stand in one. What comes before the
// first `/`, `?` or `#` of a relative address holds no colon, which would make it a scheme.
const relative = /^(?!\/\/)[^\s\\:/?#\p{Cc}]*(?:[/?#][^\s\\\p{Cc}]*)?$/u;
const secure = /^https:\/\/[^\s\\/?#\p{Cc}][^\s\\\p{Cc}]*$/u;

/** Links in a row; nothing for none. */
export function linkList(where: string, links: readonly ReportLink[] = []): string {
  if (links.length === 0) return '';
  const items = links.map(({ text, href }) => {
    if (typeof text !== 'string' || text.trim() === '')
      throw new TypeError(`${where}: the \`text\` of a link is ${text === '' ? 'empty' : String(text)}; expected a text`);
    if (typeof href !== 'string' || href === '' || !(relative.test(href) || secure.test(href))) {
      throw new TypeError(
        `${where}: the \`href\` of the link '${text}' is '${String(href)}'; expected a relative address or one that begins with https://`,
      );
    }
    return `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`;
  });
  return `<p class="links">${items.join(' ')}</p>`;
}
