import type { PlainTensor } from '@vaekit-internal/base';
import { checkLabels } from './checks.js';
import { type FigureGridOptions, imageRowsFigure } from './imageFigure.js';
import { checkSamplesByClass } from './samplesByClassGrid.js';
import type { FigureOptions } from './svgDocument.js';

/** Options of `samplesByClassFigure`. */
export interface SamplesByClassFigureOptions extends FigureOptions, FigureGridOptions {
  /** Samples of each class. */
  readonly perClass: number;
  /** Number of classes. */
  readonly classes: number;
  /** A name for each row. Default: the class's number. */
  readonly classNames?: readonly string[];
}

/**
 * Samples by class as an SVG figure: each row is a class.
 *
 * @param images `[classes * perClass,h,w,1|3]`, class by class
 * @param options counts, names, heading, layout, theme
 * @returns a standalone SVG file
 * @throws RangeError as `samplesByClassGrid`
 */
export function samplesByClassFigure(images: PlainTensor, options: SamplesByClassFigureOptions): string {
  const where = 'samplesByClassFigure';
  const { perClass, classes, classNames } = options;
  checkSamplesByClass(where, images, perClass, classes);
  checkLabels(where, 'classNames', classNames, classes, 'classes');
  const rowLabels = classNames ?? Array.from({ length: classes }, (_, index) => String(index));
  return imageRowsFigure(
    where,
    images,
    options,
    {
      title: 'Samples by class',
      description: `${perClass} samples of each of ${classes} classes, one class in a row: ${rowLabels.join(', ')}.`,
    },
    {
      rows: classes,
      columns: perClass,
      rowLabels,
      rowTitle: 'class',
      columnTitle: perClass > 1 ? 'independent samples' : undefined,
    },
  );
}
