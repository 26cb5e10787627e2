import { fullIntensity, type PlainTensor, sizeFromShape } from '@vaekit-internal/base';
import type { Examples } from './examples.js';
import { counted, faults } from './faults.js';
import { rowLength } from './subset.js';

/**
 * Checks examples before anything is trained on them.
 *
 * `x` must have rank 2 or more, at least one example and finite numbers only; static examples hold 0 and 1 (255 in 8 bits), dynamic ones
 * lie in [0, 1]; `mask` must have the shape of `x` and hold 0 and 1; `y` must be `[n]`, whole, from 0 and, where `classes` are named, below their number. Throws a `DataError`: `'shape'`,
 * `'empty'`, `'count-mismatch'`, `'not-finite'` (which names the first row and column), `'value-range'`, `'label-range'`.
 */
export function validateExamples(examples: Examples): void {
  const name = examples.name === undefined ? 'validateExamples' : `validateExamples (${examples.name})`;
  const { x, y, mask, factors, classes, binarization } = examples;
  if (x.shape.length < 2)
    throw faults.shape`${name}: \`x\` has shape [${x.shape}]; at least two dimensions were expected, [n, features]`;
  checkFilled(name, 'x', x);
  const size = x.shape[0] ?? 0;
  if (size === 0 || x.data.length === 0)
    throw faults.empty`${name}: \`x\` has shape [${x.shape}]; at least one example was expected`;
  checkValues(name, 'x', x, binarization);
  if (y !== undefined) {
    if (y.shape.length !== 1)
      throw faults.shape`${name}: \`y\` has shape [${y.shape}]; [${size}] was expected, one label an example`;
    checkFilled(name, 'y', y);
    if (y.shape[0] !== size)
      throw faults.countMismatch`${name}: \`x\` has ${counted(size, 'example')} but \`y\` has ${counted(y.shape[0]!, 'label')}; they must be as many`;
    const highest = classes === undefined ? 2 ** 31 - 1 : classes.length - 1;
    const row = y.data.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label <= highest));
    if (row >= 0)
      throw faults.labelRange`${name}: the label of row ${row} is ${y.data[row]}; a whole number from 0${classes === undefined ? '' : ` to ${highest}`} was expected`;
  }
  if (mask !== undefined) {
    checkFilled(name, 'mask', mask);
    if (mask.shape.join() !== x.shape.join())
      throw faults.shape`${name}: \`mask\` has shape [${mask.shape}] but \`x\` has [${x.shape}]; they must agree`;
    const wrong = firstWrong(mask, (value) => value <= 1);
    if (wrong !== undefined) throw faults.valueRange`${name}: \`mask\` is ${wrong}; 1 (observed) or 0 (missing) was expected`;
  }
  if (factors === undefined) return;
  const { names, values } = factors;
  checkFilled(name, 'factors', values);
  if (values.shape.length !== 2 || values.shape[1] !== names.length)
    throw faults.shape`${name}: \`factors.values\` has shape [${values.shape}]; [${size}, ${names.length}] was expected`;
  if (values.shape[0] !== size)
    throw faults.countMismatch`${name}: \`x\` has ${counted(size, 'example')} but \`factors\` has ${counted(values.shape[0]!, 'row')}`;
  checkValues(name, 'factors', values, 'none');
}

function checkFilled(name: string, field: string, { data, shape }: PlainTensor): void {
  const length = sizeFromShape(shape);
  if (!shape.every((size) => Number.isInteger(size) && size >= 0) || length !== data.length)
    throw faults.shape`${name}: \`${field}\` has shape [${shape}], ${counted(length, 'number')}, but holds ${data.length}; they must agree`;
}

/** The first number of a tensor that is not right, and where it is; undefined where all are. */
function firstWrong(tensor: PlainTensor, isRight: (value: number) => boolean): string | undefined {
  const { data } = tensor;
  const wrong = (data as Float32Array).findIndex((value) => !isRight(value));
  if (wrong < 0) return undefined;
  const length = rowLength(tensor);
  return `${data[wrong]} at row ${Math.floor(wrong / length)}, column ${wrong % length}`;
}

function checkValues(name: string, field: string, tensor: PlainTensor, binarization: Examples['binarization']): void {
  const one = fullIntensity(tensor.data);
  const infinite = one === 1 ? firstWrong(tensor, Number.isFinite) : undefined;
  if (infinite !== undefined)
    throw faults.notFinite`${name}: \`${field}\` is ${infinite}; finite numbers of at most 3.4e38 (float32) were expected; fill it, or leave the row out (an empty field of a CSV is a missing value)`;
  const gray = binarization === 'static' ? firstWrong(tensor, (value) => value === 0 || value === one) : undefined;
  if (gray !== undefined) throw faults.valueRange`${name}: \`${field}\` is ${gray}; static examples hold 0 and ${one} only`;
  const isDrawn = binarization === 'dynamic' && one === 1;
  const outside = isDrawn ? firstWrong(tensor, (value) => value >= 0 && value <= 1) : undefined;
  if (outside !== undefined)
    throw faults.valueRange`${name}: \`${field}\` is ${outside}; a probability from 0 to 1 was expected, since bits are drawn from it`;
}
