import { expect, it } from 'vitest';
import { recordingTerminal } from '../terminal.test-helper.js';
import { workLine } from './workLine.js';

it('is redrawn on a terminal, with what is left, and wiped', () => {
  const terminal = recordingTerminal({ columns: 40 });
  let time = 0;
  const line = workLine(terminal.err, () => time);
  const tell = line.begin('-log p(x)');
  time = 50;
  tell(1, 100);
  time = 2000;
  tell(25, 100);
  line.clear();
  line.clear();
  expect(terminal.errors().split('\r\u001b[2K')).toEqual(['', '-log p(x) …', '-log p(x)  25 %  0:06 left', '']);
});

it('is no wider than the terminal', () => {
  const terminal = recordingTerminal({ columns: 8 });
  workLine(terminal.err).begin('a long name');
  expect(terminal.errors()).toBe('\r\u001b[2Ka long ');
});

it('says once, where nobody looks, how long something takes that takes long', () => {
  const terminal = recordingTerminal();
  let time = 0;
  const line = workLine(terminal.err, () => time);
  const tell = line.begin('gaps');
  for (const done of [1, 2, 3, 4]) {
    time = done * 5000;
    tell(done, 24);
  }
  line.begin('short')(1, 1);
  line.clear();
  expect(terminal.errors()).toBe('gaps: 8 % after 0:10, about 1:50 left\n');
});
