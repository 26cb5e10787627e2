import { encodePng, type ReportFigure, type ReportSection, type ReportTable, type ReportVerdict } from '@vaekit/viz';
import type { Figure } from '../figure.js';

/** A figure of a report. */
export interface NamedFigure {
  /** What a file of it is called, without an ending. */
  readonly name: string;
  readonly figure: Figure;
}

/** A section of a report, its figures not yet in any form. */
export interface DrawnSection {
  readonly heading: string;
  readonly verdict?: ReportVerdict;
  /** Paragraphs that the verdict rests on. */
  readonly reasons?: readonly string[];
  /** Paragraphs before the figures. */
  readonly text?: readonly string[];
  readonly figures: readonly NamedFigure[];
  readonly table?: ReportTable;
}

/** The size of a pixel in the figures of a report. */
const SCALE = 3;

/** A figure as the page has it: as SVG, and as an animation if there is one. A single image takes the full width. */
function onPage({ figure }: NamedFigure, titled: boolean): ReportFigure[] {
  const { title, caption, alt } = figure;
  const wide = figure.raster !== undefined;
  const gif = figure.gif?.(SCALE);
  const raster = gif === undefined ? undefined : figure.raster?.(SCALE);
  const still = raster === undefined ? {} : { png: encodePng(raster) };
  const film = { ...still, caption: 'The same paths as a film, forwards and backwards.', alt, wide };
  // The section's heading is that of a single figure.
  const heading = titled && title !== undefined ? { title } : {};
  return [
    { svg: figure.svg({ bare: true }), ...heading, caption, alt, wide: wide && !titled },
    ...(gif === undefined ? [] : [{ gif, ...film }]),
  ];
}

/** A section in the form that a page takes. */
export function sectionOnPage({ heading, verdict, reasons, text, figures, table }: DrawnSection): ReportSection {
  return {
    heading,
    ...(verdict === undefined ? {} : { verdict }),
    ...(reasons === undefined ? {} : { reasons }),
    ...(text === undefined ? {} : { text }),
    // A verdict or sentences stand between the heading and the figure.
    figures: figures.flatMap((figure) => onPage(figure, figures.length > 1 || verdict !== undefined || text !== undefined)),
    ...(table === undefined ? {} : { table }),
  };
}
