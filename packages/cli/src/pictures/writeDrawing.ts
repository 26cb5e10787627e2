import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { writeFileSafely } from '@vaekit/core/node';
import type { Figure } from '@vaekit/pictures';
import { encodePng } from '@vaekit/viz';
import { csv } from './csv.js';
import { UsageError } from '../usageError.js';

/** A file to write, and how. */
export interface OutFile {
  readonly path: string;
  readonly ending: string;
}

/**
 * Where a command writes to: `--out`, or a file among the run's pictures.
 *
 * @throws UsageError when the ending is not one of `endings`, or a file of one's own is there and `force` is not set
 */
export function chooseOut(options: {
  readonly out: string | undefined;
  readonly force: boolean;
  readonly run: string;
  readonly name: string;
  readonly endings: readonly string[];
}): OutFile {
  const { out, force, run, name, endings } = options;
  if (out === undefined) return { path: join(run, 'pictures', `${name}${endings[0]!}`), ending: endings[0]! };
  const ending = extname(out).toLowerCase();
  if (!endings.includes(ending))
    throw new UsageError(`--out ${out} ends in ${ending === '' ? 'nothing' : ending}; expected one of ${endings.join(', ')}`);
  if (existsSync(out) && !force)
    throw new UsageError(`--out ${out} exists already; choose another file, or replace it with --force`);
  return { path: out, ending };
}

/** Writes a file, its folder too if need be; it appears whole or not at all. */
export async function writeOut(path: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileSafely(path, content);
}

/** Writes a figure in the form that the file's ending names. */
export async function writeDrawing({ path, ending }: OutFile, figure: Figure, scale: number): Promise<void> {
  const missing = (): never => {
    throw new UsageError(`--out ${path}: this picture cannot be written as ${ending}; use .svg`);
  };
  if (ending === '.svg') return writeOut(path, figure.svg());
  if (ending === '.png') return writeOut(path, encodePng(figure.raster?.(scale) ?? missing()));
  if (ending === '.gif') return writeOut(path, figure.gif?.(scale) ?? missing());
  const { columns, rows } = figure.table?.() ?? missing();
  return writeOut(path, csv(columns, rows));
}
