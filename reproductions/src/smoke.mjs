// `pnpm test:reproductions [NAME …] [--data DIR]`: every reproduction, or those named, with `--quick`, in a process of its own; those whose data are not there are
// passed over with a note. Then `N of N`; exit code 1 if one failed. DIR has the four files of MNIST, `breast_cancer.json` and `alarm.bif.gz`, as many as there are.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { works } from './list.mjs';

const script = fileURLToPath(new URL('reproduce.mjs', import.meta.url));
const { values, positionals } = parseArgs({ options: { data: { type: 'string' } }, allowPositionals: true });
const there = (file) => values.data !== undefined && existsSync(join(values.data, file));
const missing = ({ name, needs }) => {
  if (needs === 'MNIST') return !['', '.gz'].some((end) => there(`train-images-idx3-ubyte${end}`));
  return name === 'missing-values' && !there('breast_cancer.json');
};

const asked = works.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const ran = asked.filter((work) => {
  if (missing(work)) console.log(`${work.name}: passed over, --data has not what it needs: ${work.needs}`);
  return !missing(work);
});
const done = ran.filter(({ name, seeds }) => {
  const data = values.data === undefined ? [] : ['--data', values.data];
  const { status, stderr } = spawnSync(
    process.execPath,
    [script, name, '--quick', '--anew', ...(seeds.length === 0 ? [] : ['--seed', `${seeds[0]}`]), ...data],
    {
      encoding: 'utf8',
    },
  );
  console.log(status === 0 ? `${name}: ok` : `${name}: FAILED\n${stderr}`);
  return status === 0;
});
console.log(`${done.length} of ${ran.length}`);
process.exitCode = done.length === ran.length ? 0 : 1;
