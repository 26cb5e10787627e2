import * as v from 'valibot';
import { faults } from './faults.js';
import type { DataSchema } from './dataSchema.js';
import { spellingSchema } from './spellingSchema.js';

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const texts = v.array(v.string());
const range = v.tuple([finite, finite]);

const schema = v.object({
  version: v.literal(1),
  format: v.string(),
  dialect: v.optional(
    v.object({
      encoding: v.picklist(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
      delimiter: v.pipe(v.string(), v.length(1)),
      header: v.boolean(),
      decimal: v.optional(v.literal(',')),
      missing: texts,
    }),
  ),
  columns: v.optional(
    v.array(
      v.object({
        name: v.string(),
        role: v.picklist(['feature', 'label', 'id', 'row-number', 'weight', 'ignored']),
        type: v.picklist(['number', 'integer', 'boolean', 'category', 'date', 'text']),
        reason: v.optional(v.string()),
        spelling: v.optional(spellingSchema),
        scale: v.optional(v.picklist(['standard', 'quantile'])),
        range: v.optional(range),
        categories: v.optional(texts),
        missing: v.optional(count),
      }),
    ),
  ),
  array: v.optional(
    v.object({
      shape: v.array(count),
      layout: v.picklist(['images', 'points']),
      channels: v.optional(v.picklist(['first', 'last'])),
      element: v.string(),
      range,
    }),
  ),
  parts: v.optional(v.object({ train: v.optional(count), validation: v.optional(count), test: v.optional(count) })),
  classes: v.optional(texts),
});

/**
 * Reads a description of data back from what `JSON.parse` gave, checking every field: people write such files.
 *
 * Throws a `DataError` of kind `'syntax'` that names the field, also where two columns have one name or one role is there twice that can be there once.
 */
export function dataSchemaFromJSON(json: unknown): DataSchema {
  const fail = (problem: string): never => {
    throw faults.syntax`dataSchemaFromJSON: ${problem}; \`vaekit data info --write-schema\` writes such a file`;
  };
  const { success, issues } = v.safeParse(schema, json);
  if (!success) {
    const [{ expected, received, message }] = issues;
    const place = v.getDotPath(issues[0]);
    const is = received === 'undefined' ? 'is missing' : `is ${received}`;
    fail(`${place === null ? 'the description' : `\`${place}\``} ${is}; ${expected ?? message} was expected`);
  }
  const { columns = [] } = json as DataSchema;
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) fail(`two columns have the name '${twice}'; names must differ`);
  for (const role of ['label', 'weight'] as const) {
    const those = columns.filter((column) => column.role === role);
    if (those.length > 1)
      fail(`${those.map(({ name }) => `'${name}'`).join(', ')} all have the role ${role}; at most one column may`);
  }
  return json as DataSchema;
}
