import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the workspace. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The manifest of a folder. */
export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** `{ name, folder, manifest }` of everything under `packages/`, sorted by folder. */
export function packages(base = root) {
  const home = join(base, 'packages');
  return readdirSync(home)
    .filter((name) => statSync(join(home, name), { throwIfNoEntry: false })?.isDirectory())
    .filter((name) => statSync(join(home, name, 'package.json'), { throwIfNoEntry: false })?.isFile())
    .toSorted()
    .map((name) => ({ name, folder: join(home, name), manifest: readManifest(join(home, name)) }));
}

/** Every workspace folder that has a manifest: the packages and the private workspaces beside them. */
export function workspaceFolders() {
  const others = ['benchmarks', 'reproductions', 'testing/browser', 'examples', 'docs', 'apps/studio'].map((name) =>
    join(root, name),
  );
  return [root, ...packages().map(({ folder }) => folder), ...others].filter((folder) =>
    statSync(join(folder, 'package.json'), { throwIfNoEntry: false })?.isFile(),
  );
}
