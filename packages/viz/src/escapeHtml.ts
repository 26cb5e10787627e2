const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  '\r': '&#13;',
};

// Characters that XML 1.0 forbids or discourages, even as references: controls other than tab and line ends, U+FFFE and
// U+FFFF. A lone carriage return is kept as a reference, since a parser would turn it into a line feed.
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/g;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Escapes text for HTML and XML, in content and in quoted attributes.
 *
 * `& < > " ' \`` become references; characters that XML cannot hold (controls, lone surrogates) become U+FFFD.
 *
 * @param text any string
 * @returns text that is safe between tags and inside quotes
 */
export function escapeHtml(text: string): string {
  return String(text)
    .replace(loneSurrogate, '\ufffd')
    .replace(forbidden, '\ufffd')
    .replace(/[&<>"'`\r]/g, (character) => entities[character]!);
}
