export type { VaekitConfig } from './config/vaekitConfig.js';
export { main, processTerminal } from './main.js';
export type { EpochMetrics, Scores } from './run/metrics.js';
export { loadRun, type Run } from './run/loadRun.js';
export type { RunConfig, RunOptions } from './run/runConfig.js';
export type { RunResult } from './run/runResult.js';
export type { Output, Terminal } from './terminal.js';
