import { type FieldKind, type FieldKinds, kindsOf, readCsv, typeOfKind } from '../csv/readCsv.js';
import { DataError } from '../dataError.js';
import { defined } from '../defined.js';
import { counted, faults } from '../faults.js';
import type { Dialect } from '../dataSchema.js';
import { detectFormat } from '../detectFormat.js';
import { commonTypes, joinTables, type NamedTable } from '../joinTables.js';
import type { ParquetTable } from '../parquet/readParquet.js';
import { readJsonLines } from '../readJsonLines.js';
import { spreadNumberTexts } from '../numberTexts.js';
import { pixelTable } from '../pixelTable.js';
import type { ColumnType, Table, TableColumn } from '../table.js';
import { textColumn } from '../textColumn.js';
import { fieldKinds, schemaKinds } from '../describeTable.js';
import { columnTypes } from '../encoding/columnTypes.js';
import { chosenParts, folderParts, partOfStem } from './dataParts.js';
import { baseName, type FileTree, type TreeFile } from './fileTree.js';
import { caller, mostBytes, type PartName, type ReadExamplesOptions } from './readExamplesOptions.js';
import { readInflated } from './readTreeFile.js';

/** A table, perhaps with a column of images. */
export type ReadTable = Table & Pick<ParquetTable, 'images'> & { readonly dialect?: Dialect; readonly notes?: readonly string[] };

export type TableFormat = 'csv' | 'jsonl' | 'parquet';

/** The tables that data came in; those for training are the first. */
export interface TableParts {
  readonly format: TableFormat;
  readonly train: ReadTable;
  readonly validation?: ReadTable;
  readonly test?: ReadTable;
  readonly parts?: readonly PartName[];
  readonly notes?: readonly string[];
}

/** The table of one file; `types` of columns that it lacks are passed over. */
export async function readTableFile(
  file: TreeFile,
  format: TableFormat,
  bytes: Uint8Array,
  options: ReadExamplesOptions,
): Promise<ReadTable> {
  const { encoding, schema, earlier } = options;
  const described = schema ?? earlier;
  const known = described === undefined ? kindsOf(encoding === undefined ? {} : columnTypes(encoding)) : schemaKinds(described);
  const label = encoding?.label?.name ?? '';
  if (!known.has(label)) return readAs(known, file, format, bytes, options);
  try {
    return await readAs(known, file, format, bytes, options);
  } catch (error) {
    if (!(error instanceof DataError) || error.kind !== 'type') throw error;
    // Among labels that were numbers there may be words for other classes.
    const others = new Map([...known].filter(([name]) => name !== label));
    return await readAs(others, file, format, bytes, options);
  }
}

async function readAs(
  known: ReadonlyMap<string, FieldKind>,
  file: TreeFile,
  format: TableFormat,
  bytes: Uint8Array,
  options: ReadExamplesOptions,
): Promise<ReadTable> {
  const { maxBytes = mostBytes } = options;
  const types = new Map([...fieldKinds(options), ...kindsOf(options.types)]);
  const csv = { ...dialectOf(options), ...options.csv };
  const name = `${caller}, '${file.name}'`;
  if (format === 'csv')
    return spreadNumberTexts(
      readCsv(bytes, { ...csv, types, known, maxBytes, name }),
      new Set([...types.keys(), ...known.keys()]),
    );
  if (format === 'jsonl') return readJsonLines(bytes, { types, known, maxBytes, name });
  const { readParquet } = await import('../parquet/index.js').catch((error: unknown) => {
    throw faults.unsupported`${caller}: '${file.name}' is a Parquet file; install the package hyparquet to read it (npm install hyparquet; ${error})`;
  });
  const { exclude } = options;
  return readParquet(bytes, { types: plainTypes(types), known: plainTypes(known), maxBytes, name, ...defined({ exclude }) });
}

