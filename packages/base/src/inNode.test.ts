import { afterEach, expect, test, vi } from 'vitest';
import { inNode } from './inNode.js';

afterEach(() => vi.unstubAllGlobals());

test('true here, false where there is no process or one that is not of Node', () => {
  expect(inNode()).toBe(true);
  for (const process of [undefined, {}, { versions: {} }]) {
    vi.stubGlobal('process', process);
    expect(inNode()).toBe(false);
  }
});
