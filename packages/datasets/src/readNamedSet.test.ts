import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { crc32 } from '@vaekit-internal/base';
import { type ByteSource, bytesSource } from './byteSource.js';
import { DataError, type DataErrorKind } from './dataError.js';
import { readSpriteImages } from './dsprites.js';
import { writeIdx } from './idx.js';
import { namedSet, namedSets } from './namedSets.js';
import { writeNpy } from './npy.js';
import { readNamedSet } from './readNamedSet.js';
import { readZipDirectory, readZipEntry } from './zipArchive.js';

interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly stored?: boolean;
}

/** A zip archive as PKWARE's note describes it. */
function zip(members: readonly Member[], change: (archive: Buffer) => void = (): void => undefined): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, stored = false } of members) {
    const packed = stored ? Buffer.from(bytes) : deflateRawSync(bytes);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(stored ? 0 : 8, 10);
    central.writeUInt32LE(crc32(bytes), 16);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(bytes.length, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name), packed);
    directory.push(central, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  const archive = Buffer.concat([...locals, entries, end]);
  change(archive);
  return archive;
}

/** A tar archive in the ustar format. */
function tar(members: readonly Member[]): Buffer {
  const blocks = members.flatMap(({ name, bytes }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        0', 148);
    header.write('ustar\u000000', 257);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    return [header, Buffer.from(bytes), Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

const source = (bytes: Uint8Array, name = 'file'): ByteSource => bytesSource(name, bytes);
const bytesOf = (length: number, f: (i: number) => number): Uint8Array => Uint8Array.from({ length }, (_, i) => f(i));

async function expectFailure(call: Promise<unknown>, kind: DataErrorKind, message: RegExp): Promise<void> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DataError);
  expect(error).toMatchObject({ kind, message: expect.stringMatching(message) });
}

test('every set says what it is, under which license, and how its files are told from others', () => {
  expect(namedSets.map(({ name }) => name).toSorted()).toEqual([
    'cifar10',
    'dsprites',
    'emnist',
    'fashion-mnist',
    'kmnist',
    'mnist',
  ]);
  for (const set of namedSets) {
    expect(set.classes.length).toBeGreaterThan(2);
    expect(set.mirrors.every((mirror) => /^https?:\/\/.*\/$/.test(mirror))).toBe(true);
    expect(JSON.parse(JSON.stringify(set))).toEqual(set);
    for (const { checksums } of set.files) {
      const sums = Object.entries(checksums).map(([kind, sum]) => `${kind}: ${/^[0-9a-f]+$/.test(sum) ? sum.length : sum}`);
      expect(sums.join()).toMatch(/^(sha256: 64(,contentSha256: 64)?|gitBlob: 40,md5: 32)$/);
    }
  }
  const all = namedSets.flatMap(({ files }) => files.flatMap(({ checksums }) => Object.values(checksums)));
  expect(new Set(all).size).toBe(all.length);
  expect(() => namedSet('imagenet')).toThrow(
    /no set named "imagenet"; the named sets are mnist, fashion-mnist, kmnist, emnist, cifar10, dsprites/,
  );
});

describe('IDX sets', () => {
  const files = {
    'train-images-idx3-ubyte.gz': source(gzipSync(writeIdx({ data: bytesOf(12, (i) => i), shape: [3, 2, 2] }))),
    'train-labels-idx1-ubyte.gz': source(writeIdx({ data: Uint8Array.of(9, 0, 3), shape: [3] })),
    't10k-images-idx3-ubyte.gz': source(writeIdx({ data: bytesOf(4, (i) => i), shape: [1, 2, 2] })),
    't10k-labels-idx1-ubyte.gz': source(writeIdx({ data: Uint8Array.of(2), shape: [1] })),
  };
  test('are read with the names of their classes', async () => {
    const set = await readNamedSet('kmnist', files);
    expect(set).toMatchObject({ name: 'kmnist', license: 'CC-BY-SA-4.0' });
    expect(set.train.x.shape).toEqual([3, 2, 2, 1]);
    expect(set.train.classes?.[set.train.y?.data[0] ?? 0]).toBe('wo');
  });
  test('a missing file is named', async () => {
    const { 't10k-labels-idx1-ubyte.gz': _, ...rest } = files;
    await expectFailure(
      readNamedSet('mnist', rest),
      'file-missing',
      /mnist needs .*t10k-labels-idx1-ubyte\.gz; there is train-images/,
    );
    await expectFailure(readNamedSet('mnist', {}), 'file-missing', /there is nothing$/);
  });
});

describe('EMNIST', () => {
  const idx = (shape: number[], f: (i: number) => number): Uint8Array =>
    gzipSync(
      writeIdx({
        data: bytesOf(
          shape.reduce((a, b) => a * b, 1),
          f,
        ),
        shape,
      }),
    );
  const members = (split: string, lowest: number): Member[] => [
    { name: 'gzip/emnist-other-train-images-idx3-ubyte.gz', bytes: Uint8Array.of(1, 2) },
    { name: `gzip/emnist-${split}-train-images-idx3-ubyte.gz`, bytes: idx([2, 3, 3], (i) => i) },
    { name: `gzip/emnist-${split}-train-labels-idx1-ubyte.gz`, bytes: idx([2], (i) => lowest + i), stored: true },
    { name: `gzip/emnist-${split}-test-images-idx3-ubyte.gz`, bytes: idx([1, 3, 3], (i) => 10 * i) },
    { name: `gzip/emnist-${split}-test-labels-idx1-ubyte.gz`, bytes: idx([1], () => lowest + 10) },
  ];

  test('images are turned upright, from the archive and from loose files alike', async () => {
    const archive = await readNamedSet('emnist', { 'gzip.zip': source(zip(members('balanced', 0))) });
    expect([...archive.train.x.data]).toEqual([0, 3, 6, 1, 4, 7, 2, 5, 8, 9, 12, 15, 10, 13, 16, 11, 14, 17]);
    expect(archive.train.x.shape).toEqual([2, 3, 3, 1]);
    expect(archive.train.classes).toHaveLength(47);
    expect(archive.test.classes?.[archive.test.y?.data[0] ?? 0]).toBe('A');
    const loose = Object.fromEntries(members('balanced', 0).map(({ name, bytes }) => [name.slice(5), source(bytes)]));
    expect((await readNamedSet('emnist', loose)).train.x).toEqual(archive.train.x);
  });

  test('letters are numbered from 0', async () => {
    const set = await readNamedSet('emnist', { 'gzip.zip': source(zip(members('letters', 1))) }, { split: 'letters' });
    expect([...(set.train.y?.data ?? [])]).toEqual([0, 1]);
    expect(set.test.classes?.[set.test.y?.data[0] ?? 0]).toBe('K');
    await expectFailure(
      readNamedSet('emnist', { 'gzip.zip': source(zip(members('letters', 0))) }, { split: 'letters' }),
      'label-range',
      /label 0 of .* is 0; a whole number from 1 to 26/,
    );
  });

  test('another split is missing; no split of that name', async () => {
    const archive = { 'gzip.zip': source(zip(members('digits', 0))) };
    await expectFailure(
      readNamedSet('emnist', archive, { split: 'mnist' }),
      'file-missing',
      /holds no 'emnist-mnist-train-images/,
    );
    await expectFailure(
      readNamedSet('emnist', archive, { split: 'all' as 'mnist' }),
      'option',
      /`split` is 'all'; one of balanced, byclass/,
    );
  });
});

describe('CIFAR-10', () => {
  const batch = (value: number): Uint8Array => bytesOf(2 * 3073, (i) => (i % 3073 === 0 ? value : (i + value) % 256));
  const members: Member[] = [
    { name: 'cifar-10-batches-bin/batches.meta.txt', bytes: Buffer.from('airplane\n') },
    // Not in the order of their numbers, as in the real archive.
    ...[4, 2, 1, 3, 5].map((n) => ({ name: `cifar-10-batches-bin/data_batch_${n}.bin`, bytes: batch(n) })),
    { name: 'cifar-10-batches-bin/test_batch.bin', bytes: batch(9) },
  ];
  const name = 'cifar-10-binary.tar.gz';

  test('from the archive and from loose files alike', async () => {
    const set = await readNamedSet('cifar10', { [name]: source(gzipSync(tar(members))) });
    expect([...(set.train.y?.data ?? [])]).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(set.train.x.shape).toEqual([10, 32, 32, 3]);
    // The red plane comes first in the file, pixels come together here.
    expect([...set.train.x.data.subarray(0, 3)]).toEqual([2, (1025 + 1) % 256, (2049 + 1) % 256]);
    expect(set.test.x.shape).toEqual([2, 32, 32, 3]);
    expect(set.train.classes?.[9]).toBe('truck');
    const loose = Object.fromEntries(members.map((member) => [member.name.slice(21), source(member.bytes)]));
    expect((await readNamedSet('cifar10', loose)).train.x).toEqual(set.train.x);
  });

  const whole = gzipSync(tar(members));
  const broken: [what: string, bytes: Uint8Array, kind: DataErrorKind, message: RegExp][] = [
    ['cut off', whole.subarray(0, whole.length - 200), 'gzip', /damaged or cut off after \d+ inflated bytes/],
    ['no gzip', tar(members), 'gzip', /damaged/],
    ['no tar', gzipSync(Buffer.alloc(2000, 'x')), 'magic', /tar header at offset 0 has the checksum \d+ but says NaN/],
    ['a file missing', gzipSync(tar(members.slice(0, 5))), 'file-missing', /holds no data_batch_5\.bin, test_batch\.bin/],
    ['cut off inside', gzipSync(tar(members).subarray(0, 9000)), 'truncated', /data_batch_2\.bin': ends after \d+ of 6146 bytes/],
    [
      'cut off in a header',
      gzipSync(tar(members).subarray(0, 1100)),
      'truncated',
      /tar header at offset 1024 ends after 76 of 512/,
    ],
    [
      'forged size',
      gzipSync(tar([{ name: 'test_batch.bin', bytes: new Uint8Array(2 ** 26 + 1) }])),
      'too-large',
      /67108865 bytes; at most 67108864/,
    ],
  ];
  test.each(broken)('refuses one that is broken: %s', async (_, bytes, kind, message) => {
    await expectFailure(readNamedSet('cifar10', { [name]: source(bytes) }), kind, message);
  });
});

describe('dSprites', () => {
  const factors = [
    { name: 'shape', values: [0, 1], labels: ['a', 'b'] },
    { name: 'x', values: [0, 0.5, 1] },
  ];
  const images = bytesOf(6 * 4096, (i) => ((i * 2_654_435_761) >>> 13) & 1);
  const npz = (data: Uint8Array, shape: number[], stored = false): Buffer =>
    zip([
      { name: 'metadata.npy', bytes: Uint8Array.of(1) },
      { name: 'imgs.npy', bytes: writeNpy({ data, shape }), stored },
    ]);

  test.each([false, true])('comes out to the bit, as a grid (stored: %s)', async (stored) => {
    const parts: number[] = [];
    const grid = await readSpriteImages(source(npz(images, [6, 64, 64], stored)), factors, {
      onProgress: (part) => parts.push(part),
    });
    expect(grid.size).toBe(6);
    const all = grid.examples([0, 1, 2, 3, 4, 5]);
    expect(all.x.shape).toEqual([6, 64, 64, 1]);
    expect(all.x.data).toEqual(images.map((bit) => 255 * bit));
    expect([...(all.y?.data ?? [])]).toEqual([0, 0, 0, 1, 1, 1]);
    expect(grid.examples([grid.indexOf([1, 2])]).x.data).toEqual(all.x.data.slice(5 * 4096));
    expect([...(all.factors?.values.data ?? [])]).toEqual([0, 0, 0, 0.5, 0, 1, 1, 0, 1, 0.5, 1, 1]);
    expect(parts).toEqual([1]);
  });

  test('refuses what it is not', async () => {
    const read = (bytes: Uint8Array): Promise<unknown> => readSpriteImages(source(bytes), factors);
    await expectFailure(read(npz(images, [6, 4096, 1])), 'shape', /\[6,64,64\] of type '\|u1'/);
    await expectFailure(read(npz(images.subarray(4096), [5, 64, 64])), 'shape', /\(5, 64, 64\)/);
    await expectFailure(read(npz(images.with(5000, 2), [6, 64, 64])), 'value-range', /image 1 in file has a pixel of 2; 0 or 1/);
    await expectFailure(read(zip([{ name: 'x.npy', bytes: images }])), 'file-missing', /holds no 'imgs\.npy'/);
    await expectFailure(read(zip([{ name: 'imgs.npy', bytes: images }])), 'magic', /does not begin as an NPY file/);
    await expectFailure(read(images), 'magic', /no zip directory/);
    const aborted = readSpriteImages(source(npz(images, [6, 64, 64])), factors, {
      signal: AbortSignal.abort(new Error('enough')),
    });
    await expect(aborted).rejects.toThrow('enough');
    await expectFailure(
      readNamedSet('dsprites', { [namedSet('dsprites').files[0]?.name ?? '']: source(npz(images, [6, 64, 64])) }),
      'shape',
      /737280,64,64/,
    );
  });
});

describe('zip archives', () => {
  const members: Member[] = [{ name: 'a', bytes: Buffer.from('what is in it '.repeat(100)) }];
  const read = async (archive: Uint8Array, most = 10_000): Promise<Uint8Array> => {
    const [entry] = await readZipDirectory(source(archive));
    if (entry === undefined) throw new Error('no entry');
    return readZipEntry(source(archive), entry, most);
  };
  const end = (archive: Buffer): number => archive.length - 22;
  const directory = (archive: Buffer): number => archive.readUInt32LE(end(archive) + 16);

  test('what was put in comes out; a comment may follow', async () => {
    expect(await read(zip(members))).toEqual(new Uint8Array(members[0]?.bytes ?? []));
    const commented = Buffer.concat([zip(members), Buffer.from('a comment')]);
    commented.writeUInt16LE(9, commented.length - 11);
    expect(await read(commented)).toHaveLength(1400);
  });

  const broken: [what: string, change: (archive: Buffer) => void, kind: DataErrorKind, message: RegExp][] = [
    [
      'checksum',
      (a) => a.writeUInt32LE(1, directory(a) + 16),
      'checksum',
      /its checksum is [0-9a-f]{8} where the archive announces 00000001/,
    ],
    ['announced too short', (a) => a.writeUInt32LE(1399, directory(a) + 24), 'trailing', /inflates to more than the 1399 bytes/],
    [
      'announced too long',
      (a) => a.writeUInt32LE(1401, directory(a) + 24),
      'truncated',
      /inflates to 1400 bytes where the archive announces 1401/,
    ],
    ['forged gigabytes', (a) => a.writeUInt32LE(2 ** 31, directory(a) + 24), 'too-large', /2147483648 bytes; at most 10000/],
    ['damaged deflate', (a) => a.writeUInt8(0xff, 31), 'damaged', /damaged after 0 of 1400/],
    ['method', (a) => a.writeUInt16LE(12, directory(a) + 10), 'unsupported', /compression method 12; 0 \(stored\) and 8/],
    ['encrypted', (a) => a.writeUInt16LE(1, directory(a) + 8), 'unsupported', /'a' is encrypted/],
    ['beyond the end', (a) => a.writeUInt32LE(a.length, directory(a) + 42), 'truncated', /local header was expected at offset/],
    [
      'ends beyond the end',
      (a) => a.writeUInt32LE(9999, directory(a) + 20),
      'damaged',
      /announce 10029 compressed bytes, .* must not overlap/,
    ],
    ['directory beyond the end', (a) => a.writeUInt32LE(a.length, end(a) + 16), 'truncated', /must end before/],
    ['more files than there are', (a) => a.writeUInt16LE(2, end(a) + 10), 'truncated', /ends after 1 of 2 files/],
    ['no directory entry', (a) => a.writeUInt8(0, directory(a)), 'magic', /must begin with 50 4b 01 02/],
    ['entry cut off', (a) => a.writeUInt16LE(999, directory(a) + 28), 'truncated', /ends in the middle of an entry/],
    ['volumes', (a) => a.writeUInt16LE(1, end(a) + 4), 'unsupported', /several volumes/],
  ];
  test.each(broken)('refuses: %s', async (_, change, kind, message) => {
    await expectFailure(read(zip(members, change)), kind, message);
  });

  test('mutated archives: an error of ours or the right bytes', async () => {
    const archive = zip(members);
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let run = 0; run < 2000; run++) {
      const mutated = Buffer.from(archive);
      for (let i = 0; i <= random(4); i++) mutated.writeUInt8(random(256), random(mutated.length));
      const cut = random(5) === 0 ? mutated.subarray(0, random(mutated.length)) : mutated;
      const outcome: unknown = await read(cut).catch((error: unknown) => error);
      if (outcome instanceof Uint8Array) expect(Buffer.from(outcome).equals(members[0]?.bytes ?? Buffer.alloc(0))).toBe(true);
      else expect(outcome instanceof DataError || (outcome instanceof Error && outcome.message === 'no entry')).toBe(true);
    }
  });
});
