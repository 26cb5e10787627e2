import { faults } from './faults.js';

/** Labels as files hold them: numbers, or texts. */
export interface LabelArray {
  readonly data: ArrayLike<number> | readonly string[];
  readonly shape: readonly number[];
  /** NumPy's name of the type, where it is known. */
  readonly dtype?: string;
}

export interface ArrayLabels {
  readonly y: { readonly data: Int32Array; readonly shape: readonly [number] };
  readonly classes: readonly string[];
}

const mostClasses = 1000;

/**
 * Labels as a model takes them: `y` is `[n]`, places among `classes`.
 *
 * Labels are `[n]`, `[n, 1]` or one-hot `[n, k]`: whole numbers of any type, booleans (`false`, `true`) or texts. Where the whole numbers are all of 0 to k - 1,
 * those are the places; else each value that occurs is a class of that name, in order. With `classes` given, a label is one of those names or, where
 * the numbers are none of them, a place among them. Throws a `DataError`: `'shape'`, `'label-range'`.
 */
export function arrayLabels(name: string, labels: LabelArray, classes?: readonly string[]): ArrayLabels {
  const values = valuesOf(name, labels);
  const known = classes ?? labelClasses(name, [labels]);
  const places = new Map(known.map((one, place) => [one, place]));
  const named = values.every((value) => places.has(String(value)));
  const data = Int32Array.from(values, (value, row) => {
    const place = named || typeof value === 'string' ? places.get(String(value)) : value;
    if (place !== undefined && place >= 0 && place < known.length) return place;
    throw faults.labelRange`${name}: the label of row ${row} is ${JSON.stringify(value)}, which is none of the classes ${known.join(', ')}`;
  });
  return { y: { data, shape: [values.length] }, classes: known };
}

/** The classes of all parts together, so that the parts agree. Throws a `DataError`: `'shape'`, `'label-range'`. */
export function labelClasses(name: string, parts: readonly LabelArray[]): readonly string[] {
  const all = new Set<number | string>();
  let width = 0;
  for (const part of parts) {
    for (const value of valuesOf(name, part)) all.add(value);
    if (part.shape.length === 2 && part.shape[1] !== 1) width = Math.max(width, part.shape[1] ?? 0);
    if (isBoolean(part)) for (const value of ['false', 'true']) all.add(value);
  }
  // One-hot labels say how many classes there are, also of which there is no example.
  if (width > 0) return Array.from({ length: width }, (_, place) => String(place));
  if (all.size > mostClasses)
    throw faults.labelRange`${name}: the labels have ${all.size} different values; at most ${mostClasses} were expected`;
  return [...all]
    .sort((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1))
    .map(String);
}

const isBoolean = ({ dtype }: LabelArray): boolean => dtype !== undefined && /^\W?(?:b1|\?)$/.test(dtype);

function valuesOf(name: string, labels: LabelArray): readonly (number | string)[] {
  const { data, shape } = labels;
  const [size = 0, width = 1] = shape;
  if (shape.length === 0 || shape.length > 2 || width === 0)
    throw faults.shape`${name}: the labels have shape [${shape}]; [n], [n,1] or one-hot [n,classes] was expected`;
  if (data.length !== size * width)
    throw faults.shape`${name}: the labels have shape [${shape}] but ${data.length} values; they must agree`;
  if (width > 1) return Array.from({ length: size }, (_, row) => hotPlace(name, labels, row));
  return Array.from(data as ArrayLike<number | string>, (value, row) => {
    if (typeof value === 'string') return value.trim();
    if (!Number.isSafeInteger(value))
      throw faults.labelRange`${name}: label ${row} is ${value}; a whole number or a text was expected`;
    return isBoolean(labels) ? String(value === 1) : value;
  });
}

function hotPlace(name: string, { data, shape }: LabelArray, row: number): number {
  const width = shape[1] ?? 1;
  let place = -1;
  for (let i = 0; i < width; i++) {
    const value = data[row * width + i];
    if (value === 1 && place < 0) place = i;
    else if (value !== 0) place = Infinity;
  }
  if (place >= 0 && place < width) return place;
  throw faults.shape`${name}: the labels have shape [${shape}], but row ${row} is not one-hot (a single 1, else 0); [n], [n,1] or one-hot [n,classes] was expected`;
}
