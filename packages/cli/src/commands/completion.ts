import { command, type Command } from '../command.js';
import { didYouMean } from '../nearest.js';
import { UsageError } from '../usageError.js';

/** The shells there is completion for. */
export const shells = ['bash', 'zsh', 'fish'] as const;

/** One of them. */
export type Shell = (typeof shells)[number];

/** The shell that a word names. @throws UsageError */
export function readShell(word: string): Shell {
  const found = shells.find((shell) => shell === word);
  if (found === undefined)
    throw new UsageError(`unknown shell ${word}${didYouMean(word, shells)}; expected one of ${shells.join(', ')}`);
  return found;
}

/** `vaekit completion`. */
export const completion: Command = command<object>({
  name: 'completion',
  operands: ['SHELL'],
  operandWords: shells,
  summary: 'Print a completion script for bash, zsh or fish',
  details:
    'bash: add `source <(vaekit completion bash)` to ~/.bashrc. zsh: add `source <(vaekit completion zsh)` to ~/.zshrc, after compinit. fish: write it to ~/.config/fish/completions/vaekit.fish.',
  options: {},
  readsConfig: false,
  examples: ['vaekit completion bash', 'vaekit completion fish > ~/.config/fish/completions/vaekit.fish'],
  check: (_, { operands }) => void readShell(operands[0]!),
});
