// Damaged files for every reader: what `scripts/fuzz.mjs` runs by the hundred thousand and `src/fuzz.test.ts` by the two thousand.
import { readdirSync, readFileSync } from 'node:fs';
import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateRawSync, inflateSync } from 'node:zlib';

const folder = new URL('../../oracles/files/', import.meta.url);
const load = (pattern) =>
  readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, folder))) }));

/** A small generator of numbers (Weyl sequence, mixed): the same damage for the same seed everywhere. */
function generator(seed) {
  let state = (seed * 0x9e3779b9 + 0x85ebca6b) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return { below: (limit) => next() % Math.max(1, limit), chance: (one) => next() % one === 0 };
}

const numbers = [0, 1, 2, 7, 8, 127, 128, 255, 256, 1000, 65_535, 65_536, 2 ** 20, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
const bytesOf = [0, 1, 2, 15, 16, 31, 44, 34, 10, 13, 127, 128, 129, 254, 255];

/** One to four kinds of damage; half of them near the beginning or the end, where headers and footers are. */
function damage(original, random, others) {
  let bytes = original.slice();
  const place = () => {
    if (random.chance(2)) return random.below(bytes.length);
    const near = random.below(Math.min(bytes.length, 96));
    return random.chance(2) ? near : bytes.length - 1 - near;
  };
  const splice = (at, remove, insert) => {
    const joined = new Uint8Array(Math.max(0, bytes.length - remove) + insert.length);
    joined.set(bytes.subarray(0, at));
    joined.set(insert, at);
    joined.set(bytes.subarray(at + remove), at + insert.length);
    bytes = joined;
  };
  const times = random.chance(2) ? 1 : 2 + random.below(3);
  // Damage that moves nothing gets past more checks than damage that does.
  const kinds = random.chance(2) ? 4 : 10;
  for (let i = 0; i < times && bytes.length > 0; i++) {
    const at = place();
    const length = Math.min(bytes.length - at, 1 + random.below(random.chance(4) ? 200 : 8));
    switch (random.below(kinds)) {
      case 0:
        bytes[at] ^= 1 << random.below(8);
        break;
      case 1:
        bytes[at] = bytesOf[random.below(bytesOf.length)];
        break;
      case 2:
        bytes[at] = random.below(256);
        break;
      case 3: {
        const value = random.chance(4) ? bytes.length + random.below(5) - 2 : numbers[random.below(numbers.length)];
        const size = [2, 4, 4, 8][random.below(4)];
        const little = random.chance(2);
        for (let k = 0; k < size && at + k < bytes.length; k++) {
          const power = little ? k : size - 1 - k;
          bytes[at + k] = Math.floor(value / 256 ** power) % 256;
        }
        break;
      }
      case 4:
        splice(at, length, []);
        break;
      case 5:
        splice(
          at,
          0,
          Uint8Array.from({ length }, () => random.below(256)),
        );
        break;
      case 6:
        splice(at, 0, bytes.slice(at, at + length));
        break;
      case 7:
        bytes.fill(bytesOf[random.below(bytesOf.length)], at, at + length);
        break;
      case 8:
        bytes = bytes.slice(0, random.chance(2) ? at : bytes.length - 1 - random.below(Math.min(8, bytes.length)));
        break;
      default: {
        const other = others[random.below(others.length)].bytes;
        const from = random.below(other.length);
        splice(at, random.chance(2) ? length : 0, other.slice(from, from + length));
      }
    }
  }
  return bytes;
}

const crcTable = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});
const crc32 = (bytes) => {
  let c = -1;
  for (const byte of bytes) c = crcTable[(c ^ byte) & 255] ^ (c >>> 8);
  return ~c >>> 0;
};

/** Makes the checksums of a damaged PNG right again, so that the damage reaches what lies behind them. */
function mendPng(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) break;
    view.setUint32(end - 4, crc32(bytes.subarray(at + 4, end - 4)));
    at = end;
  }
  return bytes;
}

