import { sizeFromShape } from '@vaekit-internal/base';
import { type ProductShape } from './matrixProduct.js';

/** Below this many multiplications in a matrix the loop of the stock kernel costs less than packing. */
const SMALL = 2048;
/** With fewer rows, the stock kernel's weights, packed once and kept, win over packing in every call. */
const FEW_ROWS = 32;
/** From this many multiplications on, several threads of the stock kernel outweigh a transposition. */
const WORTH_THREADS = 1 << 20;

/**
 * How a product is computed: by the stock kernel as it is, by the stock kernel on operands transposed beforehand, or by our own
 * product, which packs its operands and so has transpositions for nothing but runs on one thread.
 */
export type MatMulPlan = 'stock' | 'transpose' | 'packed';

/**
 * Chooses by shape; the thresholds are where the ways cross when measured on one thread. A `plain` product has neither bias nor
 * activation.
 */
export function matMulPlan(
  { rows, depth, columns, batch, batchA, batchB, transposeA, transposeB }: ProductShape,
  { threads, packedAvailable, plain }: { readonly threads: number; readonly packedAvailable: boolean; readonly plain: boolean },
): MatMulPlan {
  const multiplications = rows * depth * columns;
  const count = sizeFromShape(batch);
  const transposed = transposeA || transposeB;
  // The loop of the stock kernel adds the wrong element of a bias and clamps partial sums, so it serves the plain product only.
  const small = multiplications < SMALL && plain;
  if (!packedAvailable) {
    return count === 1 && transposed && multiplications > 0 && !small ? 'transpose' : 'stock';
  }
  if (multiplications === 0) {
    return 'packed';
  }
  if (count > 1) {
    // The stock kernel reads the wrong matrices where both operands are repeated.
    const aligned = [batchA, batchB].every((own) => sizeFromShape(own) === count || sizeFromShape(own) === 1);
    return small && aligned ? 'stock' : 'packed';
  }
  if (threads > 1 && multiplications >= WORTH_THREADS) {
    return transposed ? 'transpose' : 'stock';
  }
  if (transposed) {
    return small ? 'stock' : 'packed';
  }
  return multiplications < SMALL || rows < FEW_ROWS || threads > 1 ? 'stock' : 'packed';
}
