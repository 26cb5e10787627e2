import { type Ability, catalog, type Catalog, findModel, modelsThatCan } from '@vaekit/models';

/** @throws Error for a run whose model cannot do something, with the models that can */
export function requireAbility(
  ability: Ability,
  { folder, config }: { readonly folder: string; readonly config: { readonly options: { readonly model: string } } },
  models: Catalog = catalog,
): void {
  const { model } = config.options;
  if (findModel(model, models)?.can.includes(ability) === true) return;
  const able = modelsThatCan(ability, models);
  throw new Error(
    `${folder} is a ${model}, which cannot ${ability}; ${able.length === 0 ? 'no model can' : `train ${new Intl.ListFormat('en', { type: 'disjunction' }).format(able)}`}`,
  );
}
