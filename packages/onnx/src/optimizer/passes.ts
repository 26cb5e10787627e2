import { SCALARS, type ScalarName } from './stepScalars.js';

/** Where a pass finds its regions, in bytes from the beginning of the memory. */
export interface RegionBases {
  readonly weights: number;
  readonly gradients: number;
  readonly slots: readonly number[];
  readonly average?: number;
}

/** Passes over bytes `start` to before `end` of the regions, whole blocks. What they take and give besides is in the scratch bytes. */
export interface Passes {
  /** Adds to the sums of squares (after the clipping of values) and raises the greatest magnitudes. */
  scan(start: number, end: number): void;
  /** Moves weights, slots and average. */
  update(start: number, end: number): void;
  /** Moves the average alone. */
  average(start: number, end: number): void;
}

/** Byte offsets of the scratch: 16 float64 sums of squares, 4 magnitudes as bits, float32 scalars. */
export const SCRATCH = { squares: 0, magnitudes: 128, scalars: 144 } as const;

/** Where a pass reads a scalar. */
export const scalarOffset = (name: ScalarName): number => SCRATCH.scalars + 4 * SCALARS.indexOf(name);

/** The bits of a float32 without its sign are from here on those of ∞ and NaN. */
export const NOT_FINITE = 0x7f800000;