/** How a file is to be read by its description; of an earlier file's, what one cannot see in every later one. */
function dialectOf({ schema, earlier }: ReadExamplesOptions): NonNullable<ReadExamplesOptions['csv']> {
  if (schema?.dialect !== undefined) return schema.dialect;
  if (earlier?.dialect === undefined) return {};
  const { header, missing } = earlier.dialect;
  return { header, missing };
}

const plainTypes = (kinds: ReadonlyMap<string, FieldKind>): Record<string, ColumnType> =>
  Object.fromEntries([...kinds].map(([column, kind]) => [column, typeOfKind(kind)]));

const endings = /\.(?:csv|tsv|parquet|pq|jsonl|ndjson)(?:\.gz)?$/i;

/** The files of tables in a folder; those of Spark (`part-00000`) may have no ending. */
function tableFiles(tree: FileTree): TreeFile[] {
  const named = tree.files.filter(({ path }) => endings.test(path));
  return named.length > 0 ? named : tree.files.filter(({ path }) => /(?:^|\/)part-\d+[^/]*$/.test(path));
}

/** The files of each part: by their folders or by their names; all in one where none names a part. */
function filesByPart(files: readonly TreeFile[]): { parts: Map<PartName, readonly TreeFile[]>; others: readonly TreeFile[] } {
  const folders = folderParts(files.map(({ path }) => path));
  const inFolders = new Map<string, PartName>();
  for (const [part, paths] of folders?.parts ?? []) for (const { path } of paths) inFolders.set(path, part);
  const parts = new Map<PartName, TreeFile[]>();
  const others: TreeFile[] = [];
  for (const file of files) {
    const part = folders === undefined ? partOfStem(baseName(file.path).replace(endings, '')) : inFolders.get(file.path);
    if (part === undefined) others.push(file);
    else parts.set(part, [...(parts.get(part) ?? []), file]);
  }
  // A file such as `test_scores.csv` among others makes no parts.
  if (parts.size > 0 && (parts.has('train') || others.length === 0)) return { parts, others };
  return { parts: new Map(), others: files };
}

/** A folder of tables: files that make up one, perhaps in parts; `undefined` where there are none. */
export async function readTableFolder(tree: FileTree, options: ReadExamplesOptions): Promise<TableParts | undefined> {
  const files = tableFiles(tree);
  if (files.length === 0) return undefined;
  const { parts, others } = filesByPart(files);
  const chosen = chosenParts(tree.name, [...parts.keys()], options);
  const groups = parts.size === 0 ? [files] : chosen.map((part) => parts.get(part) ?? []);
  const { format, tables } = await readAlike(tree.name, groups, options);
  const [train, ...more] = tables as [ReadTable, ...ReadTable[]];
  if (parts.size === 0) return { format, train };
  checkColumns(tree.name, chosen, [train, ...more], options);
  const [belong, are] = others.length === 1 ? ['belongs', 'is'] : ['belong', 'are'];
  const some = others.slice(0, 3).map(({ path }) => path);
  const note = `${counted(others.length, 'table')} of '${tree.name}' ${belong} to none of the parts and ${are} left out: ${some.join(', ')}`;
  return {
    format,
    train,
    ...Object.fromEntries(chosen.slice(1).map((part, i) => [part, more[i]])),
    parts: chosen,
    ...defined({ notes: others.length === 0 ? undefined : [note] }),
  };
}

/** Only the label may be missing from the parts after the first. */
function checkColumns(
  name: string,
  parts: readonly PartName[],
  [first, ...others]: readonly Table[],
  options: ReadExamplesOptions,
): void {
  const wanted = first?.columns.map((column) => column.name) ?? [];
  const images = first === undefined ? undefined : pixelTable(first);
  const label = options.label ?? (images?.named === true ? images.label : undefined);
  others.forEach((table, i) => {
    const there = new Set(table.columns.map((column) => column.name));
    const lacking = wanted.find((column) => !there.has(column) && column !== label && options.exclude?.includes(column) !== true);
    if (lacking === undefined) return;
    throw faults.shape`${caller}, '${name}': the part '${parts[i + 1]}' has no column '${lacking}', which '${parts[0]}' has; make it the label (--label, option \`label\`) or leave it out (--exclude, option \`exclude\`)`;
  });
}

