import { expect, it } from 'vitest';
import { wrap } from './wrap.js';

it.each([
  ['', 5, ['']],
  ['one two', 7, ['one two']],
  ['one two', 6, ['one', 'two']],
  ['a considerably long word', 6, ['a', 'considerably', 'long', 'word']],
])('%j in lines of %i characters', (text, width, lines) => expect(wrap(text, width)).toEqual(lines));
