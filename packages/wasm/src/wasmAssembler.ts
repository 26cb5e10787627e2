/** Encoded WebAssembly instructions: an expression or a sequence of statements. */
export type Code = readonly number[];

type ValueType = 'i32' | 'f32' | 'v128';

const VALUE_TYPES: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
const EMPTY_BLOCK = 0x40;

/** The named locals of a function that is being written: `get`, `set` and a counted loop over them. */
export interface Locals<Name extends string> {
  get(name: Name): Code;
  set(name: Name, value: Code): Code;
  /** `name += step`, for an i32. */
  increase(name: Name, step: Code): Code;
  /** `while (name < limit) { body }`, unsigned; the body moves `name` itself. */
  whileBelow(name: Name, limit: Code, body: readonly Code[]): Code;
}

/** A function that is exported by its name: i32 parameters, typed locals, no result. */
export interface FunctionSource {
  readonly name: string;
  readonly parameters: number;
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) {
      return bytes;
    }
  }
}

const operation =
  (...opcode: number[]): ((...operands: Code[]) => Code) =>
  (...operands) => [...operands.flat(), ...opcode];

const simd = (code: number): number[] => [0xfd, ...unsigned(code)];

const load =
  (opcode: readonly number[], align: number): ((address: Code, offset?: number) => Code) =>
  (address, offset = 0) => [...address, ...opcode, align, ...unsigned(offset)];

const store =
  (opcode: readonly number[], align: number): ((address: Code, value: Code, offset?: number) => Code) =>
  (address, value, offset = 0) => [...address, ...value, ...opcode, align, ...unsigned(offset)];

/** An i32 constant. */
export const int = (value: number): Code => [0x41, ...signed(value)];

/** Operations on i32 values; comparisons are unsigned, as addresses and sizes are. */
export const i32: {
  readonly add: (...operands: Code[]) => Code;
  readonly sub: (...operands: Code[]) => Code;
  readonly mul: (...operands: Code[]) => Code;
  readonly and: (...operands: Code[]) => Code;
  readonly shiftLeft: (...operands: Code[]) => Code;
  readonly lessThan: (...operands: Code[]) => Code;
  readonly isZero: (...operands: Code[]) => Code;
  readonly load: (address: Code, offset?: number) => Code;
} = {
  add: operation(0x6a),
  sub: operation(0x6b),
  mul: operation(0x6c),
  and: operation(0x71),
  shiftLeft: operation(0x74),
  lessThan: operation(0x49),
  isZero: operation(0x45),
  load: load([0x28], 2),
};

/** Operations on f32 values. */
export const f32: {
  readonly load: (address: Code, offset?: number) => Code;
  readonly store: (address: Code, value: Code, offset?: number) => Code;
  readonly add: (...operands: Code[]) => Code;
  readonly mul: (...operands: Code[]) => Code;
  readonly zero: Code;
} = {
  load: load([0x2a], 2),
  store: store([0x38], 2),
  add: operation(0x92),
  mul: operation(0x94),
  zero: [0x43, 0, 0, 0, 0],
};

/** Operations on four f32 lanes. Alignment hints are those of a single float: tensors are only sure to be 4-aligned. */
export const v128: {
  readonly load: (address: Code, offset?: number) => Code;
  readonly loadSplat: (address: Code, offset?: number) => Code;
  readonly store: (address: Code, value: Code, offset?: number) => Code;
  readonly add: (...operands: Code[]) => Code;
  readonly mul: (...operands: Code[]) => Code;
  /** `a · b + c`, rounded once or twice as the processor likes: relaxed SIMD, which not every engine compiles. */
  readonly multiplyAdd: (a: Code, b: Code, c: Code) => Code;
  readonly zero: Code;
  readonly shuffle: (first: Code, second: Code, lanes: readonly [number, number, number, number]) => Code;
} = {
  load: load(simd(0x00), 2),
  loadSplat: load(simd(0x09), 2),
  store: store(simd(0x0b), 2),
  add: operation(...simd(0xe4)),
  mul: operation(...simd(0xe6)),
  multiplyAdd: operation(...simd(0x105)),
  zero: [...simd(0x0c), ...Array.from({ length: 16 }, () => 0)],
  shuffle: (first, second, lanes) => [
    ...first,
    ...second,
    ...simd(0x0d),
    ...lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]),
  ],
};

