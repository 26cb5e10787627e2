import type { OptionForm } from '../commonOptions.js';
import { commandWords, type CompletedCommand } from './completionTable.js';

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function optionLine(condition: string, name: string, { about, placeholder, words = [], completes }: OptionForm): string {
  const parts = [`complete -c vaekit -n ${quoted(condition)} -l ${name}`];
  if (placeholder !== undefined) {
    // -x: a value is needed and no file is one; -r -F: a value is needed and a file may be it.
    parts.push(completes === 'file' ? '-r -F' : '-x');
    if (words.length > 0) parts.push(`-a ${quoted(words.join(' '))}`);
    if (completes === 'folder') parts.push(`-a ${quoted('(__fish_complete_directories)')}`);
  }
  return [...parts, `-d ${quoted(about)}`].join(' ');
}

/** Completion for fish. */
export function fishScript(table: readonly CompletedCommand[]): string {
  const words = [...commandWords(table)];
  const lines = [
    '# Completion of vaekit for fish: vaekit completion fish > ~/.config/fish/completions/vaekit.fish',
    'complete -c vaekit -f',
  ];
  for (const [first, list] of words) {
    const own = list.find(({ name }) => name === first);
    const seconds = list.filter(({ name }) => name !== first).map(({ name }) => name.split(' ')[1]!);
    const about = own?.about ?? seconds.join(', ');
    lines.push(`complete -c vaekit -n __fish_use_subcommand -a ${first} -d ${quoted(about)}`);
    for (const { name, about: text, options, operands } of list) {
      const second = name.split(' ')[1];
      if (second !== undefined) {
        const open = `__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${seconds.join(' ')}`;
        lines.push(`complete -c vaekit -n ${quoted(open)} -a ${second} -d ${quoted(text)}`);
      }
      const condition = `__fish_seen_subcommand_from ${first}${second === undefined ? '' : `; and __fish_seen_subcommand_from ${second}`}`;
      if (operands.words !== undefined)
        lines.push(`complete -c vaekit -n ${quoted(condition)} -a ${quoted(operands.words.join(' '))}`);
      if (operands.completes === 'file') lines.push(`complete -c vaekit -n ${quoted(condition)} -F`);
      if (operands.completes === 'folder')
        lines.push(`complete -c vaekit -n ${quoted(condition)} -a ${quoted('(__fish_complete_directories)')}`);
      lines.push(...Object.entries(options).map(([option, form]) => optionLine(condition, option, form)));
    }
  }
  return `${lines.join('\n')}\n`;
}
