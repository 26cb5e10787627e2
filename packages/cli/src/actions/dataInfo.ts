import { dataInfo as describe } from '@vaekit/datasets';
import { createColors } from 'picocolors';
import type { CommandContext } from '../command.js';
import { type DataInfoOptions, readDataName } from '../commands/dataInfo.js';
import { dataHash, loadDataSet } from '../data/openData.js';

const rounded = (value: number): string => String(Number(value.toPrecision(4)));

/** Runs `vaekit data info`. */
export async function dataInfo(options: DataInfoOptions, { terminal, operands }: CommandContext): Promise<number> {
  const set = await loadDataSet(readDataName(operands[0]!), options['data-dir']);
  const info = { ...describe(set), sha256: dataHash(set) };
  if (options.json) {
    terminal.out.write(`${JSON.stringify(info)}\n`);
    return 0;
  }
  const { bold, dim } = createColors(terminal.colour);
  const row = (name: string, value: string): string => `  ${dim(name.padEnd(10))} ${value}\n`;
  terminal.out.write(`${bold(info.name)}: ${info.description}\n`);
  terminal.out.write(row('example', `[${info.shape.join(', ')}] of ${info.elementType}${info.elementType === 'uint8' ? ', divided by 255' : ''}`));
  for (const [name, split] of [
    ['training', info.train],
    ['test', info.test],
  ] as const) {
    terminal.out.write(row(name, `${split.size.toLocaleString('en')} examples; values from ${rounded(split.minimum)} to ${rounded(split.maximum)}, mean ${rounded(split.mean)}`));
    if (split.perClass !== undefined) terminal.out.write(row('', split.perClass.map((one) => `${one.name}: ${one.count}`).join('  ')));
  }
  if (info.factors !== undefined) terminal.out.write(row('factors', info.factors.join(', ')));
  terminal.out.write(row('source', info.source));
  terminal.out.write(row('licence', info.licence));
  terminal.out.write(row('sha256', info.sha256));
  return 0;
}
