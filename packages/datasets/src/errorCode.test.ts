import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorCode } from './errorCode.js';

test('the code of an error of the file system, and of nothing else', () => {
  let caught: unknown;
  try {
    readFileSync('/is/not/there');
  } catch (error) {
    caught = error;
  }
  expect(errorCode(caught)).toBe('ENOENT');
  expect([new Error('no code'), { code: 'ENOENT' }, undefined].map(errorCode)).toEqual([undefined, undefined, undefined]);
});
