import { aboutOption, catalog, type Catalog, optionOwners, type OptionOwners } from './catalog.js';
import { fallbackOf, type Option, placeholderOf } from './option.js';

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)].join('\n');

function shownFallback(option: Option): string {
  if (option.shown !== undefined) return option.shown;
  const fallback = fallbackOf(option);
  return option.kind === 'switch' ? 'off' : fallback === undefined ? '' : `\`${String(fallback)}\``;
}

/** Everything there is to say of an option, in sentences. */
function meaning(owners: OptionOwners, models: Catalog): string {
  const { option } = owners;
  const listed = option.kind === 'choice' && option.placeholder !== undefined;
  const choices = listed ? `One of ${option.choices.map((word) => `\`${word}\``).join(', ')}.` : undefined;
  const details = [choices, option.details].filter((text) => text !== undefined);
  return details.length === 0 ? aboutOption(owners, models) : `${aboutOption(owners, models)}. ${details.join(' ')}`;
}

/** The models as a table in Markdown. */
export function modelTable(models: Catalog = catalog): string {
  return table(
    ['Model', 'What it changes', 'Source'],
    models.map(({ name, aliases, changes, paper: { title, authors, year, where, equation } }) => [
      [name, ...aliases].map((one) => `\`${one}\``).join(', '),
      changes,
      `${authors} ${year}, "${title}" (${where}), ${equation}`,
    ]),
  );
}

/** The options of the models as a table in Markdown, spelled as on the command line. */
export function optionTable(models: Catalog = catalog): string {
  return table(
    ['Option', 'Default', 'Meaning'],
    Object.entries(optionOwners(models)).map(([name, owners]) => {
      const { option } = owners;
      return [
        `\`${[`--${name}`, placeholderOf(option) ?? []].flat().join(' ')}\``,
        shownFallback(option),
        meaning(owners, models),
      ];
    }),
  );
}
