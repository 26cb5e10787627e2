import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '@vaekit-internal/base';
import { UsageError } from '../usageError.js';

/** What a configuration file holds, and where it is. */
export interface LoadedConfig {
  /** As messages name it. */
  readonly name: string;
  /** It was asked for with `--config`; else it lay in the working folder. */
  readonly asked: boolean;
  /** Paths in it are relative to this folder. */
  readonly folder: string;
  readonly content: unknown;
}

/** The file that is read from the working folder without being asked for. It is data: code that lies there is not run. */
const found = 'vaekit.config.json';
const endings = ['.json', '.mjs', '.js', '.ts', '.mts'] as const;

async function read(path: string): Promise<unknown> {
  const ending = extname(path).toLowerCase();
  if (ending === '.json') return JSON.parse(await readFile(path, 'utf8')) as unknown;
  if (ending === '.ts' || ending === '.mts') {
    const { createJiti } = await import('jiti');
    return createJiti(pathToFileURL(path).href, { fsCache: false, moduleCache: false }).import(path, { default: true });
  }
  return ((await import(pathToFileURL(path).href)) as { default?: unknown }).default;
}

/**
 * The configuration file that was asked for, or `vaekit.config.json` of the working folder. Code (`.mjs`, `.js`, `.ts`, `.mts`) is run, so it is
 * loaded only where it was asked for by its path; of TypeScript the types are stripped.
 *
 * @param asked the path of a file, or false for none
 * @throws UsageError when the one that was asked for is missing or of another kind; Error when it cannot be loaded
 */
export async function loadConfig(asked: string | false | undefined): Promise<LoadedConfig | undefined> {
  if (asked === false) return undefined;
  if (asked === undefined && !existsSync(found)) return undefined;
  const name = asked ?? found;
  if (!endings.some((ending) => ending === extname(name).toLowerCase()))
    throw new UsageError(`--config ${name} ends in ${extname(name) || 'nothing'}; expected one of ${endings.join(', ')}`);
  if (!existsSync(name)) throw new UsageError(`--config ${name} does not exist`);
  const path = resolve(name);
  let content: unknown;
  try {
    content = await read(path);
  } catch (cause) {
    const why = messageOf(cause).split('\n')[0]!;
    const isNoJson = cause instanceof SyntaxError && /[.]json$/i.test(name);
    throw new Error(`cannot load ${name}: ${isNoJson ? `it is not JSON (${why}); correct it` : why}`, { cause });
  }
  return { name, asked: asked !== undefined, folder: dirname(path), content };
}
