import { expect, test } from 'vitest';
import { recordingTerminal } from '../terminal.test-helper.js';
import { folderProgress } from './folderProgress.js';

test.each([
  ['a folder of few files, however slow', 999, 10, []],
  ['many files in less than a second', 5000, 0.1, []],
  ['many files, slowly', 5000, 0.5, ['2,000']],
  ['very many', 50_000, 0.1, ['10,000']],
])('%s', (_, files, each, said) => {
  let now = 0;
  const terminal = recordingTerminal();
  const found = folderProgress(terminal.err, () => now);
  for (let i = 0; i < files; i++) {
    now += each;
    found(`photos/${i}.jpg`);
  }
  expect(terminal.errors()).toBe(
    said
      .map((count) => `looking for data: ${count} files so far; where that is the wrong folder, Ctrl-C twice ends it\n`)
      .join(''),
  );
});
