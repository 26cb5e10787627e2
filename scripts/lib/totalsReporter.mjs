import { writeFileSync } from 'node:fs';
import { countTotals } from './totals.mjs';

/** A vitest reporter that leaves the totals of the run in the file named by `VAEKIT_TOTALS`. */
export default class TotalsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env.VAEKIT_TOTALS;
    if (file) writeFileSync(file, JSON.stringify(countTotals(modules, unhandledErrors)));
  }
}
