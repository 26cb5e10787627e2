import { expect, it } from 'vitest';
import { unexamined } from './writeRunReport.js';

it('says what to type of this run', () => {
  expect(unexamined('runs/digits').note).toBe(
    '“vaekit evaluate digits --what doctor” says what is wrong, “vaekit report digits --trust” adds a section',
  );
  expect(unexamined('runs/my run/').note).toContain('“vaekit report "my run" --trust”');
});
