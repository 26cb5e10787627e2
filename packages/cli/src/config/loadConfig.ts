import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../usageError.js';

/** What a configuration file holds, and where it is. */
export interface LoadedConfig {
  /** As messages name it. */
  readonly name: string;
  /** Paths in it are relative to this folder. */
  readonly folder: string;
  readonly content: unknown;
}

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
 * The configuration file that was asked for, or the one of the working folder: `vaekit.config.json`, `.mjs`, `.js`, `.ts` or `.mts`. A script is run;
 * of TypeScript the types are stripped.
 *
 * @param asked the path of a file, or false for none
 * @throws UsageError when there are two, or the one that was asked for is missing; Error when it cannot be loaded
 */
export async function loadConfig(asked: string | false | undefined): Promise<LoadedConfig | undefined> {
  if (asked === false) return undefined;
  const found = endings.map((ending) => `vaekit.config${ending}`).filter((name) => existsSync(name));
  if (asked === undefined && found.length > 1) throw new UsageError(`there are ${found.join(' and ')}; keep one of them`);
  const name = asked ?? found[0];
  if (name === undefined) return undefined;
  if (!endings.some((ending) => ending === extname(name).toLowerCase()))
    throw new UsageError(`--config ${name} ends in ${extname(name) || 'nothing'}; expected one of ${endings.join(', ')}`);
  if (!existsSync(name)) throw new UsageError(`--config ${name} does not exist`);
  const path = resolve(name);
  let content: unknown;
  try {
    content = await read(path);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot load ${name}: ${message.split('\n')[0]!}`, { cause });
  }
  return { name: asked === undefined ? basename(path) : name, folder: dirname(path), content };
}
