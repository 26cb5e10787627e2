import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSweepPlan } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vaekit } from './vaekit.test-helper.js';

let base: string;
let sweep: string;
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  sweep = join(base, 'sweep');
  const trials = ['0', '1'].map((seed) => ({ name: `seed-${seed}`, options: { seed } }));
  for (const { name, options } of trials) {
    const words = ['--data', 'moons', '--limit', '100', '--hidden', '8', '--epochs', '1', '--seed', options.seed];
    const { code, err } = await vaekit('train', ...words, '--out', join(sweep, name));
    if (code !== 0) throw new Error(err);
  }
  await writeSweepPlan(folderRunStore(sweep), { trials, common: [] });
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('the folder of a sweep', () => {
  it('is all its runs where runs are compared, and so is what a shell makes of SWEEP/*', async () => {
    const all = await vaekit('compare', sweep, '--json');
    const each = await vaekit('compare', join(sweep, 'seed-0'), join(sweep, 'seed-1'), join(sweep, 'sweep.json'), '--json');
    const file = await vaekit('compare', join(sweep, 'sweep.json'), '--json');
    expect([all.code, all.err]).toEqual([0, '']);
    expect((JSON.parse(all.out) as { runs: object[] }).runs).toHaveLength(2);
    expect([each.out, file.out]).toEqual([all.out, all.out]);
  });

  it('gets one report of all its runs', async () => {
    const { code, out } = await vaekit('report', sweep);
    expect([code, out]).toEqual([0, `wrote ${join(sweep, 'report.html')}\n`]);
    const page = readFileSync(join(sweep, 'report.html'), 'utf8');
    expect(page).toContain('seed-0');
    expect(page).toContain('seed-1');
    expect(existsSync(join(sweep, 'pictures'))).toBe(false);
  });

  it('is its runs in what a shell makes of SWEEP/* once it has a report, and says which are missing', async () => {
    const part = join(base, 'part');
    const trials = ['seed-0', 'seed-1', 'seed-2'].map((name) => ({ name, options: {} }));
    for (const name of ['seed-0', 'seed-1']) cpSync(join(sweep, name), join(part, name), { recursive: true });
    await writeSweepPlan(folderRunStore(part), { trials, common: [] });
    mkdirSync(join(part, 'seed-2'));
    writeFileSync(join(part, 'lock-1.json'), '{}');
    const said = `1 of 3 trainings of ${part} left no run: not begun, refused or failed; vaekit sweep --resume ${part} runs them and says why`;
    const report = await vaekit('report', join(part, 'sweep.json'), '--json');
    expect([report.code, report.err]).toEqual([0, `note: ${said}\n`]);
    expect(JSON.parse(report.out)).toMatchObject({ file: join(part, 'report.html') });
    const all = readdirSync(part).map((name) => join(part, name));
    expect(all).toHaveLength(6);
    const { out, err } = await vaekit('compare', ...all, '--json');
    expect(err).toBe('');
    const { runs, notes } = JSON.parse(out) as { runs: readonly { run: string }[]; notes: readonly string[] };
    expect(runs.map(({ run }) => run)).toEqual([join(part, 'seed-0'), join(part, 'seed-1')]);
    expect(notes).toEqual([said]);
    const other = await vaekit('compare', join(part, 'sweep.json'), join(part, 'typo'));
    expect(other.err).toContain(`${join(part, 'typo')} does not exist`);
  });

  it('is told from a run where one is needed', async () => {
    const { code, err } = await vaekit('evaluate', sweep);
    expect(code).toBe(1);
    expect(err).toContain(`${sweep} is a sweep of 2 trainings; give the folder of one, such as ${join(sweep, 'seed-0')}`);
  });
});
