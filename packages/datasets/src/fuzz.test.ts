import { afterAll, describe, expect, test, vi } from 'vitest';
import { fuzz, fuzzTargets, meterAllocations } from '../scripts/lib/fuzzReaders.mjs';

// The readers take hold of the constructors when they are loaded, so the meter comes first, and readers that another file has loaded do not do.
const meter = meterAllocations();
vi.resetModules();
afterAll(() => {
  meter.restore();
  vi.resetModules();
});
const { DataError, ...readers } = await import('./index.js');
const { readParquet } = await import('./parquet/index.js');

describe('2,000 damaged files: a DataError or the right answer, and no more memory than ten times the file', () => {
  test.each(fuzzTargets({ ...readers, readParquet }))(
    '$name',
    async (target) => {
      // Brotli's tables take a hundred times as long to set up as a small file to read.
      const count = target.name === 'parquet-codecs' ? 300 : 2000;
      const report = await fuzz(target, { count, seed: 1, meter, DataError });
      expect(report.faults.map(({ file, problem }) => `${file}: ${problem}`)).toEqual([]);
      // Both must come about, else the damage is too small or too large to test anything.
      expect(report.answers).toBeGreaterThan(0);
      expect(Object.keys(report.refusals).length).toBeGreaterThan(1);
      // A hang ends here; a busy machine does not.
    },
    240_000,
  );
});
