const begin = (name) => `<!-- ${name}: written by scripts/writeTables.mjs -->`;
const end = (name) => `<!-- end of ${name} -->`;

/** A text with each table between its markers, and nothing else changed. @throws Error when a text has none of the markers, or half of a pair */
export function withTables(text, tables) {
  let result = text;
  let found = 0;
  for (const [name, table] of Object.entries(tables)) {
    const [from, to] = [result.indexOf(begin(name)), result.indexOf(end(name))];
    if (from < 0 && to < 0) continue;
    if (from < 0 || to < from)
      throw new Error(`withTables: expected \`${begin(name)}\` and then \`${end(name)}\`, each on a line of its own`);
    result = `${result.slice(0, from)}${begin(name)}\n\n${table}\n\n${result.slice(to)}`;
    found += 1;
  }
  if (found === 0)
    throw new Error(`withTables: the text has no markers; expected one of ${Object.keys(tables).map(begin).join(', ')}`);
  return result;
}

/** The files whose tables come from the catalog of models. */
export const filesWithTables = ['packages/models/README.md', 'packages/cli/README.md'];

/** The tables by the names of their markers. */
export const tablesOf = ({ modelTable, optionTable }) => ({ models: modelTable(), 'options of the models': optionTable() });
