// Reads damaged files by the hundred thousand: `node scripts/fuzz.mjs [--count N] [--reader NAME] [--seed N]`, after a build.
// Prints, for each reader, how many gave an answer and how many a refusal, the slowest read and the largest allocation, and the peak memory of the
// process; ends with 1 if anything but a typed error or a right answer came out, a read took over a second of the processor, or memory passed ten times the file.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { fuzz, fuzzTargets, meterAllocations } from './lib/fuzzReaders.mjs';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, reader: { type: 'string' }, seed: { type: 'string', default: '0' } },
});
const count = Number(values.count);
const seed = Number(values.seed);
const names = [
  'npy',
  'npz',
  'sparse',
  'jsonl',
  'idx',
  'csv',
  'cifar10',
  'cifar100',
  'png',
  'parquet',
  'parquet-gzip',
  'parquet-codecs',
];
if (
  !Number.isInteger(count) ||
  count < 1 ||
  !Number.isInteger(seed) ||
  (values.reader !== undefined && !names.includes(values.reader))
) {
  console.error(`fuzz: --count and --seed are whole numbers, --reader is one of ${names.join(', ')}`);
  process.exit(2);
}

if (values.reader === undefined) {
  // A process each, so that the peak of one reader's memory is not another's.
  let failed = false;
  for (const name of names) {
    const args = [import.meta.filename, '--reader', name, '--count', values.count, '--seed', values.seed];
    failed = spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0 || failed;
  }
  process.exit(failed ? 1 : 0);
}

// A read that never ends cannot say so: a second thread looks whether the next one begins.
const current = new Int32Array(new SharedArrayBuffer(4));
const watch = `
  const { workerData: { current, reader, seed } } = require('node:worker_threads');
  let last = -1;
  setInterval(() => {
    if (current[0] === last && last > 0) {
      require('node:fs').writeSync(1, reader + ': file ' + (last - 1) + ' of seed ' + seed + ' has been read for over 30 s; it hangs\\n');
      process.kill(process.pid, 'SIGKILL');
    }
    last = current[0];
  }, 30_000);
`;
new Worker(watch, { eval: true, workerData: { current, reader: values.reader, seed } }).unref();

const meter = meterAllocations();
const library = { ...(await import('../dist/index.js')), ...(await import('../dist/parquet/index.js')) };
const targets = fuzzTargets(library);
const target = targets.find(({ name }) => name === values.reader);
// Once over whole files, so that the code is loaded and warm before memory is compared: also of the codecs that a damaged file may ask for.
for (const { seeds, read } of targets.filter(({ name }) => name === values.reader || name === 'parquet-codecs'))
  for (const { bytes } of seeds) await read(bytes).catch?.(() => undefined);
const before = process.resourceUsage().maxRSS;
const start = performance.now();
// Processor time: a busy machine stops a process for seconds, which is no reader's fault.
const now = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const report = await fuzz(target, { count, seed, meter, DataError: library.DataError, now, begin: (i) => (current[0] = i + 1) });
const seconds = (performance.now() - start) / 1000;
const peak = process.resourceUsage().maxRSS;
const refusals = Object.entries(report.refusals)
  .sort(([, a], [, b]) => b - a)
  .map(([kind, times]) => `${kind} ${times}`);
console.log(
  `${report.name}: ${count} files in ${seconds.toFixed(1)} s; ${report.answers} answers, ${count - report.answers - report.faults.length} refusals (${refusals.join(', ')})`,
);
console.log(
  `  slowest read ${report.slowest.toFixed(1)} ms of the processor, largest allocation ${report.largest} bytes, peak memory ${Math.round(peak / 1024)} MiB (${Math.round((peak - before) / 1024)} MiB above the start), ${report.faults.length} faults`,
);
for (const { index, file, problem, bytes } of report.faults.slice(0, 5))
  console.log(`  fault ${index} (${file}): ${problem}\n    ${bytes.slice(0, 400)}`);
process.exit(report.faults.length > 0 ? 1 : 0);
