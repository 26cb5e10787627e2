import { checkMarkup } from './markup.js';

// MathML Core and what KaTeX and Temml write beside it. What links, styles, embeds or acts is not among them.
const elements = new Set(
  (
    'annotation math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub ' +
    'msubsup msup mtable mtd mtext mtr munder munderover none semantics'
  ).split(' '),
);
const attributes = new Set(
  (
    'accent accentunder alttext columnalign columnlines columnspacing columnspan depth dir display displaystyle encoding fence form frame ' +
    'height largeop linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowalign ' +
    'rowlines rowspacing rowspan rspace scriptlevel separator side stretchy symmetric voffset width xmlns'
  ).split(' '),
);

function refuse(attribute: string, value: string): string | undefined {
  if (attribute === 'xmlns' && value !== 'http://www.w3.org/1998/Math/MathML') return 'has another namespace';
  return attributes.has(attribute) ? undefined : `has the attribute \`${attribute}\`, which a report does not take over,`;
}

/**
 * Checks that a text is one well-formed `<math>` element of MathML alone, without links, scripts, handlers and styles, and
 * returns it without comments. The `<span class="katex">` that KaTeX puts around it is taken off.
 */
export function checkMathml(where: string, math: string): string {
  const text = String(math)
    .trim()
    .replace(/^<span class="katex">([^]*)<\/span>$/, '$1');
  const fail = (what: string, at: number): never => {
    throw new TypeError(
      `${where}: a formula of \`math\` ${what} near '${text.slice(Math.max(0, at - 10), at + 30)}'; pass one <math> element of MathML without links, scripts and styles`,
    );
  };
  return checkMarkup(text, { root: 'math', elements, refuse, fail });
}
