import { mkdir } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { writeFileSafely } from '@vaekit/core/node';
import {
  type NamedFigure,
  type ReportPart,
  reportPart,
  runReport,
  runReportPage,
  type TrustFigures,
  type WholeImages,
} from '@vaekit/pictures';
import { encodePng, type ReportRow } from '@vaekit/viz';
import { exampleArrays } from '../data/exampleArrays.js';
import type { OpenData } from '../data/openData.js';
import { joinQuadrants, quadrantPlaces } from '../data/quadrants.js';
import { isAble } from '../model/requireAbility.js';
import type { Run } from '../run/openRun.js';
import { columnFigures } from './columnFigures.js';
import { conditionFigures } from './conditionFigures.js';

/** Test examples in a report. */
const MOST = 2000;

/** The size of a pixel in the files. */
const SCALE = 3;

/** A run's part of a report that has no section on trust. The run is named as from the folder in which the command was typed; by its own name alone if it lies elsewhere. */
export function unexamined(folder: string): ReportRow {
  const from = relative('', folder);
  const name = from === '' || from.startsWith('..') || isAbsolute(from) ? basename(resolve(folder)) : from;
  const word = /^[\w./\\-]+$/u.test(name) ? name : `"${name}"`;
  return {
    label: 'Trust',
    value: 'not examined',
    note: `“vaekit evaluate ${word} --what doctor” says what is wrong, “vaekit report ${word} --trust” adds a section`,
  };
}

/** How whole images are put together, where parts of them are the condition. */
function wholeOf({ config }: Run, { image, name }: OpenData): { whole?: WholeImages } {
  const { condition } = config.options;
  if (image === undefined || condition === undefined) return {};
  const places = quadrantPlaces(image, condition, name);
  return { whole: (learned, given) => joinQuadrants(learned, given, image, places) };
}

/** A run's part of a page, with its figures. @param options.isFirst whether it is the first of the page, which says what to do once */
export async function drawnRun(
  run: Run,
  data: OpenData,
  title: string,
  options: { readonly trust?: TrustFigures | undefined; readonly isFirst?: boolean } = {},
): Promise<ReportPart> {
  const { trust, isFirst = true } = options;
  const canSample = isAble('sample', run);
  const count = Math.min(MOST, data.test.x.shape[0]!);
  const { summary = [], ...about } = runReport(run, {
    title,
    ...wholeOf(run, data),
    test: exampleArrays(data.test, { count, seed: run.config.options.seed }),
    ...(trust === undefined ? {} : { trust }),
    columns: canSample ? await columnFigures(run, data) : undefined,
    conditions: canSample ? await conditionFigures(run, data) : [],
    can: {
      encode: isAble('encode', run),
      sample: canSample && run.config.options.condition === undefined,
      score: isAble('score', run),
    },
  });
  return reportPart({ ...about, summary: trust === undefined && isFirst ? [...summary, unexamined(run.folder)] : summary });
}

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
  const part = await drawnRun(run, data, title);
  await writeFigures(join(run.folder, 'pictures'), part.figures);
  const path = join(run.folder, 'report.html');
  await writeFileSafely(path, runReportPage(title, [part.run], run));
  return path;
}
