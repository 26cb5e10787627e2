import { sizeFromShape } from '@vaekit-internal/base';
import type { OptimizerConfig } from '@vaekit/core';
import { flatMemory, type Span } from './flatMemory.js';
import { loopPasses } from './loopPasses.js';
import { NOT_FINITE, type RegionBases, SCRATCH } from './passes.js';
import { simdPasses } from './simdPasses.js';
import { SUBNORMAL_GUARDS, SCALARS, type ScalarName, slotNames, stepScalars } from './stepScalars.js';

/** Arrays by the names of the variables: views into one memory, for others to read and write in place. */
export type FlatArrays = Readonly<Record<string, Float32Array<ArrayBuffer>>>;

/** Options of {@link fusedOptimizer}. */
export interface FusedOptimizerOptions {
  /** Keeps an exponential moving average of the weights, `average ← d·average + (1−d)·weights` with this d, from 0 to below 1. */
  readonly averageDecay?: number;
  /** How the passes run. Default: `'simd'` where WebAssembly has it, else `'loop'`, a JavaScript loop with the same result bit for bit. */
  readonly implementation?: 'loop' | 'simd';
}

/** An optimizer with the memory that it works on. */
export interface FusedOptimizer {
  readonly weights: FlatArrays;
  readonly gradients: FlatArrays;
  /** What the rule keeps for each variable, by the names of the eager engine: `M` and `V` of Adam, say. */
  readonly slots: Readonly<Record<string, FlatArrays>>;
  /** The weights' moving average. It begins as the weights are before the first step; set `steps` to keep what was put here. */
  readonly average?: FlatArrays;
  readonly implementation: 'loop' | 'simd';
  /** Steps taken, which bias corrections depend on; may be set, to go on from a saved point. */
  steps: number;
  /** Whether the gradients, of the variables named or of all, are finite. An array of names is read once: do not change it. */
  finite(present?: readonly string[]): boolean;
  /**
   * One step with the gradients that are in memory. Returns false, and changes nothing, if one of them is not finite.
   *
   * `present` names the variables that have a gradient this time; the others keep weights and slots.
   *
   * @throws RangeError when the learning rate is not finite; Error when `present` names an unknown variable
   */
  step(learningRate: number, present?: readonly string[]): boolean;
  /** Where the average has not begun, it begins as the weights are now; else it does at the first step. */
  begin(): void;
  /** A step in which nothing moves but the average, toward the weights. It does not count among `steps`. */
  rest(): void;
  /** Keeps a copy of weights, slots, average and `steps`, in place of the one before; what it returns puts them back. */
  remember(): () => void;
}

/**
 * An optimizer of core over flat memory: one pass over the gradients tells whether they are finite (and their norm, where that is
 * clipped), one pass over everything clips, moves slots and weights, and averages. The meaning is that of the eager engine.
 *
 * @throws Error when the layout is empty or names a variable twice; RangeError when a size or the average's decay is out of range
 */
