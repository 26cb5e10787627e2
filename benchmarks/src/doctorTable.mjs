// What the doctor says of the runs of `doctor.mjs`: the table of the README of @vaekit/metrics, of the half of the runs that did not set the thresholds (seeds 2 and 3).
// `node src/doctorTable.mjs [--half 0]`: with `--half 0`, of the half that did, with where each figure lies.
import { isFound, THRESHOLDS } from '@vaekit/metrics';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { half: { type: 'string', default: '1' } } });
const all = JSON.parse(readFileSync(new URL('../results/doctor.json', import.meta.url), 'utf8'));
const rows = all.filter(({ seed }) => Math.floor(seed / 2) === Number(values.half));
const found = ({ figures }) => Object.keys(figures).filter((code) => isFound(THRESHOLDS[code], figures[code]));
const [faults, healthy] = ['fault', 'healthy'].map((kind) => rows.filter((row) => row.kind === kind));

if (values.half === '0')
  for (const [code, threshold] of Object.entries(THRESHOLDS)) {
    const of = (list) => list.flatMap(({ figures }) => (code in figures ? [figures[code]] : [])).sort((a, b) => a - b);
    const [well, ill] = [of(healthy), of(faults.filter(({ name }) => name === code))];
    console.log(`${code}: ${JSON.stringify(threshold)}; healthy ${well[0]} to ${well.at(-1)}; planted ${ill.join(', ')}`);
  }
console.log('| Run | Seed | Figure | Found |\n|---|---|---|---|');
for (const row of faults)
  console.log(`| ${row.name} | ${row.seed} | ${row.figures[row.name] ?? '–'} | ${found(row).join(', ') || 'nothing'} |`);
for (const row of healthy) console.log(`| healthy: ${row.name} | ${row.seed} | | ${found(row).join(', ') || 'nothing'} |`);
const named = faults.filter((row) => found(row).includes(row.name)).length;
const alarms = healthy.filter((row) => found(row).length > 0).length;
console.log(`\n${named} of ${faults.length} faults named, ${alarms} of ${healthy.length} healthy runs with a finding`);