/** Damages the lines of a PNG within the compression and the checksums. */
function damagePngLines(bytes, random, others) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + view.getUint32(at);
    if (String.fromCharCode(...bytes.subarray(at + 4, at + 8)) === 'IDAT') {
      const packed = deflateSync(damage(new Uint8Array(inflateSync(bytes.subarray(at + 8, end - 4))), random, others));
      const chunk = new Uint8Array(packed.length + 12);
      new DataView(chunk.buffer).setUint32(0, packed.length);
      chunk.set(bytes.subarray(at + 4, at + 8), 4);
      chunk.set(packed, 8);
      parts.push(chunk);
    } else {
      parts.push(bytes.subarray(at, end));
    }
    at = end;
  }
  return mendPng(new Uint8Array(Buffer.concat(parts)));
}

/** A zip archive of members by name, packed or not, with the right sizes and checksums. */
function zipOf(members, random) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, member] of members) {
    const packed = random.chance(2) ? deflateRawSync(member) : member;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(packed === member ? 0 : 8, 10);
    central.writeUInt32LE(crc32(member), 16);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(member.length, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), packed);
    directory.push(central, Buffer.from(name));
    offset += local.length + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}

/** Damages the one member of a zip archive and makes sizes and checksums right again. */
const damageMember = (bytes, random, others) => zipOf([['x.npy', damage(bytes, random, others)]], random);

/** The members of a whole zip archive, by its directory. */
function membersOf(bytes) {
  const file = Buffer.from(bytes);
  const members = [];
  let at = file.readUInt32LE(file.length - 6);
  for (let left = file.readUInt16LE(file.length - 12); left > 0; left--) {
    const [length, start] = [file.readUInt32LE(at + 20), file.readUInt32LE(at + 42)];
    const name = file.subarray(at + 46, at + 46 + file.readUInt16LE(at + 28)).toString();
    const from = start + 30 + file.readUInt16LE(start + 26) + file.readUInt16LE(start + 28);
    const packed = file.subarray(from, from + length);
    members.push([name, new Uint8Array(file.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed))]);
    at += 46 + file.readUInt16LE(at + 28) + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return members;
}

/** Damages one member of an archive of several. */
function damageOneOf(bytes, random) {
  const members = membersOf(bytes);
  const place = random.below(members.length);
  const seeds = members.map(([name, member]) => ({ name, bytes: member }));
  return zipOf(
    members.map(([name, member], i) => [name, i === place ? damage(member, random, seeds) : member]),
    random,
  );
}

const product = (shape) => shape.reduce((total, size) => total * size, 1);

/** The fields of a CSV file, found in another way than the reader's: character by character over the decoded text. */
function csvFields(text) {
  const rows = [];
  let row = [];
  let field = '';
  let quoted = false;
  let started = false;
  const endRow = () => {
    row.push(field);
    // One empty field is an empty line.
    if (row.length > 1 || started) rows.push(row);
    else rows.push(null);
    row = [];
    field = '';
    started = false;
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[i + 1] === '"') field += text[i++];
      else quoted = false;
    } else if (character === '"') {
      quoted = started = true;
    } else if (character === ',') {
      row.push(field);
      field = '';
      started = true;
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[i + 1] === '\n') i++;
      endRow();
    } else {
      field += character;
      started = true;
    }
  }
  if (started || row.length > 0) endRow();
  // Empty lines before the first line that is not say nothing.
  const first = rows.findIndex((cells) => cells !== null);
  const width = rows[first]?.length ?? 0;
  return rows.slice(first).flatMap((cells) => (cells === null ? (width === 1 ? [['']] : []) : [cells]));
}

/** What Windows-1252 has from 0x80 on where Latin-1 has control characters. */
const signs = [...'€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'];

const decoded = (bytes, encoding) =>
  encoding === 'windows-1252'
    ? Array.from(bytes, (byte) => signs[byte - 128] ?? String.fromCharCode(byte)).join('')
    : new TextDecoder(encoding).decode(bytes);

/** A number however it is spelled, by the marks that its column was said to have. */
const spelledNumber = (field, { thousands = '', decimal = '.', prefix = '', suffix = '' } = {}) => {
  const negative = /^\(.*\)$|^[^\d]*[-\u2212]/.test(field);
  let digits = field
    .replace(/^\((.*)\)$/, '$1')
    .replace(prefix, '')
    .replace(suffix, '')
    .replace(/^[\s+\-\u2212]+/, '');
  if (thousands !== '') digits = digits.replaceAll(thousands, '');
  const size = Number(decimal === ',' ? digits.replace(',', '.') : digits);
  return negative ? -size : size;
};

