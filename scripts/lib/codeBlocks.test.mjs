import { expect, test } from 'vitest';
import { codeBlocks } from './codeBlocks.mjs';

const block = (info, code) => `\`\`\`${info}\n${code}\n\`\`\`\n`;

test.each([
  [
    'each block alone',
    `${block('ts', 'a();')}\nWords.\n\n${block('js', 'b();')}`,
    [
      [1, 'a();\n', false],
      [7, 'b();\n', false],
    ],
  ],
  ['other languages not at all', `${block('sh', 'npm i')}${block('python', 'x')}${block('ts', 'a();')}`, [[7, 'a();\n', false]]],
  [
    'continued ones with the one before',
    `${block('ts', 'a();')}${block('sh', 'x')}${block('ts continued run', 'b();')}`,
    [[1, 'a();\nb();\n', true]],
  ],
  ['what is given first', `<!-- given\nimport x;\n-->\n\n${block('ts run', 'x();')}`, [[5, 'import x;\nx();\n', true]]],
  ['no comment further away', `<!-- given\nimport x;\n-->\n\nWords.\n\n${block('ts', 'x();')}`, [[7, 'x();\n', false]]],
  ['lines that end in CRLF', block('ts', 'a();').replaceAll('\n', '\r\n'), [[1, 'a();\n', false]]],
])('takes %s', (_, page, files) => {
  expect(codeBlocks(page).map(({ line, code, run }) => [line, code, run])).toEqual(files);
});

test('refuses a word that it does not know, and a block that continues nothing', () => {
  expect(() => codeBlocks(block('ts runs', 'a();'))).toThrow('line 1: unknown word `runs` behind ts; expected continued or run');
  expect(() => codeBlocks(`\n${block('ts continued', 'a();')}`)).toThrow('line 2: a block is continued, but none is before it');
});
