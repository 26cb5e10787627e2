import type { PlainTensor } from '@vaekit-internal/base';
import { checkLabels, checkWhole } from './checks.js';
import { formatShape, imageSizes } from './plainTensor.js';
import type { Raster } from './raster.js';
import { type GridOptions, layImages } from './tileLayout.js';

/** Options of `samplesByClassGrid`. */
export interface SamplesByClassGridOptions extends GridOptions {
  /** Samples of each class. */
  readonly perClass: number;
  /** Number of classes. */
  readonly classes: number;
  /** A text left of each row. Default: none. */
  readonly classNames?: readonly string[];
}

/** Checks that the images are `classes` times `perClass`. */
export function checkSamplesByClass(where: string, images: PlainTensor, perClass: number, classes: number): void {
  checkWhole(where, 'perClass', perClass, 1);
  checkWhole(where, 'classes', classes, 1);
  if (imageSizes(where, 'images', images).count !== perClass * classes) {
    throw new RangeError(
      `${where}: \`images\` has shape ${formatShape(images.shape)} but ${classes} classes of ${perClass} need ${perClass * classes} images, class by class`,
    );
  }
}

/**
 * Samples by class: each row is a class, from class 0 at the top.
 *
 * @param images `[classes * perClass,h,w,1|3]`, class by class
 * @param options the two counts, names for the rows, layout
 * @returns pixels
 * @throws RangeError if there are not `classes * perClass` images, or as `imageGrid`
 */
export function samplesByClassGrid(images: PlainTensor, options: SamplesByClassGridOptions): Raster {
  const { perClass, classes, classNames } = options;
  checkSamplesByClass('samplesByClassGrid', images, perClass, classes);
  checkLabels('samplesByClassGrid', 'classNames', classNames, classes, 'classes');
  return layImages('samplesByClassGrid', images, { rows: classes, columns: perClass, rowLabels: classNames }, options).raster;
}
