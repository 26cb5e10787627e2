import * as v from 'valibot';
import { catalog, type Catalog, optionOwners } from './catalog.js';
import { inRange, type Option, rangeText } from './option.js';

/** The schema of one option's value. */
function schemaOf(option: Option): v.GenericSchema {
  switch (option.kind) {
    case 'switch':
      return v.boolean();
    case 'choice':
      return v.picklist(option.choices);
    case 'whole':
      return v.pipe(v.number(), v.integer(), v.minValue(option.least));
    case 'wholes':
      return v.array(v.pipe(v.number(), v.integer(), v.minValue(option.least)));
    case 'number': {
      const number = v.pipe(
        v.number(),
        v.check((value) => inRange(option.range, value), `expected a ${rangeText(option.range)}`),
      );
      return option.words === undefined ? number : v.union([number, v.picklist(option.words)]);
    }
  }
}

/** Whether a value is one of those that an option takes. */
export const takesValue = (option: Option, value: unknown): boolean => v.is(schemaOf(option), value);

/**
 * The schema of `model` and of the options of every model, in a record such as the one a run keeps: an option that is absent is one the
 * model does not have, or had not yet. Spread its `entries` into a larger object.
 */
export function modelOptionsSchema(models: Catalog = catalog): v.ObjectSchema<Record<string, v.GenericSchema>, undefined> {
  return v.object({
    model: v.picklist(models.map(({ name }) => name)),
    ...Object.fromEntries(Object.entries(optionOwners(models)).map(([name, { option }]) => [name, v.optional(schemaOf(option))])),
  });
}
