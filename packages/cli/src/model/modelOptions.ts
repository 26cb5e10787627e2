import {
  aboutOption,
  catalog,
  type Catalog,
  fallbackOf,
  findModel,
  type ModelName,
  type ModelOptions,
  type Option,
  optionOwners,
} from '@vaekit/models';
import { didYouMean } from '../nearest.js';
import type { OptionSpec, OptionSpecsOf } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
import { optionSpecOf } from './optionSpecOf.js';

/** `--model` and the options of every model. */
export interface ModelChoice extends ModelOptions {
  readonly model: ModelName;
}

/** The options of models whose default `train` chooses when it knows the data. */
export type LateOption = 'latent' | 'warmup';

const anyOf = new Intl.ListFormat('en', { type: 'disjunction' });

/** The name of the model that a word means. @throws UsageError that says which models there are */
export function readModelName(word: string, option: string, models: Catalog = catalog): ModelName {
  const found = findModel(word, models);
  if (found !== undefined) return found.name as ModelName;
  const names = models.map(({ name }) => name);
  const known = models.flatMap(({ name, aliases }) => [name, ...aliases]);
  throw new UsageError(
    `${option} is ${word === '' ? 'empty' : word}; expected one of ${names.join(', ')}${didYouMean(word, known)}; \`vaekit models\` says what each is`,
  );
}

/** How `--model` and the options of these models are read. */
export function modelOptions(models: Catalog = catalog): OptionSpecsOf<ModelChoice> {
  const names = models.map(({ name }) => name);
  const model: OptionSpec<ModelName> = {
    about: `what to train: ${names.join(', ')} (\`vaekit models\` says what each is)`,
    placeholder: 'NAME',
    fallback: 'vae',
    words: names,
    parse: (text, name) => readModelName(text, name, models),
  };
  const specs = Object.entries(optionOwners(models)).map(([name, owners]): [string, OptionSpec] => [
    name,
    {
      ...optionSpecOf(owners.option, aboutOption(owners, models)),
      ...(2 * owners.models.length < models.length ? { group: 'Some models' } : {}),
    },
  ]);
  return { model, ...Object.fromEntries(specs) } as OptionSpecsOf<ModelChoice>;
}

/** What to give beside an option that belongs to another one which is off. */
const waysOn = (name: string, option: Option, fallback: unknown): string =>
  option.kind === 'choice' ? `--${name} ${anyOf.format(option.choices.filter((word) => word !== fallback))} too` : 'both';

/** @throws UsageError for an option that was typed but belongs to other models, or to another option that is off */
export function checkModelOptions(
  values: Omit<ModelChoice, LateOption>,
  given: ReadonlySet<string>,
  models: Catalog = catalog,
): void {
  const owners = optionOwners(models);
  for (const name of given) {
    if (owners[name] === undefined) continue;
    const { option, models: having } = owners[name];
    if (!having.includes(values.model))
      throw new UsageError(`--${name} belongs to --model ${anyOf.format(having)}, but the model is ${values.model}`);
    const master = option.belongsTo;
    const fallback = master === undefined ? undefined : fallbackOf(owners[master]!.option);
    if (master !== undefined && values[master as Exclude<keyof ModelOptions, LateOption>] === fallback)
      throw new UsageError(
        `--${name} belongs to --${master}, which is ${String(fallback)}; give ${waysOn(master, owners[master]!.option, fallback)}`,
      );
  }
}
