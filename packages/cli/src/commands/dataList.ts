import { command, type Command } from '../command.js';
import { jsonOption } from './runOptions.js';

/** The options of `data list`. */
export interface DataListOptions {
  readonly json: boolean;
}

/** `vaekit data list`. */
export const dataList: Command = command<DataListOptions>({
  name: 'data list',
  summary: 'List the data sets: shape, sizes, license, and whether they are on this machine',
  options: { json: jsonOption },
  readsConfig: false,
  examples: ['vaekit data list', 'vaekit data list --json'],
});