/** `if (condition) { then } else { otherwise }`. */
export function branch(condition: Code, then: readonly Code[], otherwise: readonly Code[] = []): Code {
  const alternative = otherwise.length > 0 ? [0x05, ...otherwise.flat()] : [];
  return [...condition, 0x04, EMPTY_BLOCK, ...then.flat(), ...alternative, 0x0b];
}

/** A call of the function at `index` of the module. */
export const call = (index: number, operands: readonly Code[]): Code => [...operands.flat(), 0x10, ...unsigned(index)];

/** Writes a function with named i32 parameters and named, typed locals. */
export function func<Parameter extends string, Local extends string = never>(
  name: string,
  parameters: readonly Parameter[],
  locals: Readonly<Record<Local, ValueType>>,
  write: (locals: Locals<Parameter | Local>) => readonly Code[],
): FunctionSource {
  const localNames = Object.keys(locals) as Local[];
  const index = new Map<string, number>([...parameters, ...localNames].map((key, position) => [key, position]));
  const at = (key: string): number[] => unsigned(index.get(key) ?? -1);
  const get = (key: string): Code => [0x20, ...at(key)];
  const set = (key: string, value: Code): Code => [...value, 0x21, ...at(key)];
  const body = write({
    get,
    set,
    increase: (key, step) => set(key, i32.add(get(key), step)),
    whileBelow: (key, limit, statements) => {
      const condition = i32.lessThan(get(key), limit);
      // block { if !condition leave; loop { body; if condition again } }
      return [
        0x02,
        EMPTY_BLOCK,
        ...i32.isZero(condition),
        0x0d,
        0,
        0x03,
        EMPTY_BLOCK,
        ...statements.flat(),
        ...condition,
        0x0d,
        0,
        0x0b,
        0x0b,
      ];
    },
  });
  return { name, parameters: parameters.length, locals: localNames.map((key) => locals[key]), body: body.flat() };
}

/** The bytes of a module that imports the memory `env.memory` and exports the functions, in their order, by name. */
export function assemble(
  functions: readonly FunctionSource[],
  { shared }: { readonly shared: boolean },
): Uint8Array<ArrayBuffer> {
  // An import of shared memory must name a maximum; 65,536 pages are the 4 GB that any memory fits into.
  const limits = shared ? [0x03, 0x00, ...unsigned(65_536)] : [0x00, 0x00];
  const text = (value: string): number[] => {
    const bytes = [...new TextEncoder().encode(value)];
    return [...unsigned(bytes.length), ...bytes];
  };
  const vector = (entries: readonly (readonly number[])[]): number[] => [...unsigned(entries.length), ...entries.flat()];
  const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];
  const bodyOf = (source: FunctionSource): number[] => {
    const locals = vector(source.locals.map((type) => [1, VALUE_TYPES[type]]));
    const bytes = [...locals, ...source.body, 0x0b];
    return [...unsigned(bytes.length), ...bytes];
  };
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(
      1,
      vector(
        functions.map(({ parameters }) => [0x60, ...vector(Array.from({ length: parameters }, () => [VALUE_TYPES.i32])), 0]),
      ),
    ),
    ...section(2, vector([[...text('env'), ...text('memory'), 0x02, ...limits]])),
    ...section(3, vector(functions.map((_, position) => unsigned(position)))),
    ...section(7, vector(functions.map(({ name }, position) => [...text(name), 0x00, ...unsigned(position)]))),
    ...section(10, vector(functions.map(bodyOf))),
  ]);
}