export function fusedOptimizer(
  config: OptimizerConfig,
  layout: readonly { readonly name: string; readonly shape: readonly number[] }[],
  options: FusedOptimizerOptions = {},
): FusedOptimizer {
  const { averageDecay, implementation: wanted } = options;
  if (averageDecay !== undefined && !(averageDecay >= 0 && averageDecay < 1)) {
    throw new RangeError(`fusedOptimizer: \`averageDecay\` is ${averageDecay}; expected a number from 0 to below 1`);
  }
  if (layout.length === 0) throw new Error('fusedOptimizer: the layout is empty; name at least one variable');
  const names = slotNames(config);
  const averages = averageDecay === undefined ? 0 : 1;
  const variables = layout.map(({ name, shape }) => ({ name, size: sizeFromShape(shape) }));
  const { memory, regions, length, spans } = flatMemory(variables, 2 + names.length + averages);
  const [weights, gradients, ...others] = regions;
  const slots = others.slice(0, names.length);
  const average = others[names.length];
  const bases: RegionBases = {
    weights: weights!.base,
    gradients: gradients!.base,
    slots: slots.map(({ base }) => base),
    ...(average !== undefined && { average: average.base }),
  };
  const simd = wanted === 'loop' ? undefined : simdPasses(config, bases, memory);
  if (wanted === 'simd' && simd === undefined)
    throw new Error("fusedOptimizer: this WebAssembly has no SIMD; leave `implementation` out, or ask for 'loop'");
  const passes = simd ?? loopPasses(config, bases, memory);

  const squares = new Float64Array(memory.buffer, SCRATCH.squares, 16);
  const magnitudes = new Int32Array(memory.buffer, SCRATCH.magnitudes, 4);
  const scalars = new Float32Array(memory.buffer, SCRATCH.scalars, SCALARS.length);
  // Written name by name, and spans looked up once: what a step leaves to the garbage collector, it takes from a later one.
  const setScalars = (given: Partial<Record<ScalarName, number>>): void => {
    for (const name in given) scalars[SCALARS.indexOf(name as ScalarName)] = given[name as ScalarName] ?? 0;
  };
  setScalars({ ...SUBNORMAL_GUARDS, clipValue: config.clipValue ?? 0, clipFactor: 1, averageGain: 1 - (averageDecay ?? 0) });
  const spansOf = lastOf(spans);
  let steps = 0;
  let averaging = false;
  let copies: Uint8Array[] | undefined;

  /** The average begins as the weights before the first step. */
  const beginAverage = (): void => {
    if (average === undefined || averaging) return;
    new Uint8Array(memory.buffer).copyWithin(average.base, weights!.base, weights!.base + length);
    averaging = true;
  };

  const scan = (parts: readonly Span[]): boolean => {
    squares.fill(0);
    magnitudes.fill(0);
    for (const { start, end } of parts) passes.scan(start, end);
    return magnitudes.every((bits) => bits < NOT_FINITE);
  };
  /** `min(1, clipNorm / norm)`; without a gradient the norm is 0, the quotient infinite and the minimum 1. */
  const clipFactor = (clipNorm: number): number =>
    Math.min(1, clipNorm / Math.sqrt(squares.reduce((sum, square) => sum + square, 0)));

  return {
    weights: weights!.views,
    gradients: gradients!.views,
    slots: Object.fromEntries(names.map((name, k) => [name, slots[k]!.views])),
    ...(average !== undefined && { average: average.views }),
    implementation: simd === undefined ? 'loop' : 'simd',
    get steps() {
      return steps;
    },
    set steps(value) {
      if (!Number.isInteger(value) || value < 0)
        throw new RangeError(`fusedOptimizer: \`steps\` is ${value}; expected a whole number of at least 0`);
      steps = value;
      averaging = value > 0;
    },
    finite: (present) => scan(spansOf(present)),
    step(learningRate, present) {
      if (!Number.isFinite(Math.fround(learningRate))) {
        throw new RangeError(
          `fusedOptimizer: the learning rate is ${learningRate} at step ${steps + 1}; expected a finite number, as the schedule must give`,
        );
      }
      const moving = spansOf(present);
      if (!scan(moving)) return false;
      setScalars(stepScalars(config, learningRate, steps + 1));
      if (config.clipNorm !== undefined) setScalars({ clipFactor: clipFactor(config.clipNorm) });
      beginAverage();
      for (const { start, end } of moving) passes.update(start, end);
      if (average !== undefined) {
        // Weights that do not change are averaged too: their average may still be on its way to them.
        let from = 0;
        for (const { start, end } of [...moving, { start: length, end: length }]) {
          if (start > from) passes.average(from, start);
          from = end;
        }
      }
      steps += 1;
      return true;
    },
    begin: beginAverage,
    rest() {
      if (average === undefined) return;
      beginAverage();
      if (length > 0) passes.average(0, length);
    },
    remember() {
      const bytes = new Uint8Array(memory.buffer);
      const kept = [weights!, ...others];
      copies ??= kept.map(() => new Uint8Array(length));
      for (const [k, { base }] of kept.entries()) copies[k]!.set(bytes.subarray(base, base + length));
      const before = { steps, averaging };
      return () => {
        for (const [k, { base }] of kept.entries()) bytes.set(copies![k]!, base);
        ({ steps, averaging } = before);
      };
    },
  };
}

/** A function that keeps its last result for the argument that it had. */
function lastOf<Given, Result>(make: (given: Given) => Result): (given: Given) => Result {
  let last: { readonly given: Given; readonly result: Result } | undefined;
  return (given) => {
    if (last === undefined || last.given !== given) last = { given, result: make(given) };
    return last.result;
  };
}
