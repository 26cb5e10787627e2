import { expect, test } from 'vitest';
import { messageOf } from './messageOf.js';

test('the message of an error, and the text of anything else', () => {
  expect(messageOf(new RangeError('too far'))).toBe('too far');
  expect(['gone', 7, null, undefined].map(messageOf)).toEqual(['gone', '7', 'null', 'undefined']);
});
