/** A variable's place in every region. */
export interface FlatVariable {
  readonly name: string;
  /** Number of float32 elements. */
  readonly size: number;
}

/** From `start` to before `end`, in bytes from the beginning of a region; both are multiples of {@link BLOCK_BYTES}. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One kind of number per variable (weights, gradients, one optimizer slot …), the variables one after the other. */
export interface Region {
  /** Bytes from the beginning of the memory. */
  readonly base: number;
  /** The region's elements by variable, without the padding between them. */
  readonly views: Readonly<Record<string, Float32Array<ArrayBuffer>>>;
}

/** Regions of float32 of one layout, in one memory that WebAssembly, JavaScript and native code share. */
export interface FlatMemory {
  readonly memory: WebAssembly.Memory;
  /** In the order asked for. */
  readonly regions: readonly Region[];
  /** The bytes of one region. */
  readonly length: number;
  /** The fewest spans that cover these variables and no other; without names, all. */
  spans(names?: readonly string[]): readonly Span[];
}

/** Variables begin at multiples of this many bytes (a cache line), so that a pass over whole blocks has no remainder. */
export const BLOCK_BYTES: number = 64;

/** Bytes at the beginning of the memory that belong to no region: room for what a pass hands back. */
export const SCRATCH_BYTES: number = 256;

const PAGE_BYTES = 65_536;
const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit;

// Regions begin at different places within a 4096-byte page: streams that share them are mistaken for one another by the processor's
// check of loads against earlier stores.
const REGION_STAGGER = 9 * BLOCK_BYTES;

/**
 * Memory for `regions` copies of a layout, all zeros. Between variables there is padding that no view reaches.
 *
 * @throws Error when the layout is empty or names a variable twice; RangeError when a size is no whole number or the memory cannot be had
 */
export function flatMemory(layout: readonly FlatVariable[], regions: number): FlatMemory {
  if (layout.length === 0) throw new Error('flatMemory: the layout is empty; name at least one variable');
  const places = new Map<string, Span>();
  let length = 0;
  for (const { name, size } of layout) {
    if (!Number.isInteger(size) || size < 0)
      throw new RangeError(`flatMemory: \`${name}\` has size ${size}; expected a whole number of elements`);
    if (places.has(name)) throw new Error(`flatMemory: the layout has \`${name}\` twice; names must differ`);
    const end = length + roundUp(4 * size, BLOCK_BYTES);
    places.set(name, { start: length, end });
    length = end;
  }
  const bases = Array.from({ length: regions }, (_, k) => SCRATCH_BYTES + k * (roundUp(length, 4096) + REGION_STAGGER));
  const bytes = bases.at(-1)! + length;
  const memory = allocate(roundUp(bytes, PAGE_BYTES));
  return {
    memory,
    regions: bases.map((base) => ({
      base,
      views: Object.fromEntries(
        layout.map(({ name, size }) => [
          name,
          new Float32Array(memory.buffer as ArrayBuffer, base + places.get(name)!.start, size),
        ]),
      ),
    })),
    length,
    spans(names) {
      if (names === undefined) return length === 0 ? [] : [{ start: 0, end: length }];
      const wanted = new Set(names);
      for (const name of wanted) {
        if (!places.has(name))
          throw new Error(`flatMemory: \`${name}\` is not in the layout, which has ${[...places.keys()].join(', ')}`);
      }
      const spans: Span[] = [];
      for (const [name, { start, end }] of places) {
        if (!wanted.has(name) || start === end) continue;
        const last = spans.at(-1);
        if (last?.end === start) spans[spans.length - 1] = { start: last.start, end };
        else spans.push({ start, end });
      }
      return spans;
    },
  };
}

/** Memory that never grows: growing would cut off the views. */
function allocate(bytes: number): WebAssembly.Memory {
  const pages = bytes / PAGE_BYTES;
  const told = `${(bytes / 2 ** 20).toFixed(0)} MiB for weights, gradients and the optimizer's slots`;
  if (pages > 65_536)
    throw new RangeError(
      `flatMemory: ${told} are more than the 4096 MiB of a WebAssembly memory; use a smaller model or an optimizer with fewer slots`,
    );
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (cause) {
    throw new RangeError(`flatMemory: ${told} could not be had; free memory or use a smaller model`, { cause });
  }
}
