import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The environment variables that say where data are; `process.env` has this shape. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder that downloads are kept in: `VAEKIT_CACHE`, else `vaekit/datasets` in the cache folder of the system: `XDG_CACHE_HOME`
 * (`~/.cache` if it is not an absolute path), `~/Library/Caches` on macOS, `LOCALAPPDATA` on Windows.
 */
export function dataCacheFolder(env: Environment = process.env, platform: string = process.platform): string {
  const own = env['VAEKIT_CACHE'];
  if (own !== undefined && own !== '') return own;
  const home = homedir();
  const xdg = env['XDG_CACHE_HOME'];
  const local = env['LOCALAPPDATA'];
  const base =
    xdg !== undefined && isAbsolute(xdg)
      ? xdg
      : platform === 'darwin'
        ? join(home, 'Library', 'Caches')
        : platform === 'win32' && local !== undefined && local !== ''
          ? local
          : join(home, '.cache');
  return join(base, 'vaekit', 'datasets');
}

/**
 * The mirrors of `VAEKIT_DATA_MIRRORS`, addresses or folders parted by white space, or undefined where it is not set.
 *
 * A set `mnist` lies in the folder `mnist` of a mirror, its files under the names of `namedSets`.
 */
export function environmentMirrors(env: Environment = process.env): readonly string[] | undefined {
  const mirrors = (env['VAEKIT_DATA_MIRRORS'] ?? '').split(/\s+/).filter((mirror) => mirror !== '');
  return mirrors.length === 0 ? undefined : mirrors;
}
