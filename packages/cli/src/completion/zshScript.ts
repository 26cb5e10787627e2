import { type Candidates, commandWords, type CompletedCommand } from './completionTable.js';

/** Text between single quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A description inside an argument's specification, where brackets and colons have a meaning. */
const plain = (text: string): string => text.replaceAll(/([[\]:\\])/g, '\\$1');

function action({ words = [], completes }: Candidates): string {
  const files = completes === 'folder' ? '_directories' : '_files';
  if (words.length === 0) return completes === undefined ? ' ' : files;
  const list = words.join(' ');
  return completes === undefined ? `(${list})` : `{_alternative "words:word:(${list})" "paths:path:${files}"}`;
}

function commandCase({ name, options, operands, many }: CompletedCommand): string {
  const specs = [
    ...Object.entries(options).map(([option, form]) => {
      const word = `${form.repeats === true ? '*' : ''}--${option}${form.placeholder === undefined ? '' : '='}[${plain(form.about)}]`;
      return quoted(form.placeholder === undefined ? word : `${word}:${plain(form.placeholder)}:${action(form)}`);
    }),
    ...(operands.words !== undefined || operands.completes !== undefined
      ? [quoted(`${many ? '*' : '1'}:operand:${action(operands)}`)]
      : []),
  ];
  return `    ${quoted(name)}) _arguments \\\n      ${specs.join(' \\\n      ')};;`;
}

const describe = (name: string, list: readonly (readonly [word: string, about: string])[]): string =>
  `local -a ${name}; ${name}=(${list.map(([word, about]) => quoted(`${word.replaceAll(':', '\\:')}:${about}`)).join(' ')})`;

/** Completion for zsh. */
export function zshScript(table: readonly CompletedCommand[]): string {
  const words = [...commandWords(table)];
  const groups = words.filter(([first, list]) => list.some(({ name }) => name !== first));
  const about = (list: readonly CompletedCommand[], first: string): string =>
    list.length === 1 && list[0]!.name === first ? list[0]!.about : list.map(({ name }) => name.split(' ')[1]!).join(', ');
  return `#compdef vaekit
# Completion of vaekit for zsh. In ~/.zshrc, after compinit: source <(vaekit completion zsh)
_vaekit() {
  if (( CURRENT == 2 )); then
    ${describe(
      'list',
      words.map(([first, list]) => [first, about(list, first)]),
    )}
    _describe -t commands command list
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
${groups
  .map(
    ([first, list]) => `  if [[ $command == ${first} ]]; then
    if (( CURRENT == 2 )); then
      ${describe(
        'list',
        list.map(({ name, about: text }) => [name.split(' ')[1]!, text]),
      )}
      _describe -t commands command list
      return
    fi
    command="${first} $words[2]"
    shift words
    (( CURRENT-- ))
  fi`,
  )
  .join('\n')}
  case $command in
${table.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _vaekit ]]; then _vaekit "$@"; else compdef _vaekit vaekit; fi
`;
}
