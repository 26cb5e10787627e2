import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const marker = '.vaekit-demo';

/** The folder that a demo writes until it is whole: next to the one that it becomes. */
export const unfinished = (out) => `${out}-unfinished`;

const isOurs = (folder) =>
  existsSync(join(folder, marker)) && readFileSync(join(folder, marker), 'utf8').startsWith('vaekit demo');

const isEmptyFolder = (path) => statSync(path).isDirectory() && readdirSync(path).length === 0;

/**
 * An empty folder to write a demo into; that of an earlier demo stays as it is until `finishDemo`.
 *
 * @throws Error for a folder that is something else
 */
export function beginDemo(out) {
  const fresh = unfinished(out);
  for (const folder of [out, fresh]) {
    if (existsSync(folder) && !isOurs(folder) && !isEmptyFolder(folder))
      throw new Error(`demo: ${folder} exists and is not the folder of a demo; choose another with --out DIR`);
  }
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  writeFileSync(join(fresh, marker), 'vaekit demo: this folder is replaced when the demo runs again\n');
  return fresh;
}

/** Puts a demo that is whole in the place of an earlier one. */
export function finishDemo(out) {
  const fresh = unfinished(out);
  const before = join(fresh, '.before');
  if (existsSync(out)) renameSync(out, before);
  renameSync(fresh, out);
  rmSync(join(out, '.before'), { recursive: true, force: true });
}

/** Removes what a demo that did not come to its end has written. */
export function dropDemo(out) {
  rmSync(unfinished(out), { recursive: true, force: true });
}
