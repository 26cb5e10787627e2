import { command, type Command } from '../command.js';
import { checkDataDir, dataDirOption, dataNames, readDataSource } from './dataOptions.js';
import { flag, text } from '../optionSpec.js';
import { checkReading, type ReadingChoice, readingOptions } from './readingOptions.js';
import { jsonOption } from './runOptions.js';

/** The options of `data info`. */
export interface DataInfoOptions extends ReadingChoice {
  readonly 'write-schema': string | undefined;
  readonly force: boolean;
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
  options: {
    'data-dir': dataDirOption,
    ...readingOptions,
    'write-schema': text('write what was understood to a file, to be changed and given to --schema', {
      fallback: undefined,
      placeholder: 'FILE',
      completes: 'file',
      shown: '',
    }),
    force: flag('replace the file in --write-schema'),
    json: jsonOption,
  },
  readsConfig: false,
  examples: [
    'vaekit data info digits',
    'vaekit data info mnist --data-dir ~/data/mnist --json',
    'vaekit data info ./patients.csv',
    'vaekit data info ./photos --size 64',
    'vaekit data info ./patients.csv --column zip=category --write-schema patients.json',
  ],
  check(options, { operands, given }) {
    const source = readDataSource(operands[0]!, 'NAME|PATH');
    checkReading(source, given);
    checkDataDir(source, options['data-dir']);
  },
});
