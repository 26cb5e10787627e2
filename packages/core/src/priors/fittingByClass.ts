import type * as tf from '@tensorflow/tfjs';
import type { BuiltPrior, PriorFitting } from '../parts.js';
import { inClass, ofLabel } from './ofLabel.js';

/** Codes of one class. */
interface ClassCodes {
  readonly own: Float32Array;
  readonly rows: number;
}

/** The codes of each class. */
function codesByClass(codes: Float32Array, rows: number, labels: Int32Array | undefined, classes: number): ClassCodes[] {
  if (labels === undefined) throw new Error('perClass: the codes have no labels to be told apart by');
  const stray = labels.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (stray >= 0)
    throw new Error(
      `perClass: label ${labels[stray]} at code ${stray} is out of range; expected whole numbers from 0 to ${classes - 1}`,
    );
  const width = codes.length / rows;
  return Array.from({ length: classes }, (_, y) => {
    const mine = Array.from({ length: rows }, (__, row) => row).filter((row) => labels[row] === y);
    if (mine.length === 0) throw new Error(`perClass: no example of class ${y} among the codes; each class needs some`);
    const own = new Float32Array(mine.length * width);
    mine.forEach((row, i) => own.set(codes.subarray(row * width, (row + 1) * width), i * width));
    return { own, rows: mine.length };
  });
}

/** Does something with the codes of each class; an error says of which, and of how many codes. */
function eachClass(of: readonly ClassCodes[], act: (codes: ClassCodes, y: number) => void): void {
  of.forEach((codes, y) => {
    try {
      act(codes, y);
    } catch (error) {
      if (error instanceof Error) error.message = `perClass: class ${y}, whose codes are ${codes.rows}: ${error.message}`;
      throw error;
    }
  });
}

/** Class by class: a closed form on the codes of the class, a loss under the row's label. */
export function fittingByClass(each: readonly BuiltPrior[]): { readonly fitting?: PriorFitting } {
  const { fitting } = each[0]!;
  if (fitting === undefined) return {};
  if (fitting.kind === 'closed') {
    return {
      fitting: {
        kind: 'closed',
        fit: (codes, rows, labels, model) =>
          eachClass(codesByClass(codes, rows, labels, each.length), ({ own, rows: mine }, y) =>
            (each[y]!.fitting as typeof fitting).fit(own, mine, undefined, model),
          ),
      },
    };
  }
  return {
    fitting: {
      kind: 'steps',
      noise: fitting.noise,
      ...(fitting.start === undefined
        ? {}
        : {
            start: (codes: Float32Array, rows: number, labels: Int32Array | undefined) =>
              eachClass(codesByClass(codes, rows, labels, each.length), ({ own, rows: mine }, y) =>
                (each[y]!.fitting as typeof fitting).start!(own, mine, undefined),
              ),
          }),
      loss: (z, given, context) =>
        ofLabel(
          each.map((built, y) => (built.fitting as typeof fitting).loss(inClass(z, y, context), given, context)),
          context,
        ) as tf.Tensor1D,
    },
  };
}
