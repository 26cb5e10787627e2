import { join } from 'node:path';
import { writeFileSafely } from '@vaekit/core/node';
import type { OpenData } from '../data/openData.js';
import type { Run } from '../run/loadRun.js';

/** Writes `report.html` and the pictures of a run; returns the path of the report. */
export async function writeRunReport(run: Run, _data: OpenData): Promise<string> {
  const path = join(run.folder, 'report.html');
  await writeFileSafely(path, '<!doctype html>');
  return path;
}
