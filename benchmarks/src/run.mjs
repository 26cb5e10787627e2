// pnpm bench [--only WORK,…] [--who NAME,…] [--mnist DIR] [--quick] [--json FILE]: runs the works of `works/` for the contenders of `peers/`, prints a
// table for each and the bars at the end and, if asked to, writes one JSON row a line. README.md says how it measures, and why so.
//
// Ends with code 1 when something failed to run or trained another model. A missed bar is reported and is no failure: what it says about
// the code depends on the machine and on what else it is doing, so it must not stop a build.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { describeMachine, loadAverage } from './machine.mjs';
import { peers } from './peers/index.mjs';
import { formatNumber, formatTable } from './table.mjs';
import { works } from './works/index.mjs';

const USAGE = 'usage: pnpm bench [--only WORK,…] [--who NAME,…] [--mnist DIR] [--quick] [--json FILE]';

function readOptions() {
  try {
    // `pnpm bench -- --only NAME` passes the two dashes on.
    const args = process.argv.slice(2).filter((argument) => argument !== '--');
    return parseArgs({
      args,
      options: {
        only: { type: 'string' },
        who: { type: 'string' },
        mnist: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
      },
    }).values;
  } catch (error) {
    console.error(`bench: ${error.message}; ${USAGE}`);
    process.exit(2);
  }
}

/** The chosen names of a list; `iwae-step` stands for every work whose name begins with it. */
function choose(what, known, wanted) {
  if (wanted === undefined) {
    return known;
  }
  const asked = wanted.split(',').map((name) => name.trim());
  const matches = (name) => known.filter((other) => other === name || other.startsWith(`${name}-k`));
  const unknown = asked.find((name) => matches(name).length === 0);
  if (unknown !== undefined) {
    console.error(`bench: no ${what} is called '${unknown}'; there are ${known.join(', ')}`);
    process.exit(2);
  }
  return known.filter((name) => asked.some((one) => matches(one).includes(name)));
}

/** One row a contender: its best way, with the times of all its ways beside it. */
function oneEach(rows) {
  return rows
    .filter(({ best = true }) => best)
    .map((row) => {
      const ways = rows.filter((other) => other.work === row.work && other.who === row.who && other.model === row.model);
      return row.best && ways.length > 1
        ? { ...row, ways: ways.map(({ variant, ms, megabytes }) => ({ variant, ms, megabytes })) }
        : row;
    });
}

const { only, who, mnist, quick, json } = readOptions();
const machine = describeMachine();
const failures = [];
let notes = new Set();
const context = {
  who: choose('contender', Object.keys(peers), who),
  quick,
  mnist,
  rounds: quick ? 3 : 9,
  checkSteps: quick ? 10 : 20,
  peer: (name) => peers[name](),
  note: (text) => notes.add(text),
  learn: (info) => Object.assign(machine, info),
  fail(text) {
    failures.push(text);
    console.error(`  failed: ${text}`);
  },
};

const chosen = choose('work', Object.keys(works), only);
console.log(
  `${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}, ONNX Runtime ${machine.onnxruntime}; ` +
    `load average ${loadAverage().toFixed(1)}\n`,
);
const allRows = [];
const allBars = [];
for (const name of chosen) {
  const work = await works[name]();
  notes = new Set();
  console.log(`${name}: ${work.title}`);
  try {
    const { rows, shown = rows, columns, bars } = await work.run(context);
    console.log(formatTable(shown, columns));
    allRows.push(...rows);
    allBars.push(...bars);
  } catch (error) {
    context.fail(`${name}: ${error.stack ?? error}`);
  }
  [...notes].forEach((note) => console.log(`  ${note}`));
  console.log(`  load average ${loadAverage().toFixed(1)}\n`);
}

const verdict = ({ value, target, limit, atLeast = false }) => {
  const within = (bound) => (atLeast ? value >= bound : value <= bound);
  return within(target) ? 'met' : within(limit) ? 'missed (within its limit)' : 'MISSED';
};
if (allBars.length > 0) {
  console.log('bars');
  const shown = allBars.map((bar) => ({
    ...bar,
    target: `${bar.atLeast ? '≥' : '≤'} ${formatNumber(bar.target)}`,
    verdict: verdict(bar),
  }));
  console.log(formatTable(shown, { work: 'work', what: 'what', value: 'value', target: 'target', verdict: '' }));
  console.log('');
}
if (loadAverage() > machine.cores) {
  console.log(
    `The load average is ${loadAverage().toFixed(1)} on ${machine.cores} cores: something else is running, and no figure above is to be quoted.`,
  );
}
const { torch, blas, jax } = machine;
console.log(
  `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ONNX Runtime ${machine.onnxruntime}` +
    `${torch === undefined ? '' : `, PyTorch ${torch} (${blas})`}${jax === undefined ? '' : `, JAX ${jax}`}`,
);
if (json !== undefined) {
  await writeFile(
    json,
    oneEach(allRows)
      .map((row) => `${JSON.stringify({ ...row, machine })}\n`)
      .join(''),
  );
}
if (failures.length > 0) {
  console.error(`bench: ${failures.length} failed:\n${failures.map((failure) => `  ${failure.split('\n')[0]}`).join('\n')}`);
}
// The WASM backend of tfjs keeps a process alive.
process.exit(failures.length > 0 ? 1 : 0);
