import { readFileSync } from 'node:fs';
import { averagePrecision, rocAuc } from '@vaekit/metrics';
import { expect, it } from 'vitest';
import { alarmsAt, alarmThreshold } from './alarmThreshold.js';

interface Case {
  readonly name: string;
  readonly labels: readonly number[];
  readonly scores: readonly number[];
  readonly normal: readonly number[];
  readonly rocAuc: number;
  readonly averagePrecision: number;
  readonly alarms: readonly {
    readonly rate: number;
    readonly threshold: number;
    readonly precision: number | null;
    readonly recall: number;
    readonly falseAlarmRate: number;
  }[];
}

const { cases } = JSON.parse(readFileSync(new URL('../../oracles/anomalies.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[];
};

it.each(cases.map((row) => [row.name, row] as const))('%s: the numbers of scikit-learn', (_, row) => {
  const anomalous = row.labels.map((label) => label === 1);
  expect(rocAuc(row.scores, anomalous)).toBeCloseTo(row.rocAuc, 12);
  expect(averagePrecision(row.scores, anomalous)).toBeCloseTo(row.averagePrecision, 12);
});

it.each(cases.flatMap((row) => row.alarms.map((alarm) => [row.name, alarm.rate, row, alarm] as const)))(
  '%s: alarms where %d of the normal examples are false ones',
  (_, rate, row, { threshold, precision, recall, falseAlarmRate }) => {
    expect(alarmThreshold(row.normal, rate)).toBeCloseTo(threshold, 12);
    const found = alarmsAt(threshold, row.scores, (i) => row.labels[i] === 1);
    if (precision === null) expect(found.precision).toBeNaN();
    else expect(found.precision).toBeCloseTo(precision, 12);
    expect(found.recall).toBeCloseTo(recall, 12);
    expect(found.falseAlarmRate).toBeCloseTo(falseAlarmRate, 12);
  },
);

it('nothing is said of nothing', () => {
  expect(alarmThreshold([], 0.05)).toBeNaN();
  expect(averagePrecision([1, 2], [false, false])).toBeNaN();
});
