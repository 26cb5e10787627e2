import { randomStream, type RandomStream } from '@vaekit/core';
import type { CodeColumns } from './factorCodes.js';

/** Rows of one value of a factor, chosen at random, with repetition. */
export interface FixedFactorBatch {
  readonly factor: number;
  readonly rows: readonly number[];
}

/** Draws batches in which one factor, itself drawn, has the value of a row drawn from all, and the others are free: interventions out of a fixed set of examples. */
export function fixedFactorBatches(
  { factors, rows }: CodeColumns,
  size: number,
  seed: number,
): { next(): FixedFactorBatch; readonly stream: RandomStream } {
  const stream = randomStream(seed).fork('fixedFactorBatches');
  const groups = factors.map((factor) => {
    const byValue = new Map<number, number[]>();
    factor.forEach((value, row) => {
      const group = byValue.get(value);
      if (group === undefined) byValue.set(value, [row]);
      else group.push(row);
    });
    return byValue;
  });
  return {
    stream,
    next() {
      const factor = stream.below(factors.length);
      const group = groups[factor]!.get(factors[factor]![stream.below(rows)]!)!;
      return { factor, rows: Array.from({ length: size }, () => group[stream.below(group.length)]!) };
    },
  };
}