/** Whether a table says what the fields of a CSV file say. */
function sameTable(table, bytes) {
  const { dialect } = table;
  const missing = new Set(['', ...dialect.missing]);
  const text = decoded(bytes, dialect.encoding);
  const rows = csvFields(text);
  const cells = dialect.header ? rows.slice(1) : rows;
  return (
    cells.length === table.size &&
    table.columns.every((column, place) =>
      cells.every((row, i) => {
        const field = row[place].trim();
        const isSign = field === '-' && column.type === 'category' && column.categories.includes('+');
        if (missing.has(field) && !isSign) return column.missing?.[i] === 1;
        if (column.missing?.[i]) return false;
        const value = column.values[i];
        if (column.type === 'category') return column.categories[value] === field;
        if (column.type === 'text') return value === row[place];
        if (column.type === 'boolean') return column.spelling.words[value].toLowerCase() === field.toLowerCase();
        return column.type === 'date' || value === spelledNumber(field, column.spelling);
      }),
    )
  );
}

/** Whether the columns of a table are whole: as many values as rows, finite numbers, places within the categories. */
const wholeTable = (table) =>
  table.columns.every(
    ({ type, values, categories, missing: absent }) =>
      values.length === table.size &&
      (absent === undefined || absent.length === table.size) &&
      (type === 'text' ||
        values.every((value, row) =>
          type === 'category' ? (absent?.[row] ? value === -1 : value >= 0 && value < categories.length) : Number.isFinite(value),
        )),
  );

const rowsOfBytes = (count, size, put) => {
  const bytes = new Uint8Array(count * size);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 31 + (i >> 7)) & 255;
  for (let row = 0; row < count; row++) put(bytes.subarray(row * size, (row + 1) * size), row);
  return bytes;
};

/** Two windows and a buffer, which an inflater takes for a stream however short. */
const inflater = 2 ** 19;

/** The window that a stream of Brotli or zstd may ask for; a page of either may come out very much larger than it is. */
const windows = 2 ** 25;

/**
 * The readers and their files. Each target has `seeds` (whole files), `read`, and `isRight(result, bytes)`, which judges an answer to
 * damaged bytes without the reader; `mutate(bytes, random, seeds)` is damage of the target's own, half of the time.
 */
export function fuzzTargets(library) {
  return [...arrayTargets(library), ...tableTargets(library), ...imageTargets(library), ...parquetTargets(library)];
}

/** NumPy's files and IDX. */
function arrayTargets({ readNpy, readNpz, readIdx, readExamplesFrom, fileTreeOf, writeNpy, writeIdx }) {
  const idx = [
    writeIdx({ data: rowsOfBytes(5, 12, () => {}), shape: [5, 4, 3] }),
    writeIdx({ data: Uint8Array.of(3, 1, 4, 1, 5), shape: [5] }),
    writeIdx({ data: Float32Array.of(1.5, -2, Number.NaN, Infinity), shape: [2, 2] }),
    writeIdx({ data: Int32Array.from({ length: 2000 }, (_, i) => i * i), shape: [40, 50] }),
  ].map((bytes, i) => ({ name: `${i}.idx`, bytes }));
  const zipped = idx.map(({ name, bytes }) => ({ name: `${name}.gz`, bytes: new Uint8Array(gzipSync(bytes)) }));
  const oracle = JSON.parse(readFileSync(new URL('../images.json', folder), 'utf8'));
  const seedsOf = (files) =>
    Object.entries(files).map(([name, { bytes }]) => ({ name, bytes: new Uint8Array(Buffer.from(bytes, 'hex')) }));
  const texts = seedsOf(oracle.labels);
  const npy = [...load(/\.npy$/), ...texts];
  return [
    {
      name: 'npy',
      seeds: npy,
      read: (bytes) => readNpy(bytes, { text: true }),
      // The numbers fill the shape, and what is written again is read as the same.
      isRight: ({ data, shape }) =>
        data.length === product(shape) &&
        (Array.isArray(data) || Object.is(readNpy(writeNpy({ data, shape })).data.length, data.length)),
    },
    {
      name: 'npz',
      seeds: load(/\.npz$/),
      read: (bytes) => readNpz(bytes, { text: true }),
      isRight: (arrays) => Object.values(arrays).every(({ data, shape }) => data.length === product(shape)),
      overhead: inflater,
      mutate: (_, random) => damageMember(npy[random.below(npy.length)].bytes, random, npy),
    },
    {
      name: 'sparse',
      seeds: seedsOf(oracle.sparse),
      // A matrix is as large as it says, however few its values.
      read: async (bytes) => {
        const file = { name: 'x.npz', size: bytes.length, arrayBuffer: async () => bytes.slice().buffer };
        return (await readExamplesFrom(fileTreeOf(file), { maxBytes: 2 ** 18 })).train.x;
      },
      isRight: ({ data, shape }) => data.length === product(shape) && data.every(Number.isFinite),
      overhead: 2 ** 21,
      mutate: (bytes, random) => damageOneOf(bytes, random),
    },
    {
      name: 'idx',
      seeds: [...idx, ...zipped],
      read: (bytes) => readIdx(bytes),
      isRight: (tensor, bytes) => {
        const plain = bytes[0] === 0x1f ? new Uint8Array(gunzipSync(bytes)) : bytes;
        const written = writeIdx(tensor);
        const { data } = tensor;
        const start = written.length - data.byteLength;
        // NaN has many patterns of bits; of one, another may be written.
        const same = (byte, i) => byte === plain[i] || Number.isNaN(data[Math.floor((i - start) / data.BYTES_PER_ELEMENT)]);
        return written.length === plain.length && written.every(same);
      },
      mutate: (_, random) => new Uint8Array(gzipSync(damage(idx[random.below(idx.length)].bytes, random, idx))),
    },
  ];
}

