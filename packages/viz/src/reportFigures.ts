import { base64 } from './base64.js';
import { checkSvg } from './checkSvg.js';
import { reportText } from './reportText.js';

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

const where = 'reportPage';

/** The natural width of figures of which three stand beside each other on a wide page. */
const NARROW = 340;

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
  const alt = reportText('the `alt` of a figure', figure.alt);
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

/** The figures of a section as HTML. */
export function reportFigures(list: readonly ReportFigure[] = []): string {
  if (list.length === 0) return '';
  const items = list.map((figure) => {
    const caption = reportText('the `caption` of a figure', figure.caption);
    const title = figure.title === undefined ? '' : `<p class="name">${reportText('the `title` of a figure', figure.title)}</p>`;
    const note = noteOf(figure.svg);
    const said = note === '' ? caption : `${caption} ${note}`;
    return `<figure${figure.wide ? ' class="wide"' : ''}>${title}${picture(figure)}<figcaption>${said}</figcaption></figure>`;
  });
  // The caption of a lone small picture stands beside it where the page is wide.
  const [first] = list;
  const small = first?.svg !== undefined && svgWidth(first.svg) <= 460;
  // Several that are narrow stand in rows, to be read across.
  const panels = list.length > 1 && list.every(({ svg, wide }) => svg !== undefined && wide !== true && svgWidth(svg) <= NARROW);
  const layout = list.length === 1 ? (small ? ' one lone' : ' one') : panels ? ' panels' : '';
  return `<div class="figures${layout}">${items.join('\n')}</div>`;
}
