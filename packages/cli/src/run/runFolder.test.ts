import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../temporaryFolder.test-helper.js';
import { sealed } from './runConfig.js';
import { checkOut, createRunFolder } from './runFolder.js';

const temporary = temporaryFolders();

/** A folder with a config.json that looks like a run's; its content is damaged, which may be replaced all the same. */
const fakeRun = (path: string): void => {
  mkdirSync(path);
  writeFileSync(join(path, 'config.json'), '{');
};

describe('checkOut', () => {
  it('refuses what exists, and with force what is no run', async () => {
    const out = join(temporary(), 'run');
    await expect(checkOut(out, false)).resolves.toBeUndefined();
    mkdirSync(out);
    await expect(checkOut(out, false)).rejects.toThrow(/exists already; choose another folder, or replace it with --force/);
    await expect(checkOut(out, true)).resolves.toBeUndefined();
    writeFileSync(join(out, 'thesis.tex'), 'do not lose');
    await expect(checkOut(out, true)).rejects.toThrow(/is not a run folder; --force replaces runs only/);
    writeFileSync(join(out, 'config.json'), sealed({ name: 'of another program' }));
    await expect(checkOut(out, true)).rejects.toThrow(/is not a run folder/);
    await expect(checkOut(join(out, 'thesis.tex'), true)).rejects.toThrow(/is a file, not a run folder/);
    expect(readFileSync(join(out, 'thesis.tex'), 'utf8')).toBe('do not lose');
  });

  it('lets a damaged run be replaced', async () => {
    const out = join(temporary(), 'run');
    fakeRun(out);
    await expect(checkOut(out, true)).resolves.toBeUndefined();
  });
});

describe('createRunFolder', () => {
  it('keeps the former run until the new one has something', async () => {
    const base = temporary();
    const out = join(base, 'run');
    fakeRun(out);
    writeFileSync(join(out, 'former'), '');
    const discarded = await createRunFolder(out, 'name');
    expect(readdirSync(out)).toEqual([]);
    await discarded.discard();
    expect(readdirSync(out).sort()).toEqual(['config.json', 'former']);

    const kept = await createRunFolder(out, 'name');
    writeFileSync(join(out, 'new'), '');
    await kept.keep();
    await kept.discard();
    expect(readdirSync(out)).toEqual(['new']);
    expect(readdirSync(base)).toEqual(['run']);
  });

  it('leaves nothing of a new folder that is discarded', async () => {
    const base = temporary();
    const folder = await createRunFolder(join(base, 'a', 'run'), 'name');
    await folder.discard();
    expect(existsSync(join(base, 'a', 'run'))).toBe(false);
  });
});
