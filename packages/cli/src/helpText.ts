import { wrap } from '@vaekit-internal/base';
import type { Command } from './command.js';
import { alwaysOptions, configOptions, type OptionForm, type OptionForms, versionOption } from './commonOptions.js';
import { colorsOf } from './terminalText.js';

/** How help is laid out. */
export interface HelpOptions {
  readonly columns: number;
  readonly color: boolean;
}

const leftWidth = (rows: readonly (readonly [left: string, right: string])[]): number =>
  Math.min(30, Math.max(...rows.map(([left]) => left.length)));

/** What is too long for a line, broken behind a bar between choices. */
function brokenAtBars(left: string, width: number): string[] {
  const lines = [''];
  for (const word of left.split(/(?<=\|)/)) {
    if (lines.at(-1)!.length + word.length > width && lines.at(-1)!.trim() !== '') lines.push('    ');
    lines[lines.length - 1] += word;
  }
  return lines;
}

/** Two columns, the right one wrapped; the left one is `width` wide. Default: as wide as it must be, up to 30. */
export function twoColumns(
  rows: readonly (readonly [left: string, right: string])[],
  columns: number,
  paint: (left: string) => string,
  width: number = leftWidth(rows),
): string[] {
  return rows.flatMap(([left, right]) => {
    const lines = wrap(right, Math.max(30, columns - width - 5));
    const head = left.length > width ? brokenAtBars(left, columns - 2).map((line) => `  ${paint(line)}`) : [];
    return [
      ...head,
      ...lines.map(
        (line, i) =>
          `  ${i === 0 && head.length === 0 ? paint(left) + ' '.repeat(width - left.length) : ' '.repeat(width)}  ${line}`,
      ),
    ];
  });
}

const shownDefault = ({ fallback, shown, placeholder }: OptionForm & { readonly fallback?: unknown }): string => {
  const value = shown ?? (placeholder === undefined || fallback === undefined ? '' : String(fallback));
  return value === '' ? '' : ` (default: ${value})`;
};

/** What the help says of one option. */
export const optionRow = (
  name: string,
  spec: OptionForm & { readonly fallback?: unknown },
): readonly [left: string, right: string] => [
  `${name === 'help' || name === 'version' ? `-${name[0]}, ` : ''}--${name}${spec.placeholder === undefined ? '' : ` ${spec.placeholder}`}`,
  spec.about + (spec.repeats === true ? '; may be given several times' : '') + shownDefault(spec),
];

const rowsOf = (options: OptionForms): (readonly [left: string, right: string])[] =>
  Object.entries(options).map(([name, form]) => optionRow(name, form));

/** The help of one command. */
export function commandHelp(command: Command, { columns, color }: HelpOptions): string {
  const { bold, cyan, dim } = colorsOf(color);
  const width = Math.min(columns, 100);
  const groups = new Map<string, (readonly [string, string])[]>();
  for (const [name, spec] of Object.entries(command.options)) {
    const { group = 'Options' } = spec;
    groups.set(group, [...(groups.get(group) ?? []), optionRow(name, spec)]);
  }
  const common = { ...(command.readsConfig ? configOptions : {}), ...alwaysOptions };
  const rest = groups.get('Options') ?? [];
  groups.delete('Options');
  groups.set('Options', [...rest, ...rowsOf(common)]);
  const left = leftWidth([...groups.values()].flat());
  return [
    ...wrap(`${command.summary}.`, width),
    ...(command.details === undefined ? [] : ['', ...wrap(command.details, width)]),
    '',
    bold('Usage'),
    `  vaekit ${[command.name, ...command.operands].join(' ')} [options]`,
    ...[...groups].flatMap(([group, rows]) => ['', bold(group), ...twoColumns(rows, width, cyan, left)]),
    '',
    bold('Examples'),
    ...command.examples.map((example) => `  ${dim('$')} ${example}`),
    '',
  ].join('\n');
}

/** The help of the program. */
export function programHelp(commands: readonly Command[], version: string, { columns, color }: HelpOptions): string {
  const { bold, cyan, dim } = colorsOf(color);
  const width = Math.min(columns, 100);
  return [
    `${bold('vaekit')} ${version}: train, evaluate and look at variational autoencoders.`,
    '',
    bold('Usage'),
    '  vaekit COMMAND [options]',
    '',
    bold('Commands'),
    ...twoColumns(
      commands.map(({ name, operands, summary }) => [[name, ...operands].join(' '), summary] as const),
      width,
      cyan,
    ),
    '',
    bold('Options'),
    ...twoColumns(rowsOf({ ...configOptions, ...alwaysOptions, ...versionOption }), width, cyan),
    '',
    bold('Examples'),
    ...[
      'vaekit train --model class-mean-cvae --data digits --latent 16 --out runs/first',
      'vaekit sample runs/first --classes 0-9 --count 10',
      'vaekit train --help',
    ].map((example) => `  ${dim('$')} ${example}`),
    '',
  ].join('\n');
}
