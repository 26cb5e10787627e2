import type { PlainTensor } from '@vaekit-internal/base';

/** How far the confidence of a classifier is from its accuracy. */
export interface Calibration {
  /** Σ over the bins of the share of the rows times |accuracy − mean confidence|. */
  readonly expectedError: number;
  /** What a reliability diagram draws: bins of confidence with rows in them. */
  readonly bins: readonly { readonly confidence: number; readonly accuracy: number; readonly rows: number }[];
}

/** How far a probability in single precision may be above 1. */
const ROUNDING = 1e-5;

/** How far the sum of a row may be from 1: probabilities that were written with three digits are still some. */
const SUM_ROUNDING = 1e-2;

/**
 * The expected calibration error of class probabilities: of the most probable class, in bins of confidence of equal width.
 *
 * @param probabilities `[rows, classes]`
 * @param labels `[rows]`
 * @param bins default 15
 * @throws Error when rows and labels differ in number, there are no rows, a row has a number that is none from 0 to 1 or does not add up to 1, or a label is none of the
 *   classes
 * @throws RangeError when `bins` is no whole number from 1
 * @see Guo, Pleiss, Sun and Weinberger 2017, "On calibration of modern neural networks", equation 5
 */
export function calibrationError(probabilities: PlainTensor, labels: ArrayLike<number>, bins = 15): Calibration {
  const [rows, classes] = probabilities.shape as [number, number];
  if (
    probabilities.shape.length !== 2 ||
    labels.length !== rows ||
    !(rows * classes > 0) ||
    probabilities.data.length !== rows * classes
  )
    throw new Error(
      `calibrationError: \`probabilities\` has shape [${probabilities.shape.join()}] and ${probabilities.data.length} numbers for ${labels.length} labels; give [rows, classes] and a label a row`,
    );
  if (!(Number.isSafeInteger(bins) && bins > 0))
    throw new RangeError(`calibrationError: \`bins\` is ${bins}; expected a whole number from 1`);
  const bad = probabilities.data.findIndex((value) => !(value >= 0 && value <= 1 + ROUNDING));
  if (bad >= 0)
    throw new Error(
      `calibrationError: row ${Math.floor(bad / classes)} has the probability ${probabilities.data[bad]}; give numbers from 0 to 1`,
    );
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    if (!(Number.isInteger(label) && label >= 0 && label < classes))
      throw new Error(
        `calibrationError: label ${label} at row ${row} is none of the ${classes} classes; give 0 to ${classes - 1}`,
      );
    let total = 0;
    for (let y = 0; y < classes; y++) total += probabilities.data[row * classes + y]!;
    if (!(Math.abs(total - 1) <= SUM_ROUNDING))
      throw new Error(
        `calibrationError: the probabilities of row ${row} add up to ${total}; expected 1, such as a softmax gives`,
      );
  }
  const sums = Array.from({ length: bins }, () => ({ confidence: 0, right: 0, rows: 0 }));
  for (let row = 0; row < rows; row++) {
    const own = probabilities.data.subarray(row * classes, (row + 1) * classes);
    const confidence = Math.max(...own);
    // Bins are open below and closed above.
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))]!;
    bin.confidence += confidence;
    bin.right += own.indexOf(confidence) === labels[row] ? 1 : 0;
    bin.rows += 1;
  }
  const found = sums
    .filter((bin) => bin.rows > 0)
    .map((bin) => ({ confidence: bin.confidence / bin.rows, accuracy: bin.right / bin.rows, rows: bin.rows }));
  const expectedError = found.reduce((sum, bin) => sum + (bin.rows / rows) * Math.abs(bin.accuracy - bin.confidence), 0);
  return { expectedError, bins: found };
}
