import type { Command } from '../command.js';
import type { Shell } from '../commands/completion.js';
import { bashScript } from './bashScript.js';
import { completionTable } from './completionTable.js';
import { fishScript } from './fishScript.js';
import { zshScript } from './zshScript.js';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** The script that completes `vaekit` in a shell. It asks the program nothing, so it is as fast as the shell. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  return scripts[shell](completionTable(commands));
}
