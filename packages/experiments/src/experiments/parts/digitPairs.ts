import type { PlainTensor } from '@vaekit-internal/base';
import { randomStream } from '@vaekit/core';

/** Pairs of rows. */
export interface RowPairs {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Random pairs of rows, of two classes or of one, each row at most once. */
export function digitPairs(labels: PlainTensor, count: number, same: boolean, seed: number): RowPairs {
  const rows = labels.data.length;
  const order = randomStream(seed).fork('pairs').fillUniform(new Float32Array(rows));
  const free = Array.from({ length: rows }, (_, row) => row).sort((a, b) => order[a]! - order[b]!);
  const [from, to]: [number[], number[]] = [[], []];
  while (from.length < count && free.length > 1) {
    const row = free.shift()!;
    const partner = free.findIndex((other) => (labels.data[other] === labels.data[row]) === same);
    if (partner < 0) continue;
    from.push(row);
    to.push(free.splice(partner, 1)[0]!);
  }
  return { from, to };
}
