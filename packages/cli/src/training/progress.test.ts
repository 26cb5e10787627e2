import { describe, expect, it } from 'vitest';
import { recordingTerminal } from '../terminal.test-helper.js';
import { formatDuration, progressLine, progressText } from './progress.js';

describe('formatDuration', () => {
  it.each([
    [0, '0:00'],
    [59.6, '1:00'],
    [245, '4:05'],
    [3729, '1:02:09'],
  ])('%d s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('progressText', () => {
  const point = { epoch: 3, epochs: 20, batch: 25, batches: 50, batchSize: 128, loss: 123.456 };

  it('has the share, the rate, the rest and the loss', () => {
    expect(progressText(point, { rate: 4321.4, remaining: 65 }, 100)).toBe('epoch  3/20 ━━━━━━━━━━━━──────────── ' + ' 50 %  4,321 examples/s  1:05 left  loss 123.46');
  });

  it('never reaches the last column', () => {
    for (let columns = 10; columns < 120; columns++) expect(progressText(point, { rate: 4321, remaining: 65 }, columns).length).toBeLessThan(columns);
  });
});

describe('progressLine', () => {
  it('redraws one line and wipes it', () => {
    const terminal = recordingTerminal({ columns: 80 });
    let time = 0;
    const line = progressLine(terminal.out, true, () => time);
    for (let batch = 1; batch <= 10; batch++) {
      line.update({ epoch: 1, epochs: 2, batch, batches: 10, batchSize: 100 });
      time += 500;
    }
    line.clear();
    expect(terminal.text()).not.toContain('\n');
    expect(terminal.text()).toContain('200 examples/s');
    expect(terminal.text().endsWith('\r\u001b[2K')).toBe(true);
  });

  it('is silent where nobody looks', () => {
    const terminal = recordingTerminal();
    const line = progressLine(terminal.out, false);
    line.update({ epoch: 1, epochs: 1, batch: 1, batches: 1, batchSize: 1 });
    line.clear();
    expect(terminal.text()).toBe('');
  });
});
