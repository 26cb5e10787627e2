import { type ColumnEncoding, type ColumnSchema, type DataSchema, formatCell, type TableEncoding } from '@vaekit/datasets';

const rounded = (value: number): string => String(Number(value.toPrecision(4)));
const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
const some = (words: readonly string[], most: number): string =>
  `${words.slice(0, most).join(', ')}${words.length > most ? ', …' : ''}`;
const day = (milliseconds: number): string =>
  new Date(milliseconds)
    .toISOString()
    .replace(/T00:00:00\.000Z$/, '')
    .slice(0, 19);
const roles = { id: 'id', 'row-number': 'row number', weight: 'weight', ignored: 'ignored' } as const;

/** The value of a column that has no other, as its file spells it. */
function constantText({ name, value, of, spelling = {} }: ColumnEncoding & { readonly type: 'constant' }): string {
  if (typeof value !== 'number' || of === 'category') return value === null ? 'missing everywhere' : String(value);
  return formatCell({ name, type: of, values: Float64Array.of(value), spelling }, 0);
}

/** What a column is and how it is learned, without its name. */
function encodedText(column: ColumnEncoding): string {
  switch (column.type) {
    case 'number':
    case 'integer':
      return `${column.type}, mean ${rounded(column.mean)}, deviation ${rounded(column.deviation)}`;
    case 'quantile':
      return `${column.of}, ${column.zero ? 'a flag for 0 and ' : ''}normal scores of quantiles`;
    case 'boolean':
      return 'boolean';
    case 'category':
      return `category of ${column.width}: ${some(column.categories, 8)}${column.rest === undefined ? '' : `; ${counted(column.rest.length, 'other')} as one`}`;
    case 'date':
      return `date${column.cycles.length === 0 ? '' : `, with the phase of ${column.cycles.join(', ')}`}`;
    case 'constant':
      return `constant, ${constantText(column)}; takes no number`;
    case 'label':
      return 'label';
    case 'left-out':
      return roles[column.role];
    case 'text':
      return 'text; left out';
  }
}

function describedText({ type, range, spelling, missing, reason, role }: ColumnSchema): string {
  const parts = [
    ...(role === 'feature' || reason === undefined ? [] : [`left out: ${reason}`]),
    ...(range === undefined || type === 'boolean' ? [] : [`from ${range.map(type === 'date' ? day : rounded).join(' to ')}`]),
    ...(spelling?.decimals === undefined ? [] : [counted(spelling.decimals, 'decimal')]),
    ...(spelling?.pattern === undefined ? [] : [`as ${spelling.pattern}`]),
    ...(missing === undefined ? [] : [`${missing.toLocaleString('en')} missing`]),
  ];
  return parts.map((part) => `; ${part}`).join('');
}

/** A line for each column of a table: `NAME: number, mean …`. */
export function columnLines({ columns }: TableEncoding, schema: DataSchema | undefined): string[] {
  const described = new Map(schema?.columns?.map((column) => [column.name, column]));
  return columns.map((column) => {
    const known = described.get(column.name);
    return `${column.name}: ${encodedText(column)}${known === undefined ? '' : describedText(known)}`;
  });
}

/** How a file of text is written. */
export function dialectText({ dialect }: DataSchema): string | undefined {
  if (dialect === undefined) return undefined;
  const { delimiter, encoding, header, decimal } = dialect;
  const names: Readonly<Record<string, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars', ' ': 'blanks' };
  return `${encoding}, ${names[delimiter] ?? delimiter} between fields, ${header ? 'a line of names' : 'no line of names'}${decimal === undefined ? '' : ', decimal commas'}`;
}

/** What images or arrays are. */
export function arrayText({ array }: DataSchema): string | undefined {
  if (array === undefined) return undefined;
  const { shape, layout, element, range, channels } = array;
  return `${layout}, [${shape.join(', ')}] of ${element} from ${range.map(rounded).join(' to ')}${channels === undefined ? '' : `, channels ${channels} in the file`}`;
}

/** What was understood of a file or a folder, in at most five lines, with every column that is left out and why. */
export function schemaLines(schema: DataSchema, encoding: TableEncoding | undefined): string[] {
  const { columns = [], parts = {}, classes } = schema;
  const sizes = Object.entries(parts).map(([name, size]) => `${size.toLocaleString('en')} ${name}`);
  const lines = [
    `data: ${[schema.format, dialectText(schema), arrayText(schema)].filter((text) => text !== undefined).join('; ')}; ${sizes.join(', ')}`,
  ];
  if (encoding === undefined)
    return classes === undefined
      ? lines
      : [...lines, `label: ${counted(classes.length, 'class', 'classes')}: ${some(classes, 10)}`];
  const learned = encoding.columns.filter(({ width }) => width > 0);
  const kinds = new Map<string, number>();
  for (const column of learned) {
    const kind = column.type === 'quantile' ? `${column.of} by quantiles` : column.type;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const counts = [...kinds].map(([kind, count]) => `${count} ${kind}`);
  lines.push(
    `features: ${counts.join(', ')}: ${some(
      learned.map(({ name }) => name),
      12,
    )}`,
  );
  if (encoding.label !== undefined)
    lines.push(
      `label: ${encoding.label.name}, ${counted(encoding.label.classes.length, 'class', 'classes')}: ${some(encoding.label.classes, 10)}`,
    );
  const left = [
    ...columns.flatMap(({ name, role, reason }) =>
      role === 'feature' || role === 'label' ? [] : [`${name} (${roles[role]}${reason === undefined ? '' : `: ${reason}`})`],
    ),
    ...encoding.columns.flatMap((column) =>
      column.type === 'constant' ? [`${column.name} (${column.value === null ? '' : 'always '}${constantText(column)})`] : [],
    ),
  ];
  if (left.length > 0) lines.push(`left out: ${left.join(', ')}; --column NAME=KIND changes that`);
  const gaps = columns.flatMap(({ name, missing }) => (missing === undefined ? [] : [`${name} ${missing.toLocaleString('en')}`]));
  if (gaps.length > 0) lines.push(`missing: ${some(gaps, 12)}`);
  return lines;
}
