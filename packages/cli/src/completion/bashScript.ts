import { type Candidates, commandWords, type CompletedCommand } from './completionTable.js';

const quoted = (words: readonly string[]): string => `'${words.join(' ').replaceAll("'", `'\\''`)}'`;

/** Statements that set what may stand at a place. */
const offer = ({ words = [], completes }: Candidates): string =>
  [...(words.length === 0 ? [] : [`words=${quoted(words)}`]), ...(completes === undefined ? [] : [`paths=${completes}`])].join(
    '; ',
  ) || ':';

function commandCase({ name, options, operands }: CompletedCommand): string {
  const groups = new Map<string, string[]>();
  for (const [option, form] of Object.entries(options)) {
    if (form.placeholder === undefined) continue;
    const key = offer(form);
    groups.set(key, [...(groups.get(key) ?? []), `--${option}`]);
  }
  const again = Object.keys(options).flatMap((option) => (options[option]!.repeats === true ? [`--${option}`] : []));
  return [
    `    '${name}')${again.length === 0 ? '' : ` again=${quoted(again)}`}`,
    '      case $option in',
    ...[...groups].map(([body, list]) => `        ${list.join('|')}) ${body};;`),
    `        *) options=${quoted(Object.keys(options).map((option) => `--${option}`))}; ${offer(operands)};;`,
    '      esac;;',
  ].join('\n');
}

/** Completion for bash, from version 3.2 on. */
export function bashScript(table: readonly CompletedCommand[]): string {
  const words = commandWords(table);
  const groups = [...words].filter(([first, list]) => list.some(({ name }) => name !== first));
  return `# Completion of vaekit for bash. In ~/.bashrc: source <(vaekit completion bash)
_vaekit() {
  local current=\${COMP_WORDS[COMP_CWORD]} option='' command='' word words='' paths='' options='' again='' used=' ' i
  # bash cuts --option=value into three words.
  if [ "$current" = '=' ]; then option=\${COMP_WORDS[COMP_CWORD-1]}; current=''
  elif [ "\${COMP_WORDS[COMP_CWORD-1]}" = '=' ]; then option=\${COMP_WORDS[COMP_CWORD-2]}
  else option=\${COMP_WORDS[COMP_CWORD-1]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case $word in
      -*) used="$used$word ";;
      =) ;;
      *)
        case $command in
          '') command=$word;;
${groups.map(([first, list]) => `          ${first}) case $word in ${list.map(({ name }) => name.split(' ')[1]!).join('|')}) command="$command $word";; esac;;`).join('\n')}
        esac;;
    esac
  done
  case $command in
    '') words=${quoted([...words.keys()])}; options='--help --version';;
${groups.map(([first, list]) => `    ${first}) words=${quoted(list.map(({ name }) => name.split(' ')[1]!))}; options='--help';;`).join('\n')}
${table.map(commandCase).join('\n')}
  esac
  # Switches come where one is begun, or where there is nothing else to say; each once, unless it may come again.
  if [ -n "$options" ]; then
    case $current in
      -*) words=''; paths='';;
      *) [ -n "$words$paths" ] && options='';;
    esac
    for word in $options; do
      case " $again " in *" $word "*) words="$words $word"; continue;; esac
      case $used in *" $word "*) ;; *) words="$words $word";; esac
    done
  fi
  local IFS=$'\\n'
  COMPREPLY=($(IFS=' '; compgen -W "$words" -- "$current"))
  case $paths in
    folder) compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -d -- "$current"));;
    file) compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$current"));;
  esac
}
complete -F _vaekit vaekit
`;
}
