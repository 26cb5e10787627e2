import { fileURLToPath } from 'node:url';

/** One way of running a contender that is written in JavaScript. */
export const inNode = (name, label = '', options = {}) => ({
  label,
  command: process.execPath,
  args: [fileURLToPath(new URL('../serve.mjs', import.meta.url)), name, JSON.stringify(options)],
});
