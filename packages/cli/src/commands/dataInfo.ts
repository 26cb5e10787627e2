import { command, type Command } from '../command.js';
import { checkDataDir, dataDirOption, dataNames, readDataSource } from './dataOptions.js';
import { checkFileOptions, type FileDataOptions, fileDataOptions } from './fileDataOptions.js';
import { type ImageChoice, imageOptions } from './imageOptions.js';
import { jsonOption } from './runOptions.js';

/** The options of `data info`. */
export interface DataInfoOptions extends FileDataOptions, ImageChoice {
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
  options: { 'data-dir': dataDirOption, ...fileDataOptions, ...imageOptions, json: jsonOption },
  readsConfig: false,
  examples: [
    'vaekit data info digits',
    'vaekit data info mnist --data-dir ~/data/mnist --json',
    'vaekit data info ./patients.csv',
    'vaekit data info ./photos --size 64',
  ],
  check(options, { operands, given }) {
    const source = readDataSource(operands[0]!, 'NAME|PATH');
    checkFileOptions(source, given);
    checkDataDir(source, options['data-dir']);
  },
});
