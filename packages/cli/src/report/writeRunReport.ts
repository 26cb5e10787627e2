import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { writeFileSafely } from '@vaekit/core/node';
import { isImage, type NamedFigure, reportPart } from '@vaekit/pictures';
import { encodePng, report, type ReportRun } from '@vaekit/viz';
import type { OpenData } from '../data/openData.js';
import type { Run } from '../run/openRun.js';
import { reportOptions } from './reportOptions.js';

/** The size of a pixel in the files. */
const SCALE = 3;

/** Writes figures as files of their own, in place of those of the same names. */
export async function writeFigures(folder: string, figures: readonly NamedFigure[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, figure } of figures) {
    await writeFileSafely(join(folder, `${name}.svg`), figure.svg());
    if (figure.raster !== undefined) await writeFileSafely(join(folder, `${name}.png`), encodePng(figure.raster(SCALE)));
    if (figure.gif !== undefined) await writeFileSafely(join(folder, `${name}.gif`), figure.gif(SCALE));
  }
}

/** Writes `report.html` and `pictures/` of a run; returns the path of the report. */
export async function writeRunReport(run: Run, data: OpenData): Promise<string> {
  const title = basename(resolve(run.folder));
  const part = await reportPart(reportOptions(run, data, title));
  await writeFigures(join(run.folder, 'pictures'), part.figures);
  const path = join(run.folder, 'report.html');
  await writeFileSafely(path, reportPage(title, [part.run], run));
  return path;
}

/** One page for one or several runs. */
export function reportPage(title: string, runs: readonly ReportRun[], { config, model }: Run): string {
  const summed = isImage(model.event) ? 'the pixels' : 'its values';
  const footer = `Losses are in nats per example, summed over ${summed}. Data: ${config.data.source} (${config.data.license}). Made with vaekit ${config.versions.vaekit}.`;
  const [only] = runs;
  return runs.length === 1 && only !== undefined ? report({ ...only, title, footer }) : report({ title, runs, footer });
}
