import type { ParquetType, SchemaElement } from 'hyparquet';
import { defined } from '../defined.js';
import { counted, faults } from '../faults.js';

/** A column of values as the schema describes it. */
export interface SchemaColumn {
  /** The names on the way to it, joined by points. */
  readonly name: string;
  readonly type: ParquetType | undefined;
  /** Whether it holds bytes of which nothing says that they are text. */
  readonly bare: boolean;
  /** How many of the names may be missing, and how many are lists: the largest levels in its pages. */
  readonly definition: number;
  readonly repetition: number;
}

/** A column of the table: one of values, a list of them, or a structure of some. */
export interface SchemaField {
  readonly name: string;
  readonly kind: 'flat' | 'list' | 'structure';
  readonly columns: readonly SchemaColumn[];
  readonly problem?: string;
}

/** The library takes time that grows with the square of the number of columns. */
const mostColumns = 20_000;
const deepest = 4;

interface Node extends Omit<SchemaColumn, 'name'> {
  readonly path: readonly string[];
  readonly problem: string | undefined;
}

/**
 * The fields of a schema: flat columns, lists of values, structures of values; what is deeper has a `problem`.
 *
 * Throws a `DataError`: `'damaged'`, `'too-large'`, `'unsupported'` for names that come twice.
 */
export function readSchema(name: string, schema: readonly SchemaElement[]): SchemaField[] {
  if (schema.length > mostColumns + 1)
    throw faults.tooLarge`${name}: the schema has ${counted(schema.length - 1, 'column')}; at most ${mostColumns} are read`;
  let at = 0;
  const next = (): SchemaElement => {
    const element = schema[at++];
    if (element !== undefined) return element;
    throw faults.damaged`${name}: the schema ends after ${counted(schema.length, 'element')}, where more were announced`;
  };
  const leavesOf = (element: SchemaElement, above: Pick<Node, 'definition' | 'path' | 'repetition'>): Node[] => {
    const { repetition_type: repetition, num_children: children = 0, type } = element;
    const here = {
      path: [...above.path, element.name],
      definition: above.definition + (repetition === 'REQUIRED' ? 0 : 1),
      repetition: above.repetition + (repetition === 'REPEATED' ? 1 : 0),
    };
    const bare = type === 'BYTE_ARRAY' && element.converted_type === undefined && element.logical_type === undefined;
    if (children === 0) return [{ ...here, type, bare, problem: leafProblem(element) }];
    if (here.path.length >= deepest || !(children > 0))
      throw faults.unsupported`${name}: column '${here.path.join('.')}' holds columns within columns within columns; save it flat`;
    const leaves: Node[] = [];
    for (let i = 0; i < children; i++) leaves.push(...leavesOf(next(), here));
    return leaves;
  };
  const count = next().num_children ?? 0;
  const fields: SchemaField[] = [];
  const names = new Set<string>();
  while (fields.length < count) {
    const field = fieldOf(leavesOf(next(), { path: [], definition: 0, repetition: 0 }));
    for (const one of new Set([field.name, ...field.columns.map((column) => column.name)])) {
      if (names.has(one)) throw faults.unsupported`${name}: two columns are named '${one}'; names must differ`;
      names.add(one);
    }
    fields.push(field);
  }
  if (at !== schema.length)
    throw faults.damaged`${name}: the schema has ${counted(schema.length, 'element')}, of which ${at} belong to its columns`;
  return fields;
}

function fieldOf(leaves: readonly Node[]): SchemaField {
  const columns = leaves.map(({ path, problem: _, ...rest }): SchemaColumn => ({ name: path.join('.'), ...rest }));
  const [first] = leaves;
  const depth = first?.path.length ?? 0;
  const isList = first?.repetition === 1 && leaves.length === 1 && depth <= 3;
  const kind = depth === 1 && first?.repetition === 0 ? 'flat' : isList ? 'list' : 'structure';
  const isDeep = kind === 'structure' && !leaves.every(({ path, repetition }) => path.length === 2 && repetition === 0);
  const own = leaves.find((leaf) => leaf.problem !== undefined)?.problem;
  const problem = own ?? (isDeep ? 'holds columns within columns; save it flat' : undefined);
  return { name: first?.path[0] ?? '', kind, columns, ...defined({ problem }) };
}

/** Documents, intervals, identifiers, geometry, and what may hold any of them. */
const strange = ['BSON', 'GEOGRAPHY', 'GEOMETRY', 'INTERVAL', 'JSON', 'LIST', 'UUID', 'VARIANT'];

function leafProblem({
  type,
  type_length: length = 0,
  converted_type: converted,
  logical_type: logical,
}: SchemaElement): string | undefined {
  // INT96 is an old time stamp; of the byte arrays only texts, of the fixed ones only small decimals and half floats are numbers.
  if (type === undefined || type === 'INT96' || (type === 'FIXED_LEN_BYTE_ARRAY' && !(length >= 1 && length <= 16)))
    return `is of physical type ${type} (length ${length}); save it as a number or a text`;
  const kinds: readonly unknown[] = [converted, logical?.type];
  if (type === 'BYTE_ARRAY' && kinds.includes('DECIMAL')) return 'holds decimals as byte arrays; save them as doubles';
  return kinds.some((kind) => strange.includes(String(kind)))
    ? 'holds documents, intervals, identifiers or geometry; leave it out or save it as a text'
    : undefined;
}
