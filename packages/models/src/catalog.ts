import type { Vae } from '@vaekit/core';
import type { Ability, ModelEntry } from './entry.js';
import * as models from './models/index.js';
import { fallbackOf, type Option, type Options, type OptionValue, type OptionValues } from './option.js';

type Entries = (typeof models)[keyof typeof models];
type ValuesOf<Entry> = Entry extends ModelEntry<string, infer O> ? OptionValues<O> : never;
type Names<Entry> = Entry extends ModelEntry<string, infer O> ? keyof O : never;
type ValueOf<Values, Name> = Values extends { readonly [N in Name & string]: infer Value } ? Value : never;

/** The name of a model. */
export type ModelName = Entries['name'];

/** A value for every option of every model, each of which has a meaning only for the models that have it. */
export type ModelOptions = { readonly [Name in Names<Entries>]: ValueOf<ValuesOf<Entries>, Name> };

/** The names of the options that all models have. */
export type CommonOptionName = keyof Entries['options'];

/** Models, each under a name of its own. */
export type Catalog = readonly ModelEntry<string, Options, Vae>[];

/** Every model there is, sorted by name. */
export const catalog: Catalog = Object.values(models).toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** The model of a name or an alias. */
export function findModel(name: string, models: Catalog = catalog): Catalog[number] | undefined {
  return models.find((entry) => entry.name === name || entry.aliases.includes(name));
}

/** An option and the models that have it. */
export interface OptionOwners {
  readonly option: Option;
  readonly models: readonly string[];
}

/** Every option of some models by name, with those that have it: first what most of them have. */
export function optionOwners(models: Catalog = catalog): Readonly<Record<string, OptionOwners>> {
  const owners = new Map<string, { option: Option; models: string[] }>();
  for (const { name: model, options } of models) {
    for (const [name, option] of Object.entries(options)) {
      const known = owners.get(name);
      if (known === undefined) owners.set(name, { option, models: [model] });
      else known.models.push(model);
    }
  }
  return Object.fromEntries([...owners].toSorted(([, a], [, b]) => b.models.length - a.models.length));
}

/** What an option is for, with the models that have it where others have not. */
export function aboutOption({ option, models: owners }: OptionOwners, models: Catalog = catalog): string {
  if (owners.length === models.length) return option.about;
  const others = models.flatMap(({ name }) => (owners.includes(name) ? [] : [name]));
  return others.length < owners.length ? `${option.about} (not ${others.join(', ')})` : `${owners.join(', ')}: ${option.about}`;
}

/** The names of the models that can do something. */
export function modelsThatCan(ability: Ability, models: Catalog = catalog): readonly string[] {
  return models.filter(({ can }) => can.includes(ability)).map(({ name }) => name);
}

/** The values of a model's options: those that are given, fallbacks for the rest, and nothing that is not the model's. */
export function valuesOf(
  { options }: Pick<ModelEntry, 'options'>,
  given: Readonly<Record<string, unknown>>,
): OptionValues<Options> {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      (given[name] as OptionValue<Option> | undefined) ?? fallbackOf(option),
    ]),
  );
}
