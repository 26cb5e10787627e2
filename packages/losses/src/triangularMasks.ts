import * as tf from '@tensorflow/tfjs';

/** A `[size, size]` matrix of `value(row, column)`. */
export function matrixOf(size: number, value: (row: number, column: number) => number): tf.Tensor2D {
  return tf.tensor2d(
    Float32Array.from({ length: size * size }, (_, i) => value(Math.floor(i / size), i % size)),
    [size, size],
  );
}

/** 1 on and below the diagonal, 0 above. */
export function lowerMask(size: number): tf.Tensor2D {
  return matrixOf(size, (row, column) => (row >= column ? 1 : 0));
}

/** 1 on the diagonal. */
export function identityMask(size: number): tf.Tensor2D {
  return matrixOf(size, (row, column) => (row === column ? 1 : 0));
}

/** Throws, in the name of `caller`, unless `matrix` is `[…, k, k]`; gives k. */
export function checkSquare(caller: string, name: string, matrix: tf.Tensor): number {
  const [rows, columns] = matrix.shape.slice(-2);
  if (matrix.rank < 2 || rows !== columns || rows === 0) {
    throw new Error(`${caller}: \`${name}\` has shape [${matrix.shape}]; it must be square in its last two axes, […,k,k]`);
  }
  return rows!;
}
