import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { DataErrorKind } from './dataError.js';
import { writeNpy } from './npy.js';
import { readNpz } from './npz.js';
import { failure, oracle, oracleFile } from './oracleFiles.test-helper.js';

test.each(['stored.npz', 'deflated.npz'])('%s: what NumPy put in', async (name) => {
  const arrays = await readNpz(oracleFile(name));
  const found = Object.entries(arrays).map(([key, { data, shape }]) => [key, { shape, data: [...data] }]);
  expect(Object.fromEntries(found)).toEqual(oracle.npz);
});

describe('refusals', () => {
  const whole = oracleFile('deflated.npz');
  const end = whole.length - 22;
  const directory = new DataView(whole.buffer).getUint32(end + 16, true);
  const changed = (at: number, ...values: number[]): Uint8Array => {
    const copy = whole.slice();
    copy.set(values, at);
    return copy;
  };
  const cases: [name: string, bytes: Uint8Array, kind: DataErrorKind, message: RegExp][] = [
    ['nothing', new Uint8Array(0), 'magic', /0 bytes/],
    ['a PNG', oracleFile('gray.png'), 'magic', /offset 0 holds 89 50 4e 47/],
    ['cut off', whole.subarray(0, -1), 'truncated', /it is cut off/],
    ['a byte too many', Uint8Array.of(...whole, 0), 'truncated', /bytes after its end/],
    ['a directory elsewhere', changed(end + 16, 0, 0, 0, 0), 'magic', /zip directory at offset 0 must begin with/],
    ['more members than fit', changed(end + 8, 255, 3, 255, 3), 'truncated', /of 1023 files/],
    ['a forged size', changed(directory + 24, 255, 255, 255, 63), 'too-large', /maxBytes/],
    [
      'a size that cannot be',
      changed(directory + 24, 0, 0, 255, 0),
      'truncated',
      /announces 16711680 bytes, which no deflate stream/,
    ],
    ['a wrong checksum', changed(directory + 16, 1, 2, 3, 4), 'checksum', /'x\.npy': its checksum is/],
    ['another method', changed(directory + 10, 12), 'unsupported', /method 12/],
    ['encryption', changed(directory + 8, 1), 'unsupported', /encrypted/],
    ['a member that is elsewhere', changed(directory + 42, 1), 'truncated', /expected at offset 1/],
    ['another ending', changed(directory + 46, 120, 46, 116, 120, 116), 'unsupported', /a member "x\.txt"/],
  ];
  test.each(cases)('%s', async (_, bytes, kind, message) => {
    expect(await failure(() => readNpz(bytes, { name: 'a.npz' }))).toMatchObject({
      kind,
      message: expect.stringMatching(message),
    });
  });

  test('a member that inflates to more than was announced stops there', async () => {
    const packed = deflateRawSync(new Uint8Array(2 ** 24));
    const member = writeNpy({ data: new Uint8Array(4), shape: [4] });
    const bomb = new Uint8Array(30 + 5 + packed.length + 46 + 5 + 22);
    const view = new DataView(bomb.buffer);
    const name = [120, 46, 110, 112, 121];
    view.setUint32(0, 0x04034b50, true);
    view.setUint16(26, 5, true);
    bomb.set(name, 30);
    bomb.set(packed, 35);
    const central = 35 + packed.length;
    view.setUint32(central, 0x02014b50, true);
    view.setUint16(central + 10, 8, true);
    view.setUint32(central + 20, packed.length, true);
    view.setUint32(central + 24, member.length, true);
    view.setUint16(central + 28, 5, true);
    bomb.set(name, central + 46);
    const last = central + 51;
    view.setUint32(last, 0x06054b50, true);
    view.setUint16(last + 8, 1, true);
    view.setUint16(last + 10, 1, true);
    view.setUint32(last + 12, 51, true);
    view.setUint32(last + 16, central, true);
    expect(await failure(() => readNpz(bomb))).toMatchObject({
      kind: 'trailing',
      message: expect.stringMatching(/more than the 132 bytes/),
    });
  });
});
