export type { VaekitConfig } from './config/vaekitConfig.js';
export { main, processTerminal } from './main.js';
export type { Output, Terminal } from './terminal.js';
