import { expect, test } from 'vitest';
import { commandsOf, readmeExample } from './readmeExample.mjs';

test('takes the first block of the section and nothing of its neighbors', () => {
  const readme =
    '# x\n\n```sh\nnpm i x\n```\n\n## Example\n\nWords.\n\n```ts\nconst a = 1;\n\nb();\n```\n\n```ts\nsecond();\n```\n\n## More\n';
  expect(readmeExample(readme)).toEqual({ language: 'ts', code: 'const a = 1;\n\nb();\n' });
  expect(readmeExample(readme.replaceAll('\n', '\r\n'))).toEqual({ language: 'ts', code: 'const a = 1;\n\nb();\n' });
  expect(readmeExample('# x\n\n## Example\n\nNo code.\n\n## Later\n\n```ts\na();\n```\n')).toBeUndefined();
  expect(readmeExample('# x\n')).toBeUndefined();
  expect(readmeExample('## Example\n```ts\nlast();\n```')).toEqual({ language: 'ts', code: 'last();\n' });
});

test('reads the commands of a shell block', () => {
  const code =
    'npm install vaekit # first\n$ npx vaekit train --data "two words" \\\n  --epochs 1 # short\nvaekit report \'a b\'\n';
  expect(commandsOf(code, 'vaekit')).toEqual([
    ['train', '--data', 'two words', '--epochs', '1'],
    ['report', 'a b'],
  ]);
});
