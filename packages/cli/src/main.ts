import { loadAction } from './actions/loadAction.js';
import { readCommandLine } from './commandLine.js';
import { commands } from './commands/commands.js';
import { applyConfig } from './config/applyConfig.js';
import { loadConfig } from './config/loadConfig.js';
import { errorText } from './errorText.js';
import { commandHelp, programHelp } from './helpText.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usageError.js';
import { version } from './version.js';

export { processTerminal } from './terminal.js';

// An error is said in a line or two; what libraries append to their messages is for `--debug`.
const firstLines = (message: string): string => message.trim().split('\n').slice(0, 2).join('\n');

/**
 * Runs the program.
 *
 * @param args what follows the program's name
 * @returns the exit code: 0, 1 for a failure, 2 for a command line that makes no sense, 130 after Ctrl-C
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const debug = args.includes('--debug');
  let name = 'vaekit';
  let options: readonly string[] = [];
  try {
    const request = readCommandLine(commands, args);
    if (request.kind === 'version') {
      terminal.out.line(`vaekit ${version}`);
      return 0;
    }
    if (request.kind === 'help') {
      const layout = { columns: terminal.out.columns, color: terminal.color };
      terminal.out.write(
        request.command === undefined ? programHelp(commands, version, layout) : commandHelp(request.command, layout),
      );
      return 0;
    }
    const { command, operands, given } = request;
    name = `vaekit ${command.name}`;
    options = Object.keys(command.options);
    const values = command.readsConfig ? applyConfig(request, await loadConfig(request.config), commands) : request.values;
    const context = { terminal, operands, given };
    command.check(values, context);
    return await (
      await loadAction(command.name)
    )(values, context);
  } catch (error) {
    // What data can be read as in two ways is settled by an option.
    const usage = error instanceof UsageError || (error instanceof Error && 'kind' in error && error.kind === 'ambiguous');
    const known = usage || (error instanceof Error && !(error instanceof TypeError || error instanceof ReferenceError));
    const message = errorText(error, options);
    terminal.err.line(`${name}: ${known ? '' : 'unexpected error: '}${firstLines(message)}`);
    if (debug && error instanceof Error) {
      terminal.err.write(`${error.stack ?? ''}\n`);
      if (error.cause instanceof Error) terminal.err.write(`caused by ${error.cause.stack ?? error.cause.message}\n`);
    } else if (!known) terminal.err.write('This is a fault of vaekit; run it again with --debug to see where it comes from\n');
    return usage ? 2 : 1;
  }
}