/** Reads groups of files so that a column has one type in all of them. */
async function readAlike(
  name: string,
  groups: readonly (readonly TreeFile[])[],
  options: ReadExamplesOptions,
): Promise<{ format: TableFormat; tables: readonly ReadTable[] }> {
  const several = groups.flat().length > 1;
  let format: TableFormat | undefined;
  const readOne = async (file: TreeFile, types: FieldKinds): Promise<ReadTable | undefined> => {
    const bytes = await readInflated(file, options);
    const found = detectFormat(bytes, file.path.replace(/\.gz$/i, ''));
    // Spark writes a file for an empty part, too.
    if (several && bytes.length === 0) return undefined;
    if ((found !== 'csv' && found !== 'jsonl' && found !== 'parquet') || (format !== undefined && found !== format))
      throw faults.unsupported`${caller}: '${file.name}' is ${found === undefined ? 'no table' : `of the format ${found}`}, but the files of a folder of tables must be all CSV, all JSON lines or all Parquet${format === undefined ? '' : `, and others are ${format}`}`;
    format = found;
    try {
      return withFolderColumns(file, await readTableFile(file, found, bytes, { ...options, types }));
    } catch (error) {
      if (several && error instanceof DataError && error.kind === 'empty') return undefined;
      throw error;
    }
  };
  const read: { file: TreeFile; group: number; table: ReadTable }[] = [];
  for (const [group, files] of groups.entries()) {
    for (const file of files) {
      const table = await readOne(file, options.types ?? new Map());
      if (table !== undefined) read.push({ file, group, table });
    }
  }
  if (format === undefined || read.length === 0)
    throw faults.empty`${caller}: the tables of '${name}' have no rows; at least one was expected`;
  const common = commonTypes(read.map(({ table }) => table));
  for (const entry of read) {
    const types = entry.table.columns.flatMap(({ name: column, type }): [string, FieldKind][] => {
      const other = common.get(column) ?? type;
      return other === type ? [] : [[column, other]];
    });
    if (types.length > 0)
      entry.table = (await readOne(entry.file, new Map([...kindsOf(options.types), ...types]))) ?? entry.table;
  }
  const tables = groups.map((_, group) => {
    const own = read.filter((one) => one.group === group);
    if (own.length === 0) throw faults.empty`${caller}: a part of '${name}' has no rows; at least one was expected`;
    const named = own.map(({ file, table }): NamedTable => ({ name: file.name, table }));
    const joined = joinTables(named, options.csv?.maxCategories);
    const images = own[0]?.table.images;
    const cells = own.flatMap(({ table }) => table.images?.cells ?? []);
    return images === undefined ? joined : { ...joined, images: { name: images.name, cells } };
  });
  return { format, tables };
}

/** A table with the columns that its folders name, as Spark and Hive lay them out: `year=2020/part-00000.csv`. */
function withFolderColumns(file: TreeFile, table: ReadTable): ReadTable {
  const { size } = table;
  const columns = file.path
    .split('/')
    .slice(0, -1)
    .flatMap((folder): TableColumn[] => {
      const [, name, value = ''] = /^([^=]+)=(.*)$/.exec(folder) ?? [];
      if (name === undefined || table.columns.some((column) => column.name === name)) return [];
      const isMissing = value === '__HIVE_DEFAULT_PARTITION__';
      return [textColumn(name, Array(size).fill(isMissing ? undefined : decodeURIComponent(value)), Infinity)];
    });
  return columns.length === 0 ? table : { ...table, columns: [...table.columns, ...columns] };
}
