import type { CommandContext } from '../command.js';
import { commands } from '../commands/commands.js';
import { readShell } from '../commands/completion.js';
import { completionScript } from '../completion/completionScript.js';

/** Runs `vaekit completion`. */
export async function completion(_: object, { terminal, operands }: CommandContext): Promise<number> {
  terminal.out.data(completionScript(readShell(operands[0]!), commands));
  return 0;
}
