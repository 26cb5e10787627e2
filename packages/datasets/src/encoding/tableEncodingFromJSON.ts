import * as v from 'valibot';
import { faults } from '../faults.js';
import { spellingSchema } from '../spellingSchema.js';
import type { TableEncoding } from './columnEncoding.js';

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(
  finite,
  v.check((value) => value > 0, 'a positive number was expected'),
);
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const texts = v.array(v.string());
const place = { name: v.string(), offset: whole, width: whole };
const spelled = { spelling: v.optional(spellingSchema) };
const numeric = { ...place, ...spelled, range: v.optional(v.tuple([finite, finite])) };
const type = <Name extends string>(...names: readonly Name[]): v.PicklistSchema<readonly Name[], undefined> => v.picklist(names);

const column = v.variant('type', [
  v.object({ ...numeric, type: type('number', 'integer'), mean: finite, deviation: positive }),
  v.object({
    ...numeric,
    type: type('quantile'),
    of: type('number', 'integer'),
    knots: v.pipe(
      v.array(finite),
      v.minLength(2),
      v.check(
        (knots) => knots.every((knot, i) => i === 0 || knot >= knots[i - 1]!) && knots[0]! < knots.at(-1)!,
        'ascending knots were expected',
      ),
    ),
    reach: positive,
    zero: v.boolean(),
  }),
  v.object({ ...place, ...spelled, type: type('boolean') }),
  v.object({ ...place, type: type('category'), categories: texts, rest: v.optional(texts) }),
  v.object({
    ...numeric,
    type: type('date'),
    mean: finite,
    deviation: positive,
    time: finite,
    cycles: v.array(type('year', 'week', 'day')),
  }),
  v.object({
    ...place,
    ...spelled,
    type: type('constant'),
    of: type('number', 'integer', 'boolean', 'category', 'date'),
    value: v.nullable(v.union([finite, v.string()])),
    resolution: v.optional(positive),
  }),
  v.object({ ...place, ...spelled, type: type('label'), of: type('integer', 'boolean', 'category') }),
  v.object({ ...place, type: type('left-out'), role: type('id', 'row-number', 'weight', 'ignored'), first: v.optional(finite) }),
  v.object({ ...place, type: type('text') }),
]);

const schema = v.object({
  version: v.picklist([1, 2]),
  columns: v.array(column),
  width: whole,
  rows: v.optional(whole),
  label: v.optional(v.object({ name: v.string(), classes: texts })),
});

function widthOf(part: v.InferOutput<typeof column>): number {
  switch (part.type) {
    case 'number':
    case 'integer':
    case 'boolean':
      return 1;
    case 'quantile':
      return part.zero ? 2 : 1;
    case 'category':
      return part.categories.length + (part.rest === undefined ? 0 : 1);
    case 'date':
      return 1 + 2 * part.cycles.length;
    default:
      return 0;
  }
}

/**
 * Reads an encoding back from what `JSON.parse` gave, checking every field.
 *
 * Throws a `DataError` of kind `'syntax'` that names the field: an encoding comes from a file, and a wrong offset would mix columns up.
 */
export function tableEncodingFromJSON(json: unknown): TableEncoding {
  const fail = (field: string, expected: string): never => {
    throw faults.syntax`tableEncodingFromJSON: \`${field}\` is not ${expected}; was the encoding written by another version?`;
  };
  const { success, issues } = v.safeParse(schema, json);
  if (!success) fail(v.getDotPath(issues[0]) ?? 'encoding', issues[0].expected ?? issues[0].message);
  const encoding = json as TableEncoding;
  let offset = 0;
  encoding.columns.forEach((part, i) => {
    if (part.offset !== offset) fail(`columns.${i}.offset`, `${offset}, where the column before it ends`);
    const width = widthOf(part as v.InferOutput<typeof column>);
    if (part.width !== width) fail(`columns.${i}.width`, String(width));
    offset += width;
  });
  if (encoding.width !== offset) fail('width', `${offset}, the sum of the columns' widths`);
  return encoding;
}
