/** Encoded WebAssembly instructions: an expression or a sequence of statements. */
export type Code = readonly number[];

/** A parameter or local of the function that is being written. */
export interface Local {
  readonly get: Code;
  set(value: Code): Code;
}

/** A function `(i32, i32) => void` that is exported by its name; it hands results back through memory. */
export interface FunctionSource {
  readonly name: string;
  /** How many v128 locals it has. */
  readonly vectors: number;
  readonly body: Code;
}

const I32 = 0x7f;
const V128 = 0x7b;
const EMPTY_BLOCK = 0x40;

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

const operation =
  (...opcode: number[]): Operation =>
  (...operands) => [...operands.flat(), ...opcode];

const simd = (code: number): Operation => operation(0xfd, ...unsigned(code));

/** Operations on i32. */
export const i32: {
  readonly constant: (value: number) => Code;
  readonly add: Operation;
  /** `a < b`, unsigned as addresses are. */ readonly below: Operation;
} = {
  constant: (value) => [0x41, ...signed(value)],
  add: operation(0x6a),
  below: operation(0x49),
};

/** Sixteen bytes. Addresses of loads and stores are multiples of 16 (of 4 for `loadSplat`), plus a constant offset. */
export const v128: {
  readonly load: (address: Code, offset: number) => Code;
  readonly store: (address: Code, offset: number, value: Code) => Code;
  /** Four copies of a float32. */
  readonly loadSplat: (address: Code, offset: number) => Code;
  readonly and: Operation;
  /** The upper two float32 lanes in the place of the lower two. */
  readonly upperHalf: (value: Code) => Code;
} = {
  load: (address, offset) => [...address, 0xfd, 0x00, 4, ...unsigned(offset)],
  store: (address, offset, value) => [...address, ...value, 0xfd, 0x0b, 4, ...unsigned(offset)],
  loadSplat: (address, offset) => [...address, 0xfd, 0x09, 2, ...unsigned(offset)],
  and: simd(0x4e),
  // A shuffle of the value with itself: byte i is byte i + 8 of the pair.
  upperHalf: (value) => [...value, ...value, 0xfd, 0x0d, ...Array.from({ length: 16 }, (_, i) => i + 8)],
};

/** Four i32 lanes; the maximum is of signed numbers. */
export const i32x4: Readonly<Record<'max' | 'splat', Operation>> = { splat: simd(0x11), max: simd(0xb8) };

/** Four f32 lanes; `pmin(a, b)` is `b < a ? b : a`, `pmax(a, b)` is `a < b ? b : a`. */
export const f32x4: Readonly<Record<'add' | 'div' | 'mul' | 'neg' | 'pmax' | 'pmin' | 'sqrt' | 'sub', Operation>> = {
  neg: simd(0xe1),
  sqrt: simd(0xe3),
  add: simd(0xe4),
  sub: simd(0xe5),
  mul: simd(0xe6),
  div: simd(0xe7),
  pmin: simd(0xea),
  pmax: simd(0xeb),
};

/** Two f64 lanes; `promote` takes the lower two of four f32 lanes. */
export const f64x2: Readonly<Record<'add' | 'mul' | 'promote', Operation>> = {
  promote: simd(0x5f),
  add: simd(0xf0),
  mul: simd(0xf2),
};

/** `do { body } while (condition)`. */
export const doWhile = (body: readonly Code[], condition: Code): Code => [
  0x03,
  EMPTY_BLOCK,
  ...body.flat(),
  ...condition,
  0x0d,
  0,
  0x0b,
];

/** Writes a function of two i32; `vector` makes one v128 local after another. */
export function func(name: string, write: (first: Local, second: Local, vector: () => Local) => readonly Code[]): FunctionSource {
  const at = (index: number): Local => ({
    get: [0x20, ...unsigned(index)],
    set: (value) => [...value, 0x21, ...unsigned(index)],
  });
  let vectors = 0;
  const body = write(at(0), at(1), () => at(2 + vectors++)).flat();
  return { name, vectors, body };
}

/** The bytes of a module that imports the memory `env.memory` and exports the functions by name. */
export function assemble(functions: readonly FunctionSource[]): Uint8Array<ArrayBuffer> {
  const vector = (entries: readonly (readonly number[])[]): number[] => [...unsigned(entries.length), ...entries.flat()];
  const text = (value: string): number[] => vector([...new TextEncoder().encode(value)].map((byte) => [byte]));
  const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];
  const bodyOf = ({ vectors, body }: FunctionSource): number[] => {
    const bytes = [...vector([[...unsigned(vectors), V128]]), ...body, 0x0b];
    return [...unsigned(bytes.length), ...bytes];
  };
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([[0x60, ...vector([[I32], [I32]]), 0]])),
    ...section(2, vector([[...text('env'), ...text('memory'), 0x02, 0x00, 0x00]])),
    ...section(3, vector(functions.map(() => [0]))),
    ...section(7, vector(functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]))),
    ...section(10, vector(functions.map(bodyOf))),
  ]);
}
