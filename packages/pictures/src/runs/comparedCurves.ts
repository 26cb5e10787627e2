import { lineChart, type LineSeries, type ReportFigure } from '@vaekit/viz';
import type { EpochMetrics } from '@vaekit/runs';
import type { ComparedRun } from './compareRuns.js';

/** Curves in one figure: as many as there are colors. */
const MOST = 10;

/** What a curve shows of an epoch; `undefined` where a run has no such value. */
export type Reading = (line: EpochMetrics) => number | undefined;

/** Curves of runs that are drawn as one: the mean over those that have come so far, in a band from the least to the largest. */
export interface CurveGroup {
  readonly name: string;
  readonly runs: readonly ComparedRun[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A run's curve over epochs, or over the seconds it had trained for; `undefined` where a value is missing or not finite. */
function pointsOf({ metrics }: ComparedRun, reading: Reading, over: 'epoch' | 'seconds'): readonly Point[] | undefined {
  let seconds = 0;
  const points = metrics.map((line) => ({ x: over === 'epoch' ? line.epoch : (seconds += line.seconds), y: reading(line) }));
  return points.length > 0 && points.every(({ y }) => y !== undefined && Number.isFinite(y)) ? (points as Point[]) : undefined;
}

/** Curves point by point; each ends where its run does. */
function mean(curves: readonly (readonly Point[])[]): Omit<LineSeries, 'name'> {
  const longest = Math.max(...curves.map((curve) => curve.length));
  const at = Array.from({ length: longest }, (_, i) => curves.flatMap((curve) => (curve[i] === undefined ? [] : [curve[i]])));
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const line = {
    x: at.map((points) => average(points.map(({ x }) => x))),
    y: at.map((points) => average(points.map(({ y }) => y))),
  };
  if (curves.length < 2) return line;
  const ys = at.map((points) => points.map(({ y }) => y));
  return { ...line, low: ys.map((values) => Math.min(...values)), high: ys.map((values) => Math.max(...values)) };
}

/** The curves of all groups over each other, each as long as its runs are; none where a run has no such value. */
export function comparedCurves(
  groups: readonly CurveGroup[],
  title: string,
  reading: Reading,
  over: 'epoch' | 'seconds' = 'epoch',
): readonly ReportFigure[] {
  const series: LineSeries[] = [];
  for (const { name, runs } of groups) {
    const curves = runs.map((run) => pointsOf(run, reading, over));
    if (curves.some((curve) => curve === undefined)) return [];
    series.push({ name, ...mean(curves as (readonly Point[])[]) });
  }
  const banded = groups.some(({ runs }) => runs.length > 1);
  const what = `${title}, nats per example${over === 'epoch' ? '' : ', over the seconds of training: equal compute is a vertical line'}.`;
  return Array.from({ length: Math.ceil(series.length / MOST) }, (_, i) => {
    const part = series.slice(i * MOST, (i + 1) * MOST);
    return {
      svg: lineChart({
        series: part,
        xLabel: over === 'epoch' ? 'epoch' : 'seconds of training',
        yLabel: 'nats per example',
        title,
      }),
      caption: `${what}${banded ? ' Lines are means over seeds, bands go from the least to the largest.' : ''} Each line ends where its run does.`,
      alt: `${title} of ${part.map(({ name }) => name).join(', ')} by ${over}`,
    };
  });
}
