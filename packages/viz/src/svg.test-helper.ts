import { decode, type DecodedPng } from 'fast-png';
import { textWidth } from './textWidth.js';

const token = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|([\s\S])/g;

/** A strict reader of the XML that this package writes: throws unless tags nest and every `&` begins a reference. */
export function elementsOf(xml: string): { name: string; attributes: Record<string, string>; text: string }[] {
  const open: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const all: { name: string; attributes: Record<string, string>; text: string }[] = [];
  for (const [whole, closing, name, attributes, empty, text, stray] of xml.matchAll(token)) {
    if (stray !== undefined) throw new Error(`stray ${JSON.stringify(stray)}`);
    if (/&(?!(?:amp|lt|gt|quot|#\d+|#x[\da-f]+);)/i.test(whole)) throw new Error(`bare & in ${whole.slice(0, 60)}`);
    // oxlint-disable-next-line no-control-regex
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(whole) || /\p{Surrogate}/u.test(whole))
      throw new Error('a character XML cannot hold');
    if (text !== undefined) {
      if (open.length === 0) throw new Error('text outside of the root');
      open[open.length - 1]!.text += text;
    } else if (closing) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes another element`);
    } else {
      if (open.length === 0 && all.length > 0) throw new Error('two roots');
      const pairs = [...attributes!.matchAll(/([\w:-]+)="([^"]*)"/g)].map((match) => [match[1]!, match[2]!] as const);
      if (new Set(pairs.map(([key]) => key)).size !== pairs.length) throw new Error(`an attribute twice in <${name}>`);
      const element = { name: name!, attributes: Object.fromEntries(pairs), text: '' };
      all.push(element);
      if (!empty) open.push(element);
    }
  }
  if (open.length > 0) throw new Error(`<${open[0]!.name}> stays open`);
  return all;
}

/** Undoes the references that `escapeHtml` writes. */
export function unescape(text: string): string {
  return text.replace(/&(?:(amp|lt|gt|quot)|#(\d+));/g, (_, name: string | undefined, code: string) =>
    name ? { amp: '&', lt: '<', gt: '>', quot: '"' }[name as 'amp'] : String.fromCodePoint(Number(code)),
  );
}

/** Lines of text that reach beyond the left or right edge of the figure, by the package's own (wide) estimate. */
export function clippedText(svg: string): string[] {
  const elements = elementsOf(svg);
  const width = Number(elements[0]!.attributes['width']);
  return elements
    .filter(({ name, attributes }) => name === 'text' && !attributes['transform'])
    .filter(({ attributes, text }) => {
      const room = textWidth(unescape(text), Number(attributes['font-size'] ?? 13));
      const x = Number(attributes['x']);
      const left = attributes['text-anchor'] === 'end' ? x - room : attributes['text-anchor'] === 'middle' ? x - room / 2 : x;
      return left < -1 || left + room > width + 1;
    })
    .map(({ text }) => unescape(text));
}

/** All numbers of all attributes and paths are finite. */
export function hasOnlyFiniteNumbers(svg: string): boolean {
  return !/NaN|Infinity|undefined|null/.test(svg.replace(/<(title|desc|text)\b[^>]*>[^<]*|aria-label="[^"]*"|base64,[^"]*/g, ''));
}

/** The lines of text of a figure. */
export function textsOf(svg: string): string[] {
  return elementsOf(svg).flatMap(({ name, text }) => (name === 'text' ? [unescape(text)] : []));
}

/** Where on the paper the tick with a label is. Labels of x are centered under it; those of y end beside it. Of several such texts the last one counts, since a legend stands above the axes. */
export function tickAt(svg: string, label: string, axis: 'x' | 'y', which: number = -1): number {
  const anchor = axis === 'x' ? 'middle' : 'end';
  const found = elementsOf(svg).filter(
    ({ name, attributes, text }) => name === 'text' && text === label && attributes['text-anchor'] === anchor,
  );
  const { attributes } = found.at(which)!;
  return axis === 'x' ? Number(attributes['x']) : Number(attributes['y']) - 4;
}

/** The points of each path that begins with `M` and goes on with absolute lines. */
export function pathPoints(svg: string, kind: string): [number, number][][] {
  return elementsOf(svg)
    .filter(({ name }) => name === kind)
    .map(({ attributes }) =>
      [...attributes['d']!.matchAll(/[ML]([-\d.e]+),([-\d.e]+)/g)].map((match) => [Number(match[1]), Number(match[2])]),
    );
}

/** The n-th picture inside a figure. */
export function imageOf(svg: string, index: number): DecodedPng {
  const images = elementsOf(svg).filter(({ name }) => name === 'image');
  const source = images[index]!.attributes['href']!.replace('data:image/png;base64,', '');
  return decode(Uint8Array.from(atob(source), (character) => character.charCodeAt(0)));
}
