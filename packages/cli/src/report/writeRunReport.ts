import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { writeFileSafely } from '@vaekit/core/node';
import { report } from '@vaekit/viz';
import type { OpenData } from '../data/openData.js';
import type { Run } from '../run/openRun.js';
import { type RunPicture, runReport } from './runReport.js';

/** Writes pictures as files of their own, in place of those of the same names. */
export async function writePictures(folder: string, pictures: readonly RunPicture[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, svg, png, gif } of pictures) {
    await writeFileSafely(join(folder, `${name}.svg`), svg);
    if (png !== undefined) await writeFileSafely(join(folder, `${name}.png`), png);
    if (gif !== undefined) await writeFileSafely(join(folder, `${name}.gif`), gif);
  }
}

/** Writes `report.html` and `pictures/` of a run; returns the path of the report. */
export async function writeRunReport(run: Run, data: OpenData): Promise<string> {
  const title = basename(resolve(run.folder));
  const { run: part, pictures } = await runReport(run, data, title);
  await writePictures(join(run.folder, 'pictures'), pictures);
  const path = join(run.folder, 'report.html');
  await writeFileSafely(path, reportPage(title, [part], run));
  return path;
}

/** One page for one or several runs. */
export function reportPage(
  title: string,
  parts: readonly Awaited<ReturnType<typeof runReport>>['run'][],
  { config }: Run,
): string {
  const [only] = parts;
  const source = `Data: ${config.data.source} (${config.data.license}). Made with vaekit ${config.versions.vaekit}.`;
  const footer = `Losses are in nats per example, summed over the pixels. ${source}`;
  if (parts.length === 1 && only !== undefined) {
    return report({
      title,
      ...(only.subtitle === undefined ? {} : { subtitle: only.subtitle }),
      ...(only.summary === undefined ? {} : { summary: only.summary }),
      sections: only.sections,
      footer,
    });
  }
  return report({ title, runs: parts, footer });
}
