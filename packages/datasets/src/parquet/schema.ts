import { counted } from '../counted.js';
import { defined } from '../defined.js';
import { faults } from '../faults.js';
import { type FieldReader, fieldsOf, type ThriftStruct } from './thrift.js';

/** A column of values as the schema describes it. */
export interface SchemaColumn {
  /** The names on the way to it, joined by points. */
  readonly name: string;
  /** Parquet's number of the physical type: 0 BOOLEAN, 1 INT32, 2 INT64, 4 FLOAT, 5 DOUBLE, 6 BYTE_ARRAY, 7 FIXED_LEN_BYTE_ARRAY. */
  readonly type: number;
  readonly typeLength: number;
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
  /** Why it is not read. */
  readonly problem?: string;
}

/** The library takes time that grows with the square of the number of columns. */
const mostColumns = 20_000;
const deepest = 4;

interface Node extends Omit<SchemaColumn, 'name'> {
  readonly path: readonly string[];
  readonly problem?: string | undefined;
}

/**
 * The fields of a schema: flat columns, lists of values, structures of values; what is deeper has a `problem`.
 *
 * Throws a `DataError`: `'damaged'`, `'too-large'`, `'unsupported'` for names that come twice.
 */
export function readSchema(name: string, schema: readonly ThriftStruct[]): SchemaField[] {
  if (schema.length > mostColumns + 1)
    throw faults.tooLarge`${name}: the schema has ${counted(schema.length - 1, 'column')}; at most ${mostColumns} are read`;
  let at = 0;
  const next = (): FieldReader => {
    const element = schema[at];
    if (element === undefined)
      throw faults.damaged`${name}: the schema ends after ${counted(at, 'element')}, where more were announced`;
    return fieldsOf(`${name}, element ${at++} of the schema`, element);
  };
  const leavesOf = (element: FieldReader, above: Omit<Node, 'bare' | 'type' | 'typeLength'>): Node[] => {
    const text = new TextDecoder().decode(element.bytes(4, 'the name'));
    const path = [...above.path, text];
    const repetition = element.optionalNumber(3, 'the repetition') ?? 0;
    if (repetition < 0 || repetition > 2) throw faults.damaged`${name}: column '${path.join('.')}' has repetition ${repetition}`;
    const here = {
      path,
      definition: above.definition + (repetition === 0 ? 0 : 1),
      repetition: above.repetition + (repetition === 2 ? 1 : 0),
      problem: above.problem,
    };
    const children = element.optionalNumber(5, 'the number of children') ?? 0;
    if (children === 0) return [{ ...here, ...leafType(element), problem: here.problem ?? leafProblem(element) }];
    if (path.length >= deepest || children < 0)
      throw faults.unsupported`${name}: column '${path.join('.')}' holds columns within columns within columns; save it flat`;
    return Array.from({ length: children }, () => leavesOf(next(), here)).flat();
  };
  const count = next().optionalNumber(5, "the root's number of columns") ?? 0;
  const fields: SchemaField[] = [];
  const names = new Set<string>();
  while (fields.length < count) {
    const leaves = leavesOf(next(), { path: [], definition: 0, repetition: 0 });
    const field = fieldOf(leaves);
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
  const name = first?.path[0] ?? '';
  const depth = first?.path.length ?? 0;
  const isList = first?.repetition === 1 && leaves.length === 1 && depth <= 3;
  const isStructure = leaves.every(({ path, repetition }) => path.length === 2 && repetition === 0);
  const kind = depth === 1 && first?.repetition === 0 ? 'flat' : isList ? 'list' : 'structure';
  const problem =
    leaves.find((leaf) => leaf.problem !== undefined)?.problem ??
    (kind !== 'structure' || isStructure ? undefined : 'holds columns within columns; save it flat');
  return { name, kind, columns, ...defined({ problem }) };
}

function leafType(element: FieldReader): Pick<Node, 'bare' | 'type' | 'typeLength'> {
  const type = element.number(1, 'the type');
  const said = element.optionalNumber(6, 'the converted type') ?? element.struct(10, 'the logical type');
  return { type, typeLength: element.optionalNumber(2, 'the length') ?? 0, bare: type === 6 && said === undefined };
}

/** Why a column of values is not read. */
function leafProblem(element: FieldReader): string | undefined {
  const { type, typeLength } = leafType(element);
  const converted = element.optionalNumber(6, 'the converted type') ?? -1;
  // INT96 is an old time stamp; of the byte arrays only texts, of the fixed ones only small decimals and half floats are numbers.
  if (![0, 1, 2, 4, 5, 6, 7].includes(type) || (type === 7 && (typeLength < 1 || typeLength > 16)))
    return `is of physical type ${type} (length ${typeLength}); save it as a number or a text`;
  // The number of the union's one field.
  const logical = element.struct(10, 'the logical type')?.keys().next().value ?? -1;
  if (type === 6 && (converted === 5 || logical === 5)) return 'holds decimals as byte arrays; save them as doubles';
  return [19, 20, 21].includes(converted) || [3, 12, 13, 14, 16, 17, 18].includes(logical)
    ? 'holds documents, intervals, identifiers or geometry; leave it out or save it as a text'
    : undefined;
}
