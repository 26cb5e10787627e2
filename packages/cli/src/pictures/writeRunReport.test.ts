import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { unexamined } from './writeRunReport.js';

it('says what to type of this run, from where the command was typed', () => {
  expect(unexamined(join('runs', 'digits')).note).toBe(
    `“vaekit evaluate ${join('runs', 'digits')} --what doctor” says what is wrong, “vaekit report ${join('runs', 'digits')} --trust” adds a section`,
  );
  expect(unexamined('runs/my run/').note).toContain(`“vaekit report "${join('runs', 'my run')}" --trust”`);
});

it('names a run that lies elsewhere by its own name, and the folder itself too', () => {
  expect(unexamined(join(tmpdir(), 'elsewhere', 'digits')).note).toContain('“vaekit report digits --trust”');
  expect(unexamined('.').note).toContain(`“vaekit report ${basename(process.cwd())} --trust”`);
});
