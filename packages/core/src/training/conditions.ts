import type { KnowsExamples } from '../contract.js';
import type { PlainTensor, TypedArray } from '@vaekit-internal/base';

/** What examples are conditioned on: labels, `[examples]`, or numbers, `[examples, k]`. */
export type PlainConditions = PlainTensor<Float32Array> | PlainTensor<Int32Array>;

/** One past the largest label, if the number of classes is unknown. */
const ANY = 2 ** 31;

const numbersWanted = (width: number): string => `${width} number${width === 1 ? '' : 's'}`;

/** Whether conditions are labels. */
export const areLabels = (y: PlainTensor): boolean => y.shape.length === 1;

/** Throws unless every label is a whole number from 0 to `classes − 1`, or −1 for a model that sums over the labels it does not know. */
function checkLabels(caller: string, y: PlainTensor, { classes = ANY, marginalizesLabels = false }: KnowsExamples): void {
  const range = `expected whole numbers from 0${classes === ANY ? '' : ` to ${classes - 1}`}`;
  for (const [row, label] of y.data.entries()) {
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    if (label !== -1) {
      const unknown = marginalizesLabels ? ', or -1 where the label is not known' : '';
      throw new Error(`${caller}: label ${label} at row ${row} is out of range; ${range}${unknown}`);
    }
    if (!marginalizesLabels)
      throw new Error(
        `${caller}: label -1 at row ${row} says that the label is not known, but the model does not sum over labels; ${range}: leave such rows out, or take a model that does`,
      );
  }
}

/** Throws unless conditions are finite numbers in float32. */
function checkNumbers(caller: string, { data, shape: [, width = 1] }: PlainTensor): void {
  const bad = (data as Float32Array).findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (bad >= 0)
    throw new Error(
      `${caller}: \`y\` has ${data[bad]} at row ${Math.floor(bad / width)}, element ${bad % width}; remove or fill such values first`,
    );
}

/** The positions of the ones in one-hot rows. */
function oneHotLabels(caller: string, { data, shape }: PlainTensor): Int32Array {
  const [rows = 0, width = 0] = shape;
  return Int32Array.from({ length: rows }, (_, row) => {
    const values: TypedArray = data.subarray(row * width, (row + 1) * width);
    const at = values.indexOf(1);
    if (at < 0 || values.some((value, i) => value !== (i === at ? 1 : 0)))
      throw new Error(
        `${caller}: labels of shape [${shape.join(',')}] are not one-hot in row ${row}; give class numbers, or one-hot rows`,
      );
    return at;
  });
}

const float = (data: TypedArray): Float32Array => (data instanceof Float32Array ? data : Float32Array.from(data));

/**
 * Conditions as a model takes them, checked: labels for a model of `classes` (one-hot rows become labels), numbers for one of a `conditionWidth`; for
 * another, whichever the shape says.
 *
 * @param caller the name that messages begin with
 * @throws Error that says which row is wrong, and what was expected
 */
export function readConditions(caller: string, y: PlainTensor, expected: KnowsExamples): PlainConditions {
  const [rows = 0, width = 1] = y.shape;
  if (y.shape.length < 1 || y.shape.length > 2 || y.data.length !== rows * width)
    throw new Error(
      `${caller}: \`y\` has ${y.data.length} numbers and shape [${y.shape.join(',')}]; expected labels, [examples], or numbers, [examples, k]`,
    );
  const { classes, conditionWidth } = expected;
  if (classes === undefined && conditionWidth !== undefined && (areLabels(y) || width !== conditionWidth))
    throw new Error(
      `${caller}: \`y\` has shape [${y.shape.join(',')}] but the model is conditioned on ${numbersWanted(conditionWidth)} an example; expected [${rows},${conditionWidth}]`,
    );
  if (classes === undefined && !areLabels(y)) {
    checkNumbers(caller, y);
    return { data: float(y.data), shape: [rows, width] };
  }
  const labels: PlainTensor<Int32Array> | PlainTensor =
    width === 1 ? { data: y.data, shape: [rows] } : { data: oneHotLabels(caller, y), shape: [rows] };
  checkLabels(caller, labels, expected);
  return { data: Int32Array.from(labels.data), shape: [rows] };
}

/** Throws unless a batch has the conditions that the model takes; what the model does not take is not looked at. */
export function checkConditions(caller: string, y: PlainTensor | undefined, rows: number, expected: KnowsExamples): void {
  const { classes, conditionWidth } = expected;
  if (classes === undefined && conditionWidth === undefined) return;
  if (y === undefined) throw new Error(missingConditions(caller, 'a batch', expected));
  const wanted = classes === undefined ? [rows, conditionWidth!] : [rows];
  if (y.shape.join() !== wanted.join())
    throw new Error(
      `${caller}: \`y\` of a batch has shape [${y.shape.join(',')}] but the model takes ${classes === undefined ? 'numbers' : 'labels'}; expected [${wanted.join(',')}]`,
    );
  if (classes === undefined) checkNumbers(caller, y);
  else checkLabels(caller, y, expected);
}

/** What is said where a model's conditions are missing. */
export function missingConditions(caller: string, what: string, { classes, conditionWidth = 0 }: KnowsExamples): string {
  const taken = classes === undefined ? `${numbersWanted(conditionWidth)} an example` : `${classes} classes`;
  return `${caller}: the model is conditioned on ${taken} but ${what} has no \`y\``;
}
