import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readManifest, root, workspaceFolders } from './workspace.mjs';

const stampFile = join(root, 'node_modules', '.vaekit-setup');

/** True when the installed dependencies are those of the lock file and the manifests as they stand. */
export function isSetUp() {
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== fingerprint()) return false;
  return workspaceFolders().every((folder) => !needsDependencies(folder) || existsSync(join(folder, 'node_modules')));
}

/** Writes down that the dependencies are installed. */
export function rememberSetUp() {
  writeFileSync(stampFile, fingerprint());
}

function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  const files = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...workspaceFolders().map((folder) => join(relative(root, folder), 'package.json')),
  ];
  for (const file of files) hash.update(`${file.replaceAll('\\', '/')}\n`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function needsDependencies(folder) {
  const manifest = readManifest(folder);
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0;
}
