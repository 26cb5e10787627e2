import { commandWords, type CompletedCommand, type CompletedOption } from './completionTable.js';

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function optionLine(condition: string, { name, about, value }: CompletedOption): string {
  const parts = [`complete -c vaekit -n ${quoted(condition)} -l ${name.slice(2)}`];
  if (value !== undefined) {
    // -x: a value is needed and no file is one; -r -F: a value is needed and a file may be it.
    parts.push(value.paths === 'file' ? '-r -F' : '-x');
    if (value.words.length > 0) parts.push(`-a ${quoted(value.words.join(' '))}`);
    if (value.paths === 'folder') parts.push(`-a ${quoted('(__fish_complete_directories)')}`);
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
      if (operands.words.length > 0)
        lines.push(`complete -c vaekit -n ${quoted(condition)} -a ${quoted(operands.words.join(' '))}`);
      if (operands.paths === 'file') lines.push(`complete -c vaekit -n ${quoted(condition)} -F`);
      if (operands.paths === 'folder')
        lines.push(`complete -c vaekit -n ${quoted(condition)} -a ${quoted('(__fish_complete_directories)')}`);
      lines.push(...options.map((option) => optionLine(condition, option)));
    }
  }
  return `${lines.join('\n')}\n`;
}
