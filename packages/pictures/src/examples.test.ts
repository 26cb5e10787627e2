import { describe, expect, it } from 'vitest';
import { intensities, rowsOf } from './examples.js';

it('rowsOf takes rows in order, with their labels', () => {
  const some = rowsOf({ x: { data: Float32Array.from([1, 2, 3, 4]), shape: [2, 2] }, y: [7, 8] }, [1, 0, 1]);
  expect([...some.x.data]).toEqual([3, 4, 1, 2, 3, 4]);
  expect(some.x.shape).toEqual([3, 2]);
  expect([...some.y!]).toEqual([8, 7, 8]);
});

describe('intensities', () => {
  it('divides bytes by 255 and nothing else', () => {
    expect([...intensities({ data: Uint8Array.from([0, 51, 255]), shape: [3, 1] }).data]).toEqual([0, Math.fround(0.2), 1]);
    expect([...intensities({ data: Float64Array.from([0, 51, 255]), shape: [3, 1] }).data]).toEqual([0, 51, 255]);
  });
});
