import { existsSync } from 'node:fs';
import { dataInfo as describe, type DataSchema, namedSet, type NamedSetName, type SplitInfo } from '@vaekit/datasets';
import { locateDataSet } from '@vaekit/datasets/node';
import { jsonText, wrap } from '@vaekit-internal/base';
import type { CommandContext } from '../command.js';
import type { DataInfoOptions } from '../commands/dataInfo.js';
import { isFetched, readDataSource } from '../commands/dataOptions.js';
import { loadData } from '../data/loadData.js';
import { readSchemaFile } from '../data/readSchemaFile.js';
import { arrayText, columnLines, dialectText } from '../data/schemaText.js';
import { writeOut } from '../pictures/writeDrawing.js';
import { UsageError } from '../usageError.js';
import type { Terminal } from '../terminal.js';
import { colorsOf } from '../terminalText.js';

const rounded = (value: number): string => String(Number(value.toPrecision(4)));

type Row = (name: string, value: string) => void;

/** Writes facts, a name and what it is each, within the width of the terminal. */
function rowsTo(terminal: Terminal): Row {
  const { dim } = colorsOf(terminal.color);
  const columns = Math.min(terminal.out.columns, 100);
  // A non-breaking blank keeps what belongs together on one line.
  return (name, value) => {
    for (const [i, line] of wrap(value, Math.max(30, columns - 14)).entries())
      terminal.out.line(`  ${dim((i === 0 ? name : '').padEnd(10))} ${line.replaceAll('\u00a0', ' ')}`);
  };
}

/** What is known of a named set without its files. */
function tellUnfetched(source: NamedSetName, json: boolean, terminal: Terminal): void {
  const set = namedSet(source);
  if (json) {
    const { mirrors: _, ...facts } = set;
    terminal.out.line(jsonText({ ...facts, here: false }));
    return;
  }
  const row = rowsTo(terminal);
  terminal.out.line(`${colorsOf(terminal.color).bold(set.name)}: ${set.description}`);
  row('example', `[${set.shape.join(', ')}]`);
  row('training', `${set.train.toLocaleString('en')} examples`);
  row('test', `${set.test.toLocaleString('en')} examples`);
  row('classes', set.classes.join(', '));
  row('source', set.source);
  row('license', set.license);
  row('here', `no; \`vaekit data fetch ${source}\` fetches it`);
}

/** Writes the description of a file or a folder, to be edited and given back as `--schema`. */
async function writeSchema(path: string, schema: DataSchema | undefined, source: string, force: boolean): Promise<void> {
  if (schema === undefined)
    throw new UsageError(`--write-schema is for a file or a folder, but ${source} is a data set with a name`);
  if (existsSync(path) && !force)
    throw new UsageError(`--write-schema ${path} exists already; choose another file, or replace it with --force`);
  await writeOut(path, `${JSON.stringify(schema, null, 2)}\n`);
}

/** What one part of the data holds. */
function tellPart(row: Row, name: string, part: SplitInfo): void {
  row(
    name,
    `${part.size.toLocaleString('en')} examples; values from ${rounded(part.minimum)} to ${rounded(part.maximum)}, mean ${rounded(part.mean)}`,
  );
  if (part.perClass !== undefined)
    row('', part.perClass.map((one) => `${one.name}: ${one.count}`.replaceAll(' ', '\u00a0')).join('\u00a0 '));
}

/** Runs `vaekit data info`. */
export async function dataInfo(options: DataInfoOptions, { terminal, operands }: CommandContext): Promise<number> {
  const source = readDataSource(operands[0]!, 'NAME|PATH');
  const dataDir = options['data-dir'];
  if (isFetched(source) && (await locateDataSet(source, dataDir === undefined ? {} : { dataDir })) === undefined) {
    tellUnfetched(source, options.json, terminal);
    return 0;
  }
  const description = options.schema === undefined ? undefined : await readSchemaFile(options.schema);
  const loaded = await loadData(source, { ...options, dataDir, description, input: terminal.input });
  const { test, validation, encoding, schema, sha256, notes = [] } = loaded;
  if (options['write-schema'] !== undefined) {
    await writeSchema(options['write-schema'], schema, source, options.force);
    terminal.err.line(`wrote ${options['write-schema']}`);
  }
  const whole = describe({ ...loaded, test: test ?? loaded.train });
  const { test: testInfo, ...facts } = whole;
  const info = {
    ...facts,
    ...(test === undefined ? {} : { test: testInfo }),
    ...(validation === undefined ? {} : { validation: describe({ ...loaded, test: validation }).test }),
    ...(encoding === undefined ? {} : { columns: encoding.columns }),
    ...(notes.length === 0 ? {} : { notes }),
    ...(schema === undefined ? {} : { schema }),
    sha256,
  };
  if (options.json) {
    terminal.out.line(jsonText(info));
    return 0;
  }
  const row = rowsTo(terminal);
  terminal.out.line(`${colorsOf(terminal.color).bold(info.name)}: ${info.description}`);
  row(
    'example',
    `[${info.shape.join(', ')}] of ${info.elementType}${info.elementType === 'uint8' ? ', divided by 255' : ''}${encoding === undefined ? '' : ', standardized'}`,
  );
  const parts: readonly (readonly [string, SplitInfo])[] = [
    [test === undefined && validation === undefined ? 'examples' : 'training', info.train],
    ...(info.validation === undefined ? [] : [['validation', info.validation] as const]),
    ...(test === undefined ? [] : [['test', testInfo] as const]),
  ];
  for (const [name, part] of parts) tellPart(row, name, part);
  if (info.factors !== undefined) row('factors', info.factors.join(', '));
  if (schema !== undefined)
    for (const text of [dialectText(schema), arrayText(schema)]) if (text !== undefined) row('file', text);
  const lines = encoding === undefined ? [] : columnLines(encoding, schema);
  for (const [i, line] of lines.entries()) row(i === 0 ? 'columns' : '', line);
  for (const note of notes) row('note', note);
  row('source', info.source);
  row('license', info.license);
  row('sha256', info.sha256);
  return 0;
}
