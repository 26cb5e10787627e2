import { command, type Command } from '../command.js';
import { checkDataDir, dataDirOption, dataNames, readDataSource } from './dataOptions.js';
import { type DialectChoice, dialectOptions } from './dialectOptions.js';
import { jsonOption } from './runOptions.js';

/** The options of `data info`. */
export interface DataInfoOptions extends DialectChoice {
  readonly 'data-dir': string | undefined;
  readonly json: boolean;
}

/** `vaekit data info`. */
export const dataInfo: Command = command<DataInfoOptions>({
  name: 'data info',
  operands: ['NAME|PATH'],
  operandWords: dataNames,
  operandPaths: 'file',
  summary: 'Describe a data set, a file or a folder: sizes, classes, columns, values, source and license',
  details: `Data sets: ${dataNames.join(', ')}.`,
  options: { 'data-dir': dataDirOption, ...dialectOptions, json: jsonOption },
  readsConfig: false,
  examples: [
    'vaekit data info digits',
    'vaekit data info mnist --data-dir ~/data/mnist --json',
    'vaekit data info ./patients.csv',
  ],
  check: (options, { operands }) => checkDataDir(readDataSource(operands[0]!, 'NAME|PATH'), options['data-dir']),
});
