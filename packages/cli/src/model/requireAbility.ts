import { type Ability, catalog, type Catalog, findModel, modelsThatCan } from '@vaekit/models';

/** A run, as far as it says which model it is of. */
interface OfModel {
  readonly config: { readonly options: { readonly model: string } };
}

/** Whether the model of a run can do something. */
export function isAble(ability: Ability, { config }: OfModel, models: Catalog = catalog): boolean {
  return findModel(config.options.model, models)?.can.includes(ability) === true;
}

/** @throws Error for a run whose model cannot do something, with the models that can */
export function requireAbility(ability: Ability, run: OfModel & { readonly folder: string }, models: Catalog = catalog): void {
  if (isAble(ability, run, models)) return;
  const able = modelsThatCan(ability, models);
  throw new Error(
    `the model of ${run.folder} is ${run.config.options.model}, which cannot ${ability}; ${able.length === 0 ? 'no model can' : `train ${new Intl.ListFormat('en', { type: 'disjunction' }).format(able)}`}`,
  );
}
