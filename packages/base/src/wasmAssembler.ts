/** Encoded WebAssembly instructions: an expression or a sequence of statements. */
export type Code = readonly number[];

type ValueType = 'i32' | 'f32' | 'v128';

const VALUE_TYPES: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
const EMPTY_BLOCK = 0x40;

/** A local without a name. */
export interface Local {
  readonly get: Code;
  set(value: Code): Code;
}

/** The locals of a function that is being written: `get`, `set` and a counted loop over the named ones. */
export interface Locals<Name extends string> {
  get(name: Name): Code;
  set(name: Name, value: Code): Code;
  /** `name += step`, for an i32. */
  increase(name: Name, step: Code): Code;
  /** `while (name < limit) { body }`, unsigned; the body moves `name` itself. */
  whileBelow(name: Name, limit: Code, body: readonly Code[]): Code;
  /** One v128 local after another, behind the named ones. */
  vector(): Local;
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
    if (done) return bytes;
  }
}

type Operation = (...operands: Code[]) => Code;
type Load = (address: Code, offset?: number) => Code;
type Store = (address: Code, value: Code, offset?: number) => Code;

const operation =
  (...opcode: number[]): Operation =>
  (...operands) => [...operands.flat(), ...opcode];

const simd = (code: number): number[] => [0xfd, ...unsigned(code)];

const load =
  (opcode: readonly number[], align: number): Load =>
  (address, offset = 0) => [...address, ...opcode, align, ...unsigned(offset)];

const store =
  (opcode: readonly number[], align: number): Store =>
  (address, value, offset = 0) => [...address, ...value, ...opcode, align, ...unsigned(offset)];

/** An i32 constant. */
export const int = (value: number): Code => [0x41, ...signed(value)];

/** Operations on i32 values; comparisons are unsigned, as addresses and sizes are. */
export const i32: Readonly<Record<'add' | 'and' | 'isZero' | 'lessThan' | 'mul' | 'shiftLeft' | 'sub', Operation>> & {
  readonly load: Load;
  readonly store: Store;
} = {
  isZero: operation(0x45),
  lessThan: operation(0x49),
  add: operation(0x6a),
  sub: operation(0x6b),
  mul: operation(0x6c),
  and: operation(0x71),
  shiftLeft: operation(0x74),
  load: load([0x28], 2),
  store: store([0x36], 2),
};

/** Operations on f32 values. */
export const f32: Readonly<Record<'add' | 'mul', Operation>> & {
  readonly load: Load;
  readonly store: Store;
  readonly zero: Code;
} = {
  load: load([0x2a], 2),
  store: store([0x38], 2),
  add: operation(0x92),
  mul: operation(0x94),
  zero: [0x43, 0, 0, 0, 0],
};

/**
 * Operations on four f32 lanes; `pmin(a, b)` is `b < a ? b : a`, `pmax(a, b)` is `a < b ? b : a`, `and`, `or` and `xor` are of the bits, and
 * `select(a, b, mask)` takes the bits of `a` where the mask's are 1. `convert` is of signed i32 lanes, `loadPair` reads one f64 into both halves. Alignment hints are those of a single float: tensors are only sure to be 4-aligned.
 */
export const v128: Readonly<
  Record<
    'add' | 'and' | 'convert' | 'div' | 'mul' | 'neg' | 'or' | 'pmax' | 'pmin' | 'select' | 'sqrt' | 'sub' | 'xor',
    Operation
  > &
    Record<'load' | 'loadPair' | 'loadSplat', Load>
> & {
  readonly store: Store;
  /** Stores one 32-bit lane. */
  readonly storeLane: (address: Code, value: Code, lane: number) => Code;
  /** `a · b + c`, rounded once or twice as the processor likes: relaxed SIMD, which not every engine compiles. */
  readonly multiplyAdd: (a: Code, b: Code, c: Code) => Code;
  readonly zero: Code;
  /** Lanes 0 to 3 are those of the first, 4 to 7 those of the second. */
  readonly shuffle: (first: Code, second: Code, lanes: readonly [number, number, number, number]) => Code;
} = {
  load: load(simd(0x00), 2),
  loadSplat: load(simd(0x09), 2),
  loadPair: load(simd(0x0a), 2),
  store: store(simd(0x0b), 2),
  storeLane: (address, value, lane) => [...address, ...value, ...simd(0x5a), 2, 0, lane],
  and: operation(...simd(0x4e)),
  or: operation(...simd(0x50)),
  xor: operation(...simd(0x51)),
  select: operation(...simd(0x52)),
  convert: operation(...simd(0xfa)),
  neg: operation(...simd(0xe1)),
  sqrt: operation(...simd(0xe3)),
  add: operation(...simd(0xe4)),
  sub: operation(...simd(0xe5)),
  mul: operation(...simd(0xe6)),
  div: operation(...simd(0xe7)),
  pmin: operation(...simd(0xea)),
  pmax: operation(...simd(0xeb)),
  multiplyAdd: operation(...simd(0x105)),
  zero: [...simd(0x0c), ...Array.from({ length: 16 }, () => 0)],
  shuffle: (first, second, lanes) => [
    ...first,
    ...second,
    ...simd(0x0d),
    ...lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]),
  ],
};

