// What the doctor says of the runs of `doctor.mjs`: the table of the README of @vaekit/metrics, of the half of the runs that did not set the thresholds (seeds 2 and 3).
// `node src/doctorTable.mjs [--half 0 | --fresh]`: with `--half 0`, of the half that did, with where each figure lies; with `--fresh`, of the eighty runs with seeds 4 to 7.
import { isFound, THRESHOLDS } from '@vaekit/metrics';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { half: { type: 'string', default: '1' }, fresh: { type: 'boolean', default: false } } });
const all = JSON.parse(
  readFileSync(new URL(`../results/${values.fresh ? 'doctorFresh' : 'doctor'}.json`, import.meta.url), 'utf8'),
);
const rows = all.filter(({ seed }) => values.fresh || Math.floor(seed / 2) === Number(values.half));
const found = ({ figures }) => Object.keys(figures).filter((code) => isFound(THRESHOLDS[code], figures[code]));
const [faults, healthy] = ['fault', 'healthy'].map((kind) => rows.filter((row) => row.kind === kind));

if (values.half === '0')
  for (const [code, threshold] of Object.entries(THRESHOLDS)) {
    const of = (list) => list.flatMap(({ figures }) => (code in figures ? [figures[code]] : [])).sort((a, b) => a - b);
    const [well, ill] = [of(healthy), of(faults.filter(({ name }) => name === code))];
    console.log(`${code}: ${JSON.stringify(threshold)}; healthy ${well[0]} to ${well.at(-1)}; planted ${ill.join(', ')}`);
  }
const names = (list) => [...new Set(list.map(({ name }) => name))].map((name) => [name, list.filter((row) => row.name === name)]);
console.log(
  `| Run | Figure, seeds ${[...new Set(faults.map(({ seed }) => seed))].sort().join(', ')} | Named | Found besides |\n|---|---|---|---|`,
);
for (const [name, list] of names(faults)) {
  const besides = new Set(list.flatMap((row) => found(row).filter((code) => code !== name)));
  console.log(
    `| ${name} | ${list.map(({ figures }) => figures[name] ?? '–').join(', ')} | ${list.filter((row) => found(row).includes(name)).length} of ${list.length} | ${[...besides].join(', ')} |`,
  );
}
for (const [name, list] of names(healthy))
  console.log(`| healthy: ${name} | | | ${list.flatMap(found).join(', ') || 'nothing'} |`);
const named = faults.filter((row) => found(row).includes(row.name)).length;
const alarms = healthy.filter((row) => found(row).length > 0).length;
console.log(`\n${named} of ${faults.length} faults named, ${alarms} of ${healthy.length} healthy runs with a finding`);
