import { type AxisScale, dotChart } from '@vaekit/viz';
import type { Measurement } from '../../experiment.js';
import { dotWords } from '../../page/dotsOf.js';
import type { Figures } from '../../statistics/figures.js';
import type { Words } from '../../words.js';
import { dotRows } from './seedFigures.js';

/** What a dot chart of figures by seed shows and says. */
export interface DotPicture {
  readonly title: Words;
  /** The figures, a row each, under their own labels or these. */
  readonly names: readonly string[];
  readonly labels?: readonly Words[];
  readonly xLabel: Words;
  /** Default `'linear'`. */
  readonly xScale?: AxisScale;
  /** A dashed line, such as a threshold. */
  readonly rule?: { readonly x: number; readonly label: Words };
  readonly caption: Words;
  readonly alt: Words;
}

/** Figures by seed as a dot chart: one picture of an experiment. */
export const dotPicture =
  (figures: Figures, picture: DotPicture): Measurement['pictures'][number] =>
  (say) => ({
    svg: dotChart({
      title: say(picture.title),
      rows: dotRows(figures, picture.names, say, picture.labels),
      xLabel: say(picture.xLabel),
      xScale: picture.xScale ?? 'linear',
      ...(picture.rule === undefined ? {} : { rule: { x: picture.rule.x, label: say(picture.rule.label) } }),
      words: dotWords(say),
    }),
    caption: say(picture.caption),
    alt: say(picture.alt),
  });
