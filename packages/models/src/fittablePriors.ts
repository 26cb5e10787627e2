import type { Prior, Vae } from '@vaekit/core';
import { valuesOf } from './catalog.js';
import { expectedOf, type Option, type Options, type OptionValues } from './option.js';
import type { PriorEntry } from './priorEntry.js';
import * as priors from './priors/index.js';
import { takesValue } from './schema.js';

type Entries = (typeof priors)[keyof typeof priors];

/** The name of a prior that can be fitted to codes. */
export type PriorName = Entries['name'];

/** Every prior that can be fitted to the codes of a trained model, sorted by name. */
export const fittablePriors: readonly PriorEntry[] = (Object.values(priors) as unknown as PriorEntry[]).toSorted((a, b) =>
  a.name < b.name ? -1 : 1,
);

/** Every option of some priors by name, with the names of those that have it. */
export function priorOptionOwners(
  entries: readonly PriorEntry[] = fittablePriors,
): Readonly<Record<string, { readonly option: Option; readonly priors: readonly string[] }>> {
  const names = [...new Set(entries.flatMap(({ options }) => Object.keys(options)))];
  return Object.fromEntries(
    names.map((name) => {
      const having = entries.filter(({ options }) => name in options);
      return [name, { option: having[0]!.options[name]!, priors: having.map((entry) => entry.name) }];
    }),
  );
}

/**
 * A prior of the list, to be fitted to a model's codes by `fitPrior`.
 *
 * @param options those that differ from the prior's fallbacks
 * @throws Error when no prior has the name, an option is not one of the prior's, or the model has not what it needs; RangeError for a value out of range
 */
export async function buildPrior(name: string, options: Readonly<Record<string, unknown>>, model: Vae): Promise<Prior> {
  const entry = fittablePriors.find((one) => one.name === name);
  if (entry === undefined)
    throw new Error(
      `buildPrior: no prior is called ${name}; expected one of ${fittablePriors.map((one) => one.name).join(', ')}`,
    );
  for (const [given, value] of Object.entries(options)) {
    const option = Object.hasOwn(entry.options, given) ? entry.options[given] : undefined;
    if (option === undefined)
      throw new Error(`buildPrior: ${name} has no option \`${given}\`; its options are ${Object.keys(entry.options).join(', ')}`);
    if (value !== undefined && !takesValue(option, value))
      throw new RangeError(`buildPrior: \`${given}\` is ${JSON.stringify(value)}; expected ${expectedOf(option)}`);
  }
  return entry.build(valuesOf(entry, options) as OptionValues<Options>, model);
}
