import type { Vae } from '@vaekit/core';
import { catalog, type Catalog, findModel, type ModelOptions, valuesOf } from './catalog.js';
import type { DataShape } from './entry.js';
import { expectedOf } from './option.js';
import { takesValue } from './schema.js';

/**
 * A model of the catalog with fresh weights, on the tfjs backend that is active.
 *
 * @param name of the model, or one of its aliases
 * @param options those that differ from the model's fallbacks
 * @throws Error when no model has the name, an option is not one of the model's, or the data lack what it needs; RangeError for a value out of range
 */
export async function buildModel(
  name: string,
  options: Partial<ModelOptions>,
  data: DataShape,
  models: Catalog = catalog,
): Promise<Vae> {
  const entry = findModel(name, models);
  if (entry === undefined)
    throw new Error(`buildModel: no model is called ${name}; expected one of ${models.map((one) => one.name).join(', ')}`);
  const known = Object.keys(entry.options);
  for (const [name, value] of Object.entries(options)) {
    const option = known.includes(name) ? entry.options[name] : undefined;
    if (option === undefined)
      throw new Error(`buildModel: ${entry.name} has no option \`${name}\`; its options are ${known.join(', ')}`);
    if (value !== undefined && !takesValue(option, value))
      throw new RangeError(`buildModel: \`${name}\` is ${JSON.stringify(value)}; expected ${expectedOf(option)}`);
  }
  const numbers = data.conditionWidth !== undefined;
  if (numbers && entry.takesNumbers !== true)
    throw new Error(
      `${entry.name} is not conditioned on numbers${entry.withoutNumbers === undefined ? '' : `, because ${entry.withoutNumbers}`}; take another model, such as cvae, or leave out \`conditionWidth\``,
    );
  if (entry.needs.includes('labels') && data.classes === undefined && !numbers)
    throw new Error(`${entry.name} needs labels, but the data have none`);
  if (entry.needs.includes('images') && data.event.length !== 3)
    throw new Error(`${entry.name} needs images, [height,width,channels], but examples have shape [${data.event.join(',')}]`);
  return entry.build(valuesOf(entry, options), data);
}
