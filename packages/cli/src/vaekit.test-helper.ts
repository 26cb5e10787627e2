import { main } from './main.js';
import { recordingTerminal } from './terminal.test-helper.js';

/** How a command ended and what it wrote. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line on a recording terminal with these options. */
export async function vaekitOn(options: Parameters<typeof recordingTerminal>[0], ...args: readonly string[]): Promise<Ended> {
  const terminal = recordingTerminal(options);
  const code = await main(args, terminal);
  return { code, out: terminal.text(), err: terminal.errors() };
}

/** Runs a command line where nobody looks. */
export const vaekit = (...args: readonly string[]): Promise<Ended> => vaekitOn({}, ...args);
