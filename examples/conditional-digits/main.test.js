import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPng } from '@vaekit/datasets';
import { expect, test } from 'vitest';
import { numbersIn, runExample, temporaryFolder } from '../runExample.js';

test('digits by class: the loss falls, test digits are read, and a picture of all classes is written', async () => {
  const file = join(temporaryFolder(), 'digits.png');
  const { lines, stderr } = await runExample('conditional-digits', ['--epochs', '6', '--examples', '4000', '--out', file]);
  expect(stderr).toBe('');
  const losses = lines.filter((line) => line.startsWith('epoch')).map((line) => numbersIn(line));
  expect(losses).toHaveLength(6);
  expect(losses.at(-1)[1]).toBeLessThan(losses[0][1]);
  expect(losses.at(-1)[2]).toBeLessThan(losses[0][2]);
  const [right, all] = numbersIn(lines.find((line) => line.includes('read right')));
  expect(all).toBe(2000);
  // One in ten would be chance.
  expect(right / all).toBeGreaterThan(0.35);

  const image = readPng(readFileSync(file));
  expect([image.width, image.height]).toEqual([12 * 56 + 13 * 4, 10 * 56 + 11 * 4]);
  expectInk(image);
});

/** Every row of digits has light and dark in it, and no two rows are alike. */
function expectInk({ width, height, channels, data }) {
  const rows = Array.from({ length: 10 }, (_, digit) =>
    data.subarray((digit * width * height * channels) / 10, ((digit + 1) * width * height * channels) / 10),
  );
  for (const row of rows) {
    const dark = row.filter((value) => value < 64).length / row.length;
    const light = row.filter((value) => value > 160).length / row.length;
    expect(dark).toBeGreaterThan(0.2);
    expect(light).toBeGreaterThan(0.05);
  }
  expect(new Set(rows.map((row) => row.join())).size).toBe(10);
}
