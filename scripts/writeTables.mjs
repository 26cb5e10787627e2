// `node scripts/writeTables.mjs`: writes what the built packages say of themselves: the table of likelihoods that `@vaekit/models` describes without
// the engine, the tables of the catalog in the READMEs that show them, and how the claims of the experiments fared.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { experimentTable, filesWithExperiments } from './lib/experimentTable.mjs';
import { likelihoodTable } from './lib/likelihoodTable.mjs';
import { filesWithTables, tablesOf, withTables } from './lib/tables.mjs';
import { root } from './lib/workspace.mjs';

const built = (name) =>
  import(`../packages/${name}/dist/index.js`).catch((cause) => {
    throw new Error(`writeTables: @vaekit/${name} is not built; run \`pnpm build\` first`, { cause });
  });

/** Writes a file of the project where it changes, and says so. */
function write(file, textOf) {
  const path = join(root, file);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const text = textOf(before);
  if (text !== before) writeFileSync(path, text);
  process.stdout.write(`${file}: ${text === before ? 'as it was' : 'written'}\n`);
  return text !== before;
}

const { likelihoodFacts } = await built('core');
const models = join(root, 'packages/models');
const command = (folder, name, ...args) =>
  execFileSync(join(folder, 'node_modules/.bin', name), args, { cwd: models, encoding: 'utf8' });
// The tables of the READMEs have the names of the likelihoods in them.
const format = (text) =>
  execFileSync(join(root, 'node_modules/.bin/oxfmt'), ['--stdin-filepath', 'likelihoodTable.ts'], {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
if (write('packages/models/src/options/likelihoodTable.ts', () => format(likelihoodTable(likelihoodFacts()))))
  command(models, 'tsdown');
const tables = tablesOf(await built('models'));
for (const file of filesWithTables) write(file, (text) => withTables(text, tables));
const experiments = await built('experiments');
for (const [file, language] of Object.entries(filesWithExperiments)) {
  const table = await experimentTable(experiments, language);
  write(file, (text) => withTables(text, { experiments: table }));
}
