import { randomStream } from '@vaekit/core';

/** What an option of a sweep may be: one of some texts, or a number of a range. */
export type SweepDimension = { readonly values: readonly string[] } | SweepRange;

/** A range to draw from: uniformly, or with `log` so that every factor is as likely as another. */
export interface SweepRange {
  readonly from: number;
  readonly to: number;
  readonly log: boolean;
  /** Whole numbers alone, both ends among them. */
  readonly whole: boolean;
}

/** What a sweep goes through. */
export interface SweepSpace {
  /** By option. `seed` is never drawn: every configuration is trained with each of its seeds, so that they can be compared in pairs. */
  readonly dimensions: Readonly<Record<string, SweepDimension>>;
  /** So many configurations are drawn, without any twice. Absent: the grid of all values. */
  readonly draws?: number | undefined;
  /** What they are drawn from. Default 0. */
  readonly drawSeed?: number | undefined;
}

/** One training of a sweep. */
export interface SweepTrial {
  /** Of its folder. */
  readonly name: string;
  /** What differs between trials, as it would be typed, by option. */
  readonly options: Readonly<Record<string, string>>;
}

type Options = SweepTrial['options'];

/** Draws without anything new after which a space counts as used up. */
const PATIENCE = 1000;
const LONGEST_NAME = 60;

const isRange = (dimension: SweepDimension): dimension is SweepRange => 'from' in dimension;

/** Every choice of one value an option; the last option changes fastest. */
function grid(dimensions: readonly (readonly [name: string, values: readonly string[]])[]): readonly Options[] {
  return dimensions.reduce<readonly Options[]>(
    (all, [name, values]) => all.flatMap((options) => values.map((value) => ({ ...options, [name]: value }))),
    [{}],
  );
}

/** A number of a range, to four digits where it is not a whole one. `u` is in [0, 1). */
function numberIn({ from, to, log, whole }: SweepRange, u: number): string {
  const [low, high] = whole ? [from - 0.5, to + 0.5] : [from, to];
  const drawn = log ? Math.exp(Math.log(low) + u * (Math.log(high) - Math.log(low))) : low + u * (high - low);
  const near = whole ? Math.round(drawn) : Number(drawn.toPrecision(4));
  return String(Math.min(to, Math.max(from, near)));
}

function drawn(dimensions: Readonly<Record<string, SweepDimension>>, draws: number, seed: number): readonly Options[] {
  const stream = randomStream(seed);
  const found = new Map<string, Options>();
  for (let misses = 0; found.size < draws;) {
    const u = stream.fillUniform(new Float32Array(Object.keys(dimensions).length));
    const options = Object.fromEntries(
      Object.entries(dimensions).map(([name, dimension], i) => [
        name,
        isRange(dimension) ? numberIn(dimension, u[i]!) : dimension.values[Math.floor(u[i]! * dimension.values.length)]!,
      ]),
    );
    const key = JSON.stringify(options);
    misses = found.has(key) ? misses + 1 : 0;
    if (misses > PATIENCE)
      throw new RangeError(
        `sweepTrials: \`draws\` is ${draws}, but only ${found.size} different configurations were found; draw fewer, or go through the grid`,
      );
    if (misses === 0) found.set(key, options);
  }
  return [...found.values()];
}

const slug = (text: string): string => text.replaceAll(/[^A-Za-z0-9.]+/g, '-').replaceAll(/^-+|-+$/g, '');

/**
 * The trainings of a sweep: the grid, or as many configurations as are to be drawn, each with every seed. The same space gives the same trials.
 *
 * @throws RangeError for a range in a grid, one that is empty, or a space with fewer configurations than are to be drawn
 */
export function sweepTrials({ dimensions, draws, drawSeed = 0 }: SweepSpace): readonly SweepTrial[] {
  for (const [name, dimension] of Object.entries(dimensions)) {
    if (!isRange(dimension)) continue;
    const { from, to, log } = dimension;
    if (draws === undefined || name === 'seed')
      throw new RangeError(
        `sweepTrials: \`${name}\` is a range, which can be drawn from alone; name its values, or give \`draws\``,
      );
    if (!(from < to && Number.isFinite(to - from) && (!log || from > 0)))
      throw new RangeError(
        `sweepTrials: \`${name}\` goes from ${from} to ${to}; expected two numbers, the lower one first${log ? ', above 0 on a log scale' : ''}`,
      );
  }
  const { seed, ...others } = dimensions;
  const values = (dimension: SweepDimension | undefined): readonly string[] =>
    dimension === undefined || isRange(dimension) ? [] : dimension.values;
  const configurations =
    draws === undefined
      ? grid(Object.entries(others).map(([name, dimension]) => [name, values(dimension)]))
      : drawn(others, draws, drawSeed);
  const seeds = seed === undefined ? [{}] : grid([['seed', values(seed)]]);
  const all = configurations.flatMap((options) => seeds.map((one): Options => ({ ...options, ...one })));
  const digits = String(all.length).length;
  return all.map((options, i) => {
    const number = String(i + 1).padStart(digits, '0');
    const name = [number, ...Object.entries(options).map((pair) => slug(pair.join('-')))].join('-');
    return { name: name.length > LONGEST_NAME ? number : name, options };
  });
}
