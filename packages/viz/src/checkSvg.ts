import { checkMarkup } from './markup.js';

// What a report takes over into its own markup. Anything else in an HTML file could end the figure early, run or load.
const elements = new Set(
  (
    'a circle clipPath defs desc ellipse feColorMatrix feGaussianBlur feOffset filter g image line linearGradient marker mask path ' +
    'pattern polygon polyline radialGradient rect stop style svg switch symbol text textPath title tspan use'
  ).split(' '),
);

function refuse(attribute: string, value: string): string | undefined {
  if (/^on/i.test(attribute)) return `has the handler \`${attribute}\``;
  const inside = /^(?:#|data:image\/(?:png|jpeg|gif|webp);base64,[\w+/=\s]*$)/;
  return /(?:^|:)(?:href|src)$/i.test(attribute) && !inside.test(value) ? 'has a link' : undefined;
}

/**
 * Checks that a text is one well-formed SVG element without scripts, event handlers or links to anything outside of it, and
 * returns it without an XML declaration and comments.
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
  const kept = checkMarkup(text, { root: 'svg', elements, refuse, fail });
  if (/@import|url\(\s*["']?(?!#|data:)[^)#]/i.test(kept.replace(/data:image\/[^"']*/g, '')))
    fail('loads something from outside', 0);
  return kept;
}
