import type { SumKeeper } from './stepLedger.js';

/** Sums in double precision on the host, each packed as three float32 numbers that add up to it exactly (3·24 >= 53 bits). */
export const hostSums: SumKeeper<number, number> = {
  begin: (value) => value,
  add: (sum, value) => sum + value,
  read: (sum) => sum,
  pack(sum) {
    const parts = new Float32Array(3);
    parts[0] = sum;
    parts[1] = sum - parts[0]!;
    parts[2] = sum - parts[0]! - parts[1]!;
    return parts;
  },
  unpack: (parts) => Array.from(parts).reduceRight((sum, part) => part + sum, 0),
  dispose() {},
};
