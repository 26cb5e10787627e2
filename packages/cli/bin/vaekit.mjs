#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (existsSync(program)) {
  const { main, processTerminal } = await import(program.href);
  process.exitCode = await main(process.argv.slice(2), processTerminal());
} else {
  process.stderr.write('vaekit: it is not built yet; run `npm run build` at the root of the workspace first\n');
  process.exitCode = 1;
}
