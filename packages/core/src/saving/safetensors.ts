import { fromHalf, sizeFromShape } from '@vaekit-internal/base';

/** A named array of a safetensors file. */
export interface NamedArray {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** What a safetensors file holds. */
export interface SafeTensors {
  readonly tensors: Readonly<Record<string, NamedArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const ITEM_BYTES = 4;

const scratch = new DataView(new ArrayBuffer(4));
/** bfloat16 is the upper half of a float32. */
function fromBrain(bits: number): number {
  scratch.setUint32(0, bits * 65536);
  return scratch.getFloat32(0);
}

interface NumberType {
  readonly bytes: number;
  readonly whole?: boolean;
  read(view: DataView, at: number): number;
}

/** What other libraries write; floating-point numbers become float32, whole ones int32. */
const NUMBER_TYPES: Readonly<Record<string, NumberType>> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => fromHalf(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => fromBrain(view.getUint16(at, true)) },
  I64: { bytes: 8, whole: true, read: (view, at) => Number(view.getBigInt64(at, true)) },
  I32: { bytes: 4, whole: true, read: (view, at) => view.getInt32(at, true) },
  I16: { bytes: 2, whole: true, read: (view, at) => view.getInt16(at, true) },
  I8: { bytes: 1, whole: true, read: (view, at) => view.getInt8(at) },
  U8: { bytes: 1, whole: true, read: (view, at) => view.getUint8(at) },
  BOOL: { bytes: 1, whole: true, read: (view, at) => view.getUint8(at) },
};

/**
 * Writes named arrays in the safetensors format: eight bytes of header length (little-endian), a JSON header, then the numbers. F32 and I32.
 * Entries are sorted by name and the header is padded to eight bytes: equal content gives equal bytes.
 *
 * @see https://github.com/huggingface/safetensors#format
 */
export function writeSafetensors({
  tensors,
  metadata = {},
}: {
  readonly tensors: Readonly<Record<string, NamedArray>>;
  readonly metadata?: Readonly<Record<string, string>>;
}): Uint8Array<ArrayBuffer> {
  const names = Object.keys(tensors).sort();
  // Without a prototype, `__proto__` is a name like any other.
  const header = Object.create(null) as Record<string, unknown>;
  if (Object.keys(metadata).length > 0) header['__metadata__'] = metadata;
  let offset = 0;
  for (const name of names) {
    const { data, shape } = tensors[name]!;
    const size = sizeFromShape(shape);
    if (size !== data.length)
      throw new Error(`writeSafetensors: \`${name}\` has ${data.length} numbers but shape [${shape.join(',')}] needs ${size}`);
    if (name === '__metadata__') throw new Error('writeSafetensors: the name `__metadata__` is reserved by the format');
    header[name] = {
      dtype: data instanceof Int32Array ? 'I32' : 'F32',
      shape,
      data_offsets: [offset, offset + size * ITEM_BYTES],
    };
    offset += size * ITEM_BYTES;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, 8, 8 + length);
  bytes.set(text, 8);
  let position = 8 + length;
  for (const name of names) {
    const { data } = tensors[name]!;
    for (const value of data) {
      if (data instanceof Int32Array) view.setInt32(position, value, true);
      else view.setFloat32(position, value, true);
      position += ITEM_BYTES;
    }
  }
  return bytes;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function isEntry(value: unknown): value is Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Partial<Entry>;
  const whole = (n: unknown): boolean => Number.isSafeInteger(n) && (n as number) >= 0;
  return (
    typeof dtype === 'string' &&
    Array.isArray(shape) &&
    shape.every(whole) &&
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every(whole)
  );
}

/**
 * Reads a safetensors file. F64, F16 and BF16 become float32, I64, I16, I8, U8 and BOOL int32.
 *
 * @throws Error that says what is wrong and where: a header longer than the file, bad JSON, an unknown number type, offsets that do not
 *   match the shape, overlap, leave gaps or point outside the file. Nothing of the size a forged header asks for is allocated.
 */
export function readSafetensors(bytes: Uint8Array): SafeTensors {
  const fail = (what: string): never => {
    throw new Error(`readSafetensors: ${what}; the file is damaged or not a safetensors file`);
  };
  if (bytes.length < 8) fail(`expected at least 8 bytes, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > bytes.length - 8) fail(`the header says it has ${length} bytes but ${bytes.length - 8} follow`);
  let header: Record<string, unknown> = {};
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length))) as Record<
      string,
      unknown
    >;
  } catch {
    fail('the header is not valid JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) fail('the header is not a JSON object');
  const { __metadata__: metadata = {}, ...rest } = header;
  if (typeof metadata !== 'object' || metadata === null || Object.values(metadata).some((value) => typeof value !== 'string')) {
    fail('`__metadata__` is not an object of strings');
  }
  const start = 8 + length;
  const entries = Object.entries(rest).map(([name, entry]): [string, Entry] => {
    if (!isEntry(entry)) return fail(`the entry of \`${name}\` is not { dtype, shape, data_offsets }`);
    const [from, to] = entry.data_offsets;
    const size = sizeFromShape(entry.shape);
    if (!Object.hasOwn(NUMBER_TYPES, entry.dtype))
      fail(`\`${name}\` has number type ${entry.dtype}; expected ${Object.keys(NUMBER_TYPES).join(', ')}`);
    const { bytes: item } = NUMBER_TYPES[entry.dtype]!;
    if (to - from !== size * item)
      fail(`\`${name}\` has ${to - from} bytes but shape [${entry.shape.join(',')}] needs ${size * item}`);
    if (start + to > bytes.length) fail(`\`${name}\` ends at byte ${start + to} but the file has ${bytes.length}`);
    return [name, entry];
  });
  let covered = 0;
  // Empty arrays come before the one that starts at the same offset.
  const inOrder = [...entries].sort(([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1]);
  for (const [name, entry] of inOrder) {
    if (entry.data_offsets[0] !== covered)
      fail(`\`${name}\` begins at byte ${start + entry.data_offsets[0]}, expected ${start + covered}`);
    covered = entry.data_offsets[1];
  }
  if (start + covered !== bytes.length) fail(`${bytes.length - start - covered} bytes follow the last array`);

  const tensors = Object.fromEntries(
    entries.map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]): [string, NamedArray] => {
        const { bytes: item, whole = false, read } = NUMBER_TYPES[dtype]!;
        const count = (to - from) / item;
        const data = whole ? new Int32Array(count) : new Float32Array(count);
        for (let i = 0; i < count; i++) {
          const value = read(view, start + from + i * item);
          data[i] = value;
          if (whole && data[i] !== value) fail(`\`${name}\` has ${value} at position ${i}, which is no 32-bit number`);
        }
        return [name, { data, shape }];
      },
    ),
  );
  return { tensors, metadata: metadata as Record<string, string> };
}
