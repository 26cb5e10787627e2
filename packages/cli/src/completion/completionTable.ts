import type { Command } from '../command.js';

/** What may follow in a command line: words, and paths of a kind. */
export interface Candidates {
  readonly words: readonly string[];
  readonly paths?: 'file' | 'folder';
}

/** An option as a shell completes it. */
export interface CompletedOption {
  /** With its two dashes. */
  readonly name: string;
  readonly about: string;
  /** It may be given several times. */
  readonly repeats?: boolean;
  /** Absent: a switch. */
  readonly value?: Candidates;
  /** What stands for the value in the help. */
  readonly placeholder?: string;
}

/** A command as a shell completes it. */
export interface CompletedCommand {
  /** One word or two. */
  readonly name: string;
  readonly about: string;
  readonly options: readonly CompletedOption[];
  readonly operands: Candidates;
  /** Whether any number of operands may be given. */
  readonly many: boolean;
}

const config: readonly CompletedOption[] = [
  { name: '--config', about: 'a configuration file', value: { words: [], paths: 'file' }, placeholder: 'FILE' },
  { name: '--no-config', about: 'read no configuration file' },
];

const always: readonly CompletedOption[] = [
  { name: '--debug', about: 'show where an error came from' },
  { name: '--help', about: 'help' },
];

/** All that a shell needs to know. */
export function completionTable(commands: readonly Command[]): readonly CompletedCommand[] {
  return commands.map(({ name, summary, options, readsConfig, operands, operandWords = [], operandPaths }) => ({
    name,
    about: summary,
    many: operands.some((operand) => operand.endsWith('…')),
    operands: {
      words: operandWords,
      ...(operands.some((operand) => operand.startsWith('RUN')) ? { paths: 'folder' as const } : {}),
      ...(operandPaths === undefined ? {} : { paths: operandPaths }),
    },
    options: [
      ...Object.entries(options).map(([option, { about, placeholder, repeats, words = [], completes }]): CompletedOption => ({
        name: `--${option}`,
        about,
        ...(repeats === undefined ? {} : { repeats }),
        ...(placeholder === undefined
          ? {}
          : { placeholder, value: { words, ...(completes === undefined ? {} : { paths: completes }) } }),
      })),
      ...(readsConfig ? config : []),
      ...always,
    ],
  }));
}

/** First words of commands, and for those of two words what may follow. */
export function commandWords(table: readonly CompletedCommand[]): ReadonlyMap<string, readonly CompletedCommand[]> {
  const words = new Map<string, CompletedCommand[]>();
  for (const command of table) {
    const [first] = command.name.split(' ') as [string];
    words.set(first, [...(words.get(first) ?? []), command]);
  }
  return words;
}
