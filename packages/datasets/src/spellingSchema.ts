import * as v from 'valibot';

export const spellingSchema: v.GenericSchema<unknown, unknown> = v.object({
  decimals: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  fewestDecimals: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  decimal: v.optional(v.literal(',')),
  thousands: v.optional(v.string()),
  prefix: v.optional(v.string()),
  suffix: v.optional(v.string()),
  parentheses: v.optional(v.literal(true)),
  words: v.optional(v.tuple([v.string(), v.string()])),
  pattern: v.optional(v.string()),
});
