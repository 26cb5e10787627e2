import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import oracle from '../oracles/halfPrecision.json' with { type: 'json' };
import { fromHalf } from './fromHalf.js';

test('all bit patterns are the numbers that Python reads', () => {
  for (const [bits, value] of oracle.some) expect(fromHalf(bits!)).toBe(value);
  const bytes = new DataView(new ArrayBuffer(4 * 65_536));
  for (let bits = 0; bits < 65_536; bits++) {
    const value = fromHalf(bits);
    // Which NaN a host writes is its own business.
    if (Number.isNaN(value)) bytes.setUint32(4 * bits, 0x7fc00000, true);
    else bytes.setFloat32(4 * bits, value, true);
  }
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(oracle.sha256OfFloat32);
});

test('infinities, zeros and NaN', () => {
  expect([0x7c00, 0xfc00, 0x0000, 0x8000, 0x7c01, 0xffff].map(fromHalf)).toEqual([
    Infinity,
    -Infinity,
    0,
    -0,
    Number.NaN,
    Number.NaN,
  ]);
});
