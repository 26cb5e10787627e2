import { type Ability, catalog, type Catalog, findModel, modelsThatCan } from '@vaekit/models';

/** A run, as far as it says which model it is of. */
interface OfModel {
  readonly config: {
    readonly options: { readonly model: string; readonly condition?: readonly string[] | undefined };
    readonly parent?: { readonly prior?: string | undefined } | undefined;
  };
}

/** What only a model of classes can. */
const ofClasses: ReadonlySet<Ability> = new Set(['classify', 'transform']);

/** Whether the model of a run can do something; a prior that was fitted afterward can be sampled, whatever the model. */
export function isAble(ability: Ability, { config }: OfModel, models: Catalog = catalog): boolean {
  if (ability === 'sample' && config.parent?.prior !== undefined) return true;
  if (config.options.condition !== undefined && ofClasses.has(ability)) return false;
  return findModel(config.options.model, models)?.can.includes(ability) === true;
}

/** @throws Error for a run whose model cannot do something, with the models that can */
export function requireAbility(ability: Ability, run: OfModel & { readonly folder: string }, models: Catalog = catalog): void {
  if (isAble(ability, run, models)) return;
  const { condition } = run.config.options;
  if (condition !== undefined && ofClasses.has(ability))
    throw new Error(
      `the model of ${run.folder} is conditioned on ${condition.join(', ')}, not on classes, so it cannot ${ability}; train it with --label in place of --condition`,
    );
  const able = modelsThatCan(ability, models);
  const fits = ability === 'sample' && isAble('encode', run, models);
  throw new Error(
    `the model of ${run.folder} is ${run.config.options.model}, which cannot ${ability}; ${able.length === 0 ? 'no model can' : `train ${new Intl.ListFormat('en', { type: 'disjunction' }).format(able)}`}${fits ? `; or fit a prior to the codes of this one: vaekit fit-prior ${run.folder}` : ''}`,
  );
}
