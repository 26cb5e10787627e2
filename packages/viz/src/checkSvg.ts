// What a report takes over into its own markup. Anything else in an HTML file could end the figure early, run or load.
const elements = new Set(
  (
    'a circle clipPath defs desc ellipse feColorMatrix feGaussianBlur feOffset filter g image line linearGradient marker mask path ' +
    'pattern polygon polyline radialGradient rect stop style svg switch symbol text textPath title tspan use'
  ).split(' '),
);
const name = /[A-Za-z][\w:.-]*/y;
const space = /\s*/y;

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/**
 * Checks that a text is one well-formed SVG element without scripts, event handlers or links to anything outside of it, and
 * returns it without an XML declaration.
 */
export function checkSvg(where: string, svg: string): string {
  const text = svg
    .trim()
    .replace(/^<\?xml[^?]*\?>\s*/, '')
    .replace(/^<!--(?:(?!--)[^])*-->\s*/, '');
  const fail = (what: string, at: number): never => {
    throw new TypeError(
      `${where}: a figure's \`svg\` ${what} near '${text.slice(Math.max(0, at - 10), at + 30)}'; pass a standalone SVG without scripts, handlers or outside links, or a png`,
    );
  };
  const open: string[] = [];
  let at = 0;
  while (at < text.length) {
    const tag = text.indexOf('<', at);
    if (open.length === 0 && text.slice(at, tag < 0 ? text.length : tag).trim() !== '') fail('has text outside of its root', at);
    if (tag < 0) break;
    if (text.startsWith('<!--', tag)) {
      const end = text.indexOf('-->', tag + 4);
      if (end < 0 || open.length === 0) fail('has a stray comment', tag);
      at = end + 3;
      continue;
    }
    const closing = text[tag + 1] === '/';
    const element = match(name, text, tag + (closing ? 2 : 1));
    at = tag + (closing ? 2 : 1) + element.length;
    if (!elements.has(element))
      fail(`holds <${element || text.slice(tag + 1, tag + 2)}>, which a report does not take over,`, tag);
    if (closing) {
      at += match(space, text, at).length;
      if (text[at] !== '>' || open.pop() !== element) fail('is not well-formed', tag);
      at++;
      continue;
    }
    if (open.length === 0 && (element !== 'svg' || tag > 0)) fail('must have one <svg> as its root', tag);
    for (;;) {
      at += match(space, text, at).length;
      if (text.startsWith('/>', at)) {
        at += 2;
        break;
      }
      if (text[at] === '>') {
        open.push(element);
        at++;
        break;
      }
      const attribute = match(name, text, at);
      const quote = text[at + attribute.length + 1]!;
      const end = text.indexOf(quote, at + attribute.length + 2);
      if (attribute === '' || text[at + attribute.length] !== '=' || (quote !== '"' && quote !== "'") || end < 0)
        fail('is not well-formed', at);
      const value = text.slice(at + attribute.length + 2, end);
      if (value.includes('<')) fail('is not well-formed', at);
      if (/^on/i.test(attribute)) fail(`has the handler \`${attribute}\``, at);
      if (/(?:^|:)(?:href|src)$/i.test(attribute) && !/^(?:#|data:image\/(?:png|jpeg|gif|webp);base64,[\w+/=\s]*$)/.test(value)) {
        fail('has a link', at);
      }
      at = end + 1;
    }
  }
  if (open.length > 0 || !text.startsWith('<svg')) fail('is not one complete <svg> element', Math.max(0, text.length - 30));
  if (/@import|url\(\s*["']?(?!#|data:)[^)#]/i.test(text.replace(/data:image\/[^"']*/g, '')))
    fail('loads something from outside', 0);
  return text;
}
