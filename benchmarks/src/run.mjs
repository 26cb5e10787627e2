// pnpm bench [--only NAME] [--json FILE]: runs each work in `works/`, prints a table and, if asked to, writes one JSON row a line.
// Ends with code 1 if a work misses its bar.
import { readdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.mjs';
import { formatTable } from './table.mjs';

const USAGE = 'usage: pnpm bench [--only NAME] [--json FILE]';

/** Every module of `works/` exports `name`, `title` and `run()`, which gives rows, headings, a summary and whether the bar was met. */
async function loadWorks() {
  const folder = new URL('./works/', import.meta.url);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.mjs')).toSorted();
  return Promise.all(files.map((file) => import(new URL(file, folder).href)));
}

function readOptions() {
  try {
    // `pnpm bench -- --only NAME` passes the two dashes on.
    const args = process.argv.slice(2).filter((argument) => argument !== '--');
    return parseArgs({ args, options: { only: { type: 'string' }, json: { type: 'string' } } }).values;
  } catch (error) {
    console.error(`bench: ${error.message}; ${USAGE}`);
    process.exit(2);
  }
}

const { only, json } = readOptions();
const works = await loadWorks();
const chosen = works.filter(({ name }) => only === undefined || name === only);
if (chosen.length === 0) {
  console.error(`bench: no work is called '${only}'; there are ${works.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const machine = describeMachine();
console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${machine.system}\n`);
const lines = [];
for (const work of chosen) {
  console.log(work.title);
  const { rows, columns, summary, met } = await work.run().catch((error) => {
    console.error(String(error.message).startsWith('bench:') ? error.message : error);
    process.exit(1);
  });
  console.log(formatTable(rows, columns));
  console.log(`${summary}\n`);
  if (!met) {
    process.exitCode = 1;
  }
  lines.push(...rows.map((row) => JSON.stringify({ work: work.name, ...row, machine })));
}
if (json !== undefined) {
  await writeFile(json, `${lines.join('\n')}\n`);
}
