import { expect, test } from 'vitest';
import { fullIntensity } from './fullIntensity.js';

test('bytes are intensities up to 255, clamped ones and those of a Buffer too; all other numbers are what they are', () => {
  for (const bytes of [Uint8Array.of(1), Uint8ClampedArray.of(1), Buffer.of(1)]) expect(fullIntensity(bytes)).toBe(255);
  for (const type of [Int8Array, Int16Array, Int32Array, Uint16Array, Uint32Array, Float32Array, Float64Array])
    expect(fullIntensity(type.of(1))).toBe(1);
});
