import { arrayExamples } from './arrayExamples.js';
import type { LabelArray } from './arrayLabels.js';
import { defined } from './defined.js';
import { faults } from './faults.js';
import type { Examples } from './examples.js';
import { columnOf, type NumericColumn, type Table, type TableColumn } from './table.js';

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface PixelTable extends ImageShape {
  readonly pixels: readonly string[];
  /** A column beside them that can be only the label. */
  readonly label?: string;
  /** Whether the names of the columns say that they are pixels; else only what they hold looks like it. */
  readonly named: boolean;
}

/** `pixel0`, `pixel_12`, `px3`, `pixels.0`, `1x1`: what people call the pixels of an image in a table. */
const pixelName = /^(?:pixels?|pix|px)[ _.-]?\d+$|^\d+x\d+$/i;
const labelName = /^(?:label|class|target|y|digit)$/i;
/** Fewer columns than those of 8 by 8 images are hardly ones. */
const fewestPixels = 64;

const isNumeric = (column: TableColumn): column is NumericColumn =>
  column.type === 'number' || column.type === 'integer' || column.type === 'boolean';

/**
 * The images that the rows of a table look like; `undefined` for a table of something else.
 *
 * They are so many as to fill a square, gray or of three channels, and their columns are named as pixels (`pixel0`, `1x1`), or there are 64 or more of whole
 * numbers from 0 to 255 that go above 100, beside one other column at most, the label or the first.
 */
export function pixelTable(table: Table, label?: string): PixelTable | undefined {
  const isPixel = (column: TableColumn): boolean =>
    column.name !== label && isNumeric(column) && column.missing === undefined && !labelName.test(column.name);
  const called = table.columns.filter((column) => isPixel(column) && pixelName.test(column.name));
  const others = table.columns.filter((column) => !called.includes(column));
  if (called.length > 1) {
    const shape = squareOf(called.length);
    const found = label ?? others.find(({ name }) => labelName.test(name))?.name;
    return shape && { ...shape, pixels: called.map(({ name }) => name), named: true, ...defined({ label: found }) };
  }
  const first = label ?? table.columns.find(({ name }) => labelName.test(name))?.name ?? firstOf(table);
  const rest = table.columns.filter(({ name }) => name !== first);
  const shape = squareOf(rest.length);
  if (shape === undefined || rest.length < fewestPixels || !rest.every(isPixel) || !lookLikeIntensities(rest)) return undefined;
  return { ...shape, pixels: rest.map(({ name }) => name), named: false, ...defined({ label: first }) };
}

/** The first column, where the others without it fill a square and it does not belong to them. */
const firstOf = ({ columns }: Table): string | undefined =>
  squareOf(columns.length) === undefined && squareOf(columns.length - 1) !== undefined ? columns[0]?.name : undefined;

function squareOf(count: number): ImageShape | undefined {
  for (const channels of [1, 3]) {
    const side = Math.sqrt(count / channels);
    if (side > 1 && Number.isInteger(side)) return { height: side, width: side, channels };
  }
  return undefined;
}

function lookLikeIntensities(columns: readonly TableColumn[]): boolean {
  return columns.every(isIntensity) && columns.some((column) => (column as NumericColumn).values.some((value) => value > 100));
}

const isIntensity = (column: TableColumn): boolean =>
  isNumeric(column) && column.type !== 'number' && column.values.every((value) => value >= 0 && value <= 255);

/** Whether the columns of these names hold whole numbers from 0 to 255. */
export const areIntensities = (table: Table, pixels: readonly string[]): boolean => {
  const names = new Set(pixels);
  return table.columns.every((column) => !names.has(column.name) || isIntensity(column));
};

/** Which columns of a table are the pixels of images of that shape. Throws a `DataError` of kind `'shape'` if they are not as many, `'type'` if one holds no numbers. */
export function pixelsOf(
  name: string,
  table: Table,
  shape: ImageShape,
  options: { readonly label?: string; readonly exclude?: readonly string[] },
): readonly string[] {
  const { label, exclude = [] } = options;
  const pixels = table.columns.filter((column) => column.name !== label && !exclude.includes(column.name));
  const count = shape.height * shape.width * shape.channels;
  if (pixels.length !== count)
    throw faults.shape`${name}: ${pixels.length} columns cannot be images of ${shape.height} by ${shape.width} by ${shape.channels}, ${count} numbers; say which column is the label, and leave others out`;
  const wrong = pixels.find((column) => !isNumeric(column) || column.missing !== undefined);
  if (wrong !== undefined)
    throw faults.type`${name}: column '${wrong.name}' of type ${wrong.type}${wrong.missing === undefined ? '' : ' with missing values'} is no pixel; numbers in every row were expected`;
  return pixels.map((column) => column.name);
}

export interface ImagesOfTableOptions {
  /** Whether the numbers are 8-bit intensities; else they are what they are. */
  readonly bytes: boolean;
  readonly labels: LabelArray | undefined;
  readonly classes: readonly string[] | undefined;
}

/** The rows of a table as images `[n, height, width, channels]`. Throws as `arrayExamples` does, and a `DataError` of kind `'option'` for a column that is not there. */
export function imagesOfTable(
  name: string,
  table: Table,
  { pixels, height, width, channels }: ImageShape & { readonly pixels: readonly string[] },
  { bytes, labels, classes }: ImagesOfTableOptions,
): Examples<'none'> {
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  const data = new (bytes ? Uint8Array : Float32Array)(table.size * pixels.length);
  pixels.forEach((pixel, place) => {
    const { values } = (byName.get(pixel) ?? columnOf(name, table, pixel)) as NumericColumn;
    for (let row = 0; row < table.size; row++) data[row * pixels.length + place] = values[row] ?? 0;
  });
  return arrayExamples({ data, shape: [table.size, height, width, channels] }, labels, {
    name,
    channels: 'last',
    ...defined({ classes }),
  });
}

/** The labels of a column as an array holds them; `undefined` where the table has no such column. Throws a `DataError` of kind `'label-range'` if one is missing. */
export function labelsOfColumn(name: string, table: Table, label: string | undefined): LabelArray | undefined {
  const column = table.columns.find((one) => one.name === label);
  if (column === undefined) return undefined;
  const unlabeled = column.missing?.indexOf(1) ?? -1;
  if (unlabeled >= 0) throw faults.labelRange`${name}: the label '${label}' is missing in row ${unlabeled}; every row needs one`;
  const shape = [table.size];
  return column.type === 'category'
    ? { data: Array.from(column.values, (place) => column.categories[place] ?? ''), shape }
    : { data: column.values, shape };
}