/** Texts of rows. */
function tableTargets({ readCsv, readJsonLines }) {
  return [
    {
      name: 'jsonl',
      seeds: [
        '{"a": 1, "b": "x", "on": true}\n{"a": null, "b": "y\\u00e9", "on": false}\n{"b": "", "a": 2.5e-3}\n',
        '[{"day": "2020-01-31", "n": -7}, {"day": "2021-12-01", "n": 12345678901}]',
        '\ufeff{"__proto__": 1, "constructor": "c"}\r\n{"__proto__": 2, "constructor": "d"}\r\n',
      ].map((text, i) => ({ name: `${i}.jsonl`, bytes: new Uint8Array(Buffer.from(text)) })),
      read: (bytes) => readJsonLines(bytes),
      isRight: wholeTable,
    },
    {
      name: 'csv',
      seeds: [
        ...load(/\.csv$/),
        { name: 'numbers.csv', bytes: Buffer.from('1,2,3\n4,5.5,-6e-3\n7,,9\n') },
        { name: 'column.csv', bytes: Buffer.from('a\n1\n\n3\n') },
      ],
      // Without a delimiter, the judge would have to detect one too.
      read: (bytes) => readCsv(bytes, { delimiter: ',' }),
      isRight: (table, bytes) => wholeTable(table) && sameTable(table, bytes),
    },
  ];
}

/** Files of images. */
function imageTargets({ readCifar10, readCifar100, readPng }) {
  const cifar10 = rowsOfBytes(2, 3073, (row, i) => (row[0] = i * 4));
  const cifar100 = rowsOfBytes(2, 3074, (row, i) => row.set([i * 9, i * 49]));
  return [
    {
      name: 'cifar10',
      seeds: [{ name: 'batch.bin', bytes: cifar10 }],
      read: (bytes) => readCifar10(bytes),
      isRight: ({ x, y }, bytes) =>
        y.data.every((label, row) => label === bytes[row * 3073]) &&
        y.data.every((_, row) =>
          [0, 5, 1023].every((i) =>
            [0, 1, 2].every((c) => x.data[(row * 1024 + i) * 3 + c] === bytes[row * 3073 + 1 + c * 1024 + i]),
          ),
        ),
    },
    {
      name: 'cifar100',
      seeds: [{ name: 'train.bin', bytes: cifar100 }],
      read: (bytes) => readCifar100(bytes),
      isRight: ({ y }, bytes) => y.data.every((label, row) => label === bytes[row * 3074 + 1]),
    },
    {
      name: 'png',
      seeds: load(/\.png$/),
      read: (bytes) => readPng(bytes),
      isRight: ({ data, width, height, channels }, bytes) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        return view.getUint32(16) === width && view.getUint32(20) === height && data.length === width * height * channels;
      },
      overhead: inflater,
      mutate: (bytes, random, seeds) =>
        random.chance(2) ? mendPng(damage(bytes, random, seeds)) : damagePngLines(bytes, random, seeds),
    },
  ];
}

