/** A seeded run over damaged files; see `fuzzReaders.mjs`. */
export interface FuzzReport {
  readonly name: string;
  readonly count: number;
  readonly answers: number;
  readonly refusals: Readonly<Record<string, number>>;
  readonly slowest: number;
  readonly largest: number;
  readonly faults: readonly { readonly index: number; readonly file: string; readonly problem: string; readonly bytes: string }[];
}
export interface Meter {
  readonly largest: number;
  reset(): void;
  restore(): void;
}
export interface FuzzTarget {
  readonly name: string;
}
export function meterAllocations(): Meter;
export function fuzzTargets(library: object): readonly FuzzTarget[];
export function fuzz(
  target: FuzzTarget,
  options: {
    readonly count: number;
    readonly seed: number;
    readonly meter?: Meter;
    readonly DataError: new (...args: never[]) => Error;
    readonly now?: () => number;
  },
): Promise<FuzzReport>;
