import { expect, test } from 'vitest';
import { numbersIn, runExample } from '../runExample.js';

test('a VAE by hand: the bound rises, and on digits it has not seen comes to where it did before', async () => {
  const { lines, stderr } = await runExample('vae-by-hand', ['--epochs', '6', '--examples', '2000']);
  expect(stderr).toBe('');
  const bounds = lines.slice(0, -1).map((line) => numbersIn(line)[1]);
  expect(bounds).toHaveLength(6);
  expect(bounds).toEqual([...bounds].sort((a, b) => a - b));
  const [bound, logLikelihood, kl] = numbersIn(lines.at(-1).replace(' - ', ' '));
  expect(Math.abs(bound - (logLikelihood - kl))).toBeLessThan(0.02);
  // A run came to -163.2 nats, 15.7 of them KL.
  expect(bound).toBeGreaterThan(-168);
  expect(bound).toBeLessThan(-150);
  expect(kl).toBeGreaterThan(12);
  expect(kl).toBeLessThan(20);
});
