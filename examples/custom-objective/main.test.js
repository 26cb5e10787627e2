import { expect, test } from 'vitest';
import { numbersIn, runExample } from '../runExample.js';

test('an objective of our own trains alike on both engines, and is found again in a saved model', async () => {
  const { lines, stderr } = await runExample('custom-objective', ['--epochs', '4', '--examples', '1000']);
  expect(stderr).toBe('');
  const rows = lines.filter((line) => line.startsWith('epoch')).map(numbersIn);
  expect(rows).toHaveLength(4);
  const [first, last] = [rows.at(0), rows.at(-1)];
  // epoch, then loss, reconstruction and KL of each engine.
  expect(last[1]).toBeLessThan(first[1]);
  expect(last[4]).toBeLessThan(first[4]);
  for (const [, loss, , , compiled] of rows) expect(Math.abs(compiled / loss - 1)).toBeLessThan(1e-3);
  // The code is held at the 20 nats that its capacity has reached.
  expect(last[3]).toBeGreaterThan(first[3]);
  expect(Math.abs(last[3] - 20)).toBeLessThan(3);
  const [reconstruction, kl] = numbersIn(lines.at(-1));
  expect(reconstruction).toBeGreaterThan(0);
  expect(Math.abs(kl - 20)).toBeLessThan(5);
});
