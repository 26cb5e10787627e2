// The memory that reading a large table takes: `node scripts/bigCsv.mjs [--bytes N] [--columns N] [--examples]`, after a build; with --examples, that of `readExamples`,
// which cuts off a tenth for validation and one for testing, and encodes all three.
// Writes a CSV file of about N bytes (numbers with six decimals) to the folder for temporary files, reads it in a process of its own and prints the time, and the peak
// memory of that process above what it had before it read, as a multiple of the file; ends with 1 if that is 2 or more, or a number is wrong.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    bytes: { type: 'string', default: '200000000' },
    columns: { type: 'string', default: '20' },
    read: { type: 'string' },
    examples: { type: 'boolean', default: false },
  },
});
const columns = Number(values.columns);

/** The same numbers for the same row, about normal. */
const numberAt = (row, column) => {
  let bits = Math.imul(row + 1, 0x9e3779b1) ^ Math.imul(column + 1, 0x85ebca77);
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d) + i;
    sum += (bits >>> 0) / 2 ** 32;
  }
  return ((sum - 2) * 1.7).toFixed(6);
};

if (values.read !== undefined) {
  const { readCsv } = await import('../dist/index.js');
  readCsv('a,b\n1.5,2\n2.5,3\n');
  const idle = process.memoryUsage.rss();
  const start = performance.now();
  const { size } = statSync(values.read);
  const fractions = { testFraction: 0.1, validationFraction: 0.1 };
  const table = values.examples
    ? (await (await import('../dist/node/index.js')).readExamples(values.read, fractions)).table
    : readCsv(readFileSync(values.read));
  const seconds = (performance.now() - start) / 1000;
  const above = process.resourceUsage().maxRSS * 1024 - idle;
  const rows = [0, Math.floor(table.size / 2), table.size - 1];
  const right = rows.every((row) => table.columns.every((column, i) => column.values[row] === Number(numberAt(row, i))));
  console.log(
    `${(size / 1e6).toFixed(0)} MB, ${table.size} rows of ${table.columns.length} columns in ${seconds.toFixed(1)} s; ${(above / 1e6).toFixed(0)} MB above idle, ${(above / size).toFixed(2)} times the file; numbers ${right ? 'right' : 'wrong'}`,
  );
  process.exit(right && above < 2 * size ? 0 : 1);
}

const folder = mkdtempSync(join(tmpdir(), 'big-csv-'));
try {
  const path = join(folder, 'big.csv');
  const file = openSync(path, 'w');
  let text = `${Array.from({ length: columns }, (_, i) => `c${i}`).join(',')}\n`;
  let written = 0;
  for (let row = 0; written + text.length < Number(values.bytes); row++) {
    for (let column = 0; column < columns; column++) text += numberAt(row, column) + (column + 1 < columns ? ',' : '\n');
    if (text.length > 2 ** 20) {
      written += writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
  process.exitCode =
    spawnSync(process.execPath, [import.meta.filename, '--read', path, ...(values.examples ? ['--examples'] : [])], {
      stdio: 'inherit',
    }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