/** Operations on four i32 lanes; the maximum is of signed numbers, a shift to the right brings in zeros. */
export const i32x4: Readonly<Record<'add' | 'max' | 'shiftLeft' | 'shiftRight' | 'splat' | 'sub', Operation>> = {
  splat: operation(...simd(0x11)),
  shiftLeft: operation(...simd(0xab)),
  shiftRight: operation(...simd(0xad)),
  add: operation(...simd(0xae)),
  sub: operation(...simd(0xb1)),
  max: operation(...simd(0xb8)),
};

/**
 * Operations on two f64 lanes. `promote` takes the lower two of four f32 lanes, and `demote` rounds to these; `convertSigned` and `convertUnsigned` take the
 * lower two of four i32 lanes. `atLeast` gives a mask of ones where a >= b.
 */
export const f64x2: Readonly<
  Record<
    | 'add'
    | 'atLeast'
    | 'convertSigned'
    | 'convertUnsigned'
    | 'demote'
    | 'div'
    | 'mul'
    | 'neg'
    | 'pmin'
    | 'promote'
    | 'sqrt'
    | 'sub',
    Operation
  >
> = {
  atLeast: operation(...simd(0x4c)),
  demote: operation(...simd(0x5e)),
  promote: operation(...simd(0x5f)),
  neg: operation(...simd(0xed)),
  sqrt: operation(...simd(0xef)),
  add: operation(...simd(0xf0)),
  sub: operation(...simd(0xf1)),
  mul: operation(...simd(0xf2)),
  div: operation(...simd(0xf3)),
  pmin: operation(...simd(0xf6)),
  convertSigned: operation(...simd(0xfe)),
  convertUnsigned: operation(...simd(0xff)),
};

/** `if (condition) { then } else { otherwise }`. */
export function branch(condition: Code, then: readonly Code[], otherwise: readonly Code[] = []): Code {
  const alternative = otherwise.length > 0 ? [0x05, ...otherwise.flat()] : [];
  return [...condition, 0x04, EMPTY_BLOCK, ...then.flat(), ...alternative, 0x0b];
}

/** A call of the function at `index` of the module. */
export const call = (index: number, operands: readonly Code[]): Code => [...operands.flat(), 0x10, ...unsigned(index)];

/** block { if !condition leave; loop { body; if condition again } } */
const whileTrue = (condition: Code, body: readonly Code[]): Code =>
  [[0x02, EMPTY_BLOCK], i32.isZero(condition), [0x0d, 0, 0x03, EMPTY_BLOCK], ...body, condition, [0x0d, 0, 0x0b, 0x0b]].flat();

/** Writes a function with named i32 parameters and named, typed locals. */
export function func<Parameter extends string, Name extends string = never>(
  name: string,
  parameters: readonly Parameter[],
  locals: Readonly<Record<Name, ValueType>>,
  write: (locals: Locals<Parameter | Name>) => readonly Code[],
): FunctionSource {
  const localNames = Object.keys(locals) as Name[];
  const types: ValueType[] = localNames.map((key) => locals[key]);
  const index = new Map<string, number>([...parameters, ...localNames].map((key, position) => [key, position]));
  const at = (position: number): Local => ({
    get: [0x20, ...unsigned(position)],
    set: (value) => [...value, 0x21, ...unsigned(position)],
  });
  const named = (key: string): Local => at(index.get(key) ?? -1);
  const body = write({
    get: (key) => named(key).get,
    set: (key, value) => named(key).set(value),
    increase: (key, step) => named(key).set(i32.add(named(key).get, step)),
    whileBelow: (key, limit, statements) => whileTrue(i32.lessThan(named(key).get, limit), statements),
    vector: () => at(parameters.length + types.push('v128') - 1),
  });
  return { name, parameters: parameters.length, locals: types, body: body.flat() };
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