/** Parquet, where there is a reader. */
function parquetTargets({ readParquet }) {
  if (readParquet === undefined) return [];
  return [
    {
      name: 'parquet',
      seeds: load(/^(?!nested|zstd|lz4|brotli|gzip).*\.parquet$/),
      read: (bytes) => readParquet(bytes),
      isRight: wholeTable,
    },
    {
      name: 'parquet-gzip',
      seeds: load(/^gzip.*\.parquet$/),
      read: (bytes) => readParquet(bytes),
      isRight: wholeTable,
      overhead: inflater,
    },
    {
      name: 'parquet-codecs',
      seeds: load(/^(?:zstd|lz4|brotli)\.parquet$/),
      read: (bytes) => readParquet(bytes),
      isRight: wholeTable,
      overhead: windows,
    },
  ];
}

/** Measures what typed arrays and arrays of a length are asked for; to be switched on before the readers are loaded. */
export function meterAllocations() {
  const meter = { largest: 0, reset: () => (meter.largest = 0), restore: () => Object.assign(globalThis, originals) };
  const originals = {};
  const names = [
    'Float32Array',
    'Float64Array',
    'Int8Array',
    'Int16Array',
    'Int32Array',
    'Uint8Array',
    'Uint16Array',
    'Uint32Array',
    'BigInt64Array',
    'BigUint64Array',
    'ArrayBuffer',
    'Array',
  ];
  for (const name of names) {
    const original = globalThis[name];
    originals[name] = original;
    const size = original.BYTES_PER_ELEMENT ?? (name === 'Array' ? 8 : 1);
    globalThis[name] = new Proxy(original, {
      construct(target, args, newTarget) {
        const [first] = args;
        const length =
          typeof first === 'number'
            ? first
            : typeof first === 'object' && !(first instanceof originals.ArrayBuffer)
              ? (first?.length ?? 0)
              : 0;
        if (args.length < 2) meter.largest = Math.max(meter.largest, length * size);
        return Reflect.construct(target, args, newTarget);
      },
    });
  }
  return meter;
}

/**
 * Reads `count` damaged files. Everything but a `DataError` or a right answer is a fault; so is an allocation beyond ten times the file and a fixed 64 KiB (512 KiB where an
 * inflater works).
 */
export async function fuzz(target, { count, seed, meter, DataError, now = () => 0, begin = () => {} }) {
  const random = generator(seed);
  const report = { name: target.name, count, answers: 0, refusals: {}, slowest: 0, largest: 0, faults: [] };
  for (let i = 0; i < count; i++) {
    const original = target.seeds[random.below(target.seeds.length)];
    const own = target.mutate !== undefined && random.chance(2);
    const bytes = own ? target.mutate(original.bytes, random, target.seeds) : damage(original.bytes, random, target.seeds);
    const fault = (problem) =>
      report.faults.push({ index: i, file: original.name, problem, bytes: Buffer.from(bytes).toString('base64') });
    begin(i);
    meter?.reset();
    const start = now();
    let result;
    let error;
    try {
      result = await target.read(bytes);
    } catch (thrown) {
      error = thrown;
    }
    const time = now() - start;
    const largest = meter?.largest ?? 0;
    report.slowest = Math.max(report.slowest, time);
    report.largest = Math.max(report.largest, largest);
    if (time > 1000) fault(`took ${Math.round(time)} ms`);
    const size = Math.max(bytes.length, ...target.seeds.map((file) => file.bytes.length));
    if (largest > 10 * size + (target.overhead ?? 65_536)) fault(`asked for ${largest} bytes for a file of ${bytes.length}`);
    if (error instanceof DataError) {
      report.refusals[error.kind] = (report.refusals[error.kind] ?? 0) + 1;
    } else if (error !== undefined) {
      fault(`threw ${error?.stack ?? error}`);
    } else {
      report.answers++;
      let right = false;
      try {
        right = target.isRight(result, bytes);
      } catch (thrown) {
        fault(`gave an answer that cannot be judged: ${thrown?.stack ?? thrown}`);
        continue;
      }
      if (!right) fault('gave a wrong answer');
    }
  }
  return report;
}
