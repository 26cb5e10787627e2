// `node scripts/writeTables.mjs`: writes the tables of the catalog of models, as it is built, into the READMEs that show them.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesWithTables, tablesOf, withTables } from './lib/tables.mjs';
import { root } from './lib/workspace.mjs';

const models = await import('../packages/models/dist/index.js').catch((cause) => {
  throw new Error('writeTables: @vaekit/models is not built; run `pnpm build` first', { cause });
});
for (const file of filesWithTables) {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  const written = withTables(text, tablesOf(models));
  if (written !== text) writeFileSync(path, written);
  process.stdout.write(`${file}: ${written === text ? 'as it was' : 'written'}\n`);
}
