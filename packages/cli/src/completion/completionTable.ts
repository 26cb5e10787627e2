import type { Command } from '../command.js';
import { alwaysOptions, configOptions, type OptionForms } from '../commonOptions.js';

/** What may follow in a command line: words, and paths of a kind. */
export interface Candidates {
  readonly words?: readonly string[] | undefined;
  readonly completes?: 'file' | 'folder' | undefined;
}

/** A command as a shell completes it. */
export interface CompletedCommand {
  /** One word or two. */
  readonly name: string;
  readonly about: string;
  readonly options: OptionForms;
  readonly operands: Candidates;
  /** Whether any number of operands may be given. */
  readonly many: boolean;
}

/** All that a shell needs to know. */
export function completionTable(commands: readonly Command[]): readonly CompletedCommand[] {
  return commands.map(({ name, summary, options, readsConfig, operands, operandWords, operandPaths }) => ({
    name,
    about: summary,
    many: operands.some((operand) => operand.endsWith('…')),
    operands: {
      words: operandWords,
      completes: operandPaths ?? (operands.some((operand) => operand.startsWith('RUN')) ? 'folder' : undefined),
    },
    options: { ...options, ...(readsConfig ? configOptions : {}), ...alwaysOptions },
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
