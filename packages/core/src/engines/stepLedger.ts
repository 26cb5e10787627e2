import type { StepReport } from '../contract.js';

/** How an engine keeps a running sum: `Sum` is where it is stored, `Value` what is added to it. */
export interface SumKeeper<Sum, Value> {
  /** A sum that begins with a value. */
  begin(value: Value): Sum;
  /** The sum with a value more; the one before is not used again. */
  add(sum: Sum, value: Value): Sum;
  read(sum: Sum): Promise<number> | number;
  /** The sum as float32 numbers that `unpack` makes it from again, to the bit. */
  pack(sum: Sum): Float32Array | Promise<Float32Array>;
  unpack(values: Float32Array): Sum;
  dispose(sum: Sum): void;
}

/** What one step adds to a report. */
export interface StepTotals<Value> {
  /** The sum of the examples' weights. */
  readonly examples: Value;
  /** By the players that moved: the loss, times `examples`. */
  readonly losses: Readonly<Record<string, Value>>;
  /** The weighted sums of the terms. */
  readonly terms: Readonly<Record<string, Value>>;
  /** 1 where the step was not applied, for engines that decide it on the device. */
  readonly skipped?: Value;
}

/** The count of an engine's steps, and the sums of its report. */
export interface StepLedger<Value> {
  /** Steps taken in all. */
  readonly steps: number;
  /** Steps in which a player moved. */
  stepsOf(player: string): number;
  /** Counts a step. */
  record(totals: StepTotals<Value>): void;
  /** The means since the last `read`; reading resets them. */
  read(): Promise<StepReport>;
  /** Counts and sums by name: `steps/all`, `steps/report`, `steps/player/NAME`, `report/NAME`. */
  memory(): Promise<Record<string, Float32Array>>;
  /**
   * Puts back what `memory` gave.
   *
   * @param own the sizes of the engine's own arrays by name: all is checked before anything is written
   * @throws Error that names an array that is missing or of another size
   */
  restore(memory: Readonly<Record<string, Float32Array>>, own: readonly (readonly [name: string, size: number])[]): void;
  dispose(): void;
}

const REPORT = 'report/';

/** A count as two float32 numbers, exact up to 2^44. */
const packCount = (count: number): Float32Array => new Float32Array([Math.floor(count / 2 ** 20), count % 2 ** 20]);
const unpackCount = ([high, low]: Float32Array): number => high! * 2 ** 20 + low!;

/** A player, as far as its steps are counted. */
export interface CountedPlayer {
  readonly name: string;
  readonly every?: number | undefined;
}

/**
 * The ledger of an engine's steps: how many were taken, by whom, and the means over their examples. Every engine keeps the same one, so that reports
 * and saved memories mean the same.
 *
 * A mean is `Σ steps (value · examples) / Σ steps examples`, nats. The loss of a player that sits out steps (`every` above 1) is the mean over those in which it moves.
 *
 * @param caller the name that messages begin with
 */
export function stepLedger<Sum, Value>(
  caller: string,
  players: readonly CountedPlayer[],
  keeper: SumKeeper<Sum, Value>,
): StepLedger<Value> {
  const sums = new Map<string, Sum>();
  const counts: Record<string, number> = {
    all: 0,
    report: 0,
    ...Object.fromEntries(players.map(({ name }) => [`player/${name}`, 0])),
  };

  const add = (name: string, value: Value): void => {
    const sum = sums.get(name);
    sums.set(name, sum === undefined ? keeper.begin(value) : keeper.add(sum, value));
  };
  const clear = (): void => {
    for (const sum of sums.values()) keeper.dispose(sum);
    sums.clear();
  };

  return {
    get steps() {
      return counts['all']!;
    },
    stepsOf: (player) => counts[`player/${player}`]!,
    record({ examples, losses, terms, skipped }) {
      add('examples', examples);
      if (skipped !== undefined) add('skipped', skipped);
      for (const { name, every = 1 } of players) {
        if (!Object.hasOwn(losses, name)) continue;
        add(`loss/${name}`, losses[name]!);
        if (every > 1) add(`seen/${name}`, examples);
        counts[`player/${name}`]! += 1;
      }
      for (const [name, term] of Object.entries(terms)) add(`term/${name}`, term);
      counts['all']! += 1;
      counts['report']! += 1;
    },
    async read() {
      // Taken before the first wait, so that a step run meanwhile begins new sums.
      const taken = [...sums];
      const steps = counts['report']!;
      sums.clear();
      counts['report'] = 0;
      try {
        const values = new Map<string, number>();
        for (const [name, sum] of taken) values.set(name, await keeper.read(sum));
        return { steps, ...reportOf(values, players) };
      } finally {
        for (const [, sum] of taken) keeper.dispose(sum);
      }
    },
    async memory() {
      const memory: Record<string, Float32Array> = {};
      for (const [name, count] of Object.entries(counts)) memory[`steps/${name}`] = packCount(count);
      for (const [name, sum] of sums) memory[REPORT + name] = await keeper.pack(sum);
      return memory;
    },
    restore(memory, own) {
      for (const [name, size] of [...own, ...Object.keys(counts).map((count) => [`steps/${count}`, 2] as const)]) {
        if (memory[name]?.length === size) continue;
        throw new Error(
          `${caller}: cannot restore \`${name}\`: expected ${size} numbers, got ${memory[name]?.length ?? 'none'}; was the run made with another model or optimizer?`,
        );
      }
      for (const name of Object.keys(counts)) counts[name] = unpackCount(memory[`steps/${name}`]!);
      clear();
      for (const [name, values] of Object.entries(memory))
        if (name.startsWith(REPORT)) sums.set(name.slice(REPORT.length), keeper.unpack(values));
    },
    dispose: clear,
  };
}

function reportOf(values: ReadonlyMap<string, number>, players: readonly CountedPlayer[]): Omit<StepReport, 'steps'> {
  const examples = values.get('examples') ?? 0;
  const losses = players.flatMap(({ name }) => {
    const total = values.get(`loss/${name}`);
    return total === undefined ? [] : [[name, total / (values.get(`seen/${name}`) ?? examples)] as const];
  });
  const terms = [...values].flatMap(([name, total]) =>
    name.startsWith('term/') ? [[name.slice('term/'.length), total / examples] as const] : [],
  );
  return { examples, losses: Object.fromEntries(losses), terms: Object.fromEntries(terms), skipped: values.get('skipped') ?? 0 };
}
