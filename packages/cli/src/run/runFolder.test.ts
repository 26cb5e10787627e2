import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../temporaryFolder.test-helper.js';
import { checkOut } from './runFolder.js';

const temporary = temporaryFolders();

describe('checkOut', () => {
  it('refuses what exists, and with force what is no run', async () => {
    const out = join(temporary(), 'run');
    await expect(checkOut(out, false)).resolves.toBeUndefined();
    mkdirSync(out);
    writeFileSync(join(out, 'thesis.tex'), 'do not lose');
    await expect(checkOut(out, false)).rejects.toThrow(/exists already; choose another folder, or replace it with --force/);
    await expect(checkOut(out, true)).rejects.toThrow(/is not a run folder; --force replaces runs only/);
    writeFileSync(join(out, 'config.json'), JSON.stringify({ name: 'of another program' }));
    await expect(checkOut(out, true)).rejects.toThrow(/is not a run folder/);
    await expect(checkOut(join(out, 'thesis.tex'), true)).rejects.toThrow(/is a file, not a run folder/);
    expect(readFileSync(join(out, 'thesis.tex'), 'utf8')).toBe('do not lose');
  });

  it.each([false, true])('lets what a training left before its configuration be replaced (force: %s)', async (force) => {
    const out = join(temporary(), 'run');
    mkdirSync(out);
    await expect(checkOut(out, force)).resolves.toBeUndefined();
    writeFileSync(join(out, 'lock-1.json'), '');
    writeFileSync(join(out, 'config.json.77-1.tmp'), '{');
    await expect(checkOut(out, force)).resolves.toBeUndefined();
  });

  it('lets a damaged run be replaced', async () => {
    const out = join(temporary(), 'run');
    mkdirSync(out);
    writeFileSync(join(out, 'config.json'), '{');
    await expect(checkOut(out, true)).resolves.toBeUndefined();
  });
});
