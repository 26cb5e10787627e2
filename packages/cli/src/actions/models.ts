import { catalog, type Catalog, findModel } from '@vaekit/models';
import { jsonText, wrap } from '@vaekit-internal/base';
import type { CommandContext } from '../command.js';
import type { ModelsOptions } from '../commands/models.js';
import { optionRow, twoColumns } from '../helpText.js';
import { optionSpecOf } from '../model/optionSpecOf.js';
import type { Terminal } from '../terminal.js';
import { colorsOf } from '../terminalText.js';

function describe({ name, aliases, paper, changes, needs, can, options }: Catalog[number], { out, color }: Terminal): string {
  const { bold, cyan } = colorsOf(color);
  const width = Math.min(out.columns, 100);
  const { authors, year, title, where, equation } = paper;
  const facts = [
    ['changes', changes],
    ['source', `${authors} ${year}, "${title}" (${where}), ${equation}`],
    ['also called', aliases.join(', ')],
    ['needs', needs.join(', ')],
    ['can', can.join(', ')],
  ] as const;
  return [
    bold(name),
    ...twoColumns(
      facts.filter(([, text]) => text !== ''),
      width,
      String,
    ),
    '',
    bold('Options of vaekit train'),
    ...twoColumns(
      Object.entries(options).map(([option, spec]) => optionRow(option, optionSpecOf(spec, spec.about))),
      width,
      cyan,
    ),
    '',
  ].join('\n');
}

/** Runs `vaekit models`. */
export async function models({ json }: ModelsOptions, { terminal, operands: [name] }: CommandContext): Promise<number> {
  const { out, color } = terminal;
  const chosen = name === undefined ? catalog : [findModel(name)!];
  if (json) out.line(jsonText(chosen));
  else if (name === undefined) {
    const { bold, dim } = colorsOf(color);
    const width = Math.min(out.columns, 100);
    const rows = chosen.map(({ name, changes }) => [name, changes] as const);
    out.write(`${twoColumns(rows, width, bold).join('\n')}\n`);
    out.write(
      dim(`${wrap('`vaekit models NAME` says more of one; `vaekit train --model NAME` trains it.', width).join('\n')}\n`),
    );
  } else out.write(describe(chosen[0]!, terminal));
  return 0;
}
