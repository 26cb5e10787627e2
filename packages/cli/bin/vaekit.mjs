#!/usr/bin/env node
import { existsSync } from 'node:fs';

// A training that another vaekit began, of a sweep, ends with that one, however it ended; the run can be gone on with.
if (process.channel !== undefined) {
  process.once('disconnect', () => process.exit(129));
  process.channel.unref();
}

const program = new URL('../dist/main.js', import.meta.url);
if (existsSync(program)) {
  const { main, processTerminal } = await import(program.href);
  process.exitCode = await main(process.argv.slice(2), processTerminal());
} else {
  process.stderr.write('vaekit: it is not built yet; run `npm run build` at the root of the workspace first\n');
  process.exitCode = 1;
}
