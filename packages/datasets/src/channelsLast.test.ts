import { describe, expect, test } from 'vitest';
import { channelsLast } from './channelsLast.js';
import { imageOracle } from './imageOracle.test-helper.js';
import { failure } from './oracleFiles.test-helper.js';

describe('where channels are, told by the sizes; moved as NumPy moves them', () => {
  test.each(Object.entries(imageOracle.channels))('[%s]', (name, { data, first, shape, moved }) => {
    const x = { data: Uint8Array.from(data), shape: name.split(',').map(Number) };
    const found = channelsLast('x', x);
    expect(found).toMatchObject({ channels: first ? 'first' : 'last', shape });
    expect([...found.data]).toEqual(moved);
    // Said, it is not told.
    expect([...channelsLast('x', x, 'last').data]).toEqual(data);
  });
});

test.each([[[2, 3, 16, 3]], [[2, 3, 3, 3]], [[2, 9, 8, 7]]])('[%s] could be either', async (shape) => {
  const x = { data: new Uint8Array(shape.reduce((a, b) => a * b)), shape };
  expect(await failure(() => channelsLast('a.npy', x))).toMatchObject({
    kind: 'ambiguous',
    message: expect.stringMatching(/^a\.npy: .*--channels first or last/),
  });
  expect(channelsLast('a.npy', x, 'first').shape).toEqual([shape[0], shape[2], shape[3], shape[1]]);
});
