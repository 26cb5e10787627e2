import { scheduleFromJSON } from '@vaekit/losses';
import { requireOptions } from '../requireModel.js';
import { adam } from './adam.js';
import { adamax } from './adamax.js';
import { adamw } from './adamw.js';
import type { OptimizerConfig } from './optimizerConfig.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

const factories = { adam, adamax, adamw, rmsprop, sgd } as const;

/**
 * An optimizer's configuration from its JSON form, schedules included: the inverse of `JSON.stringify`.
 *
 * @throws TypeError when it is no object; Error when the kind is unknown; RangeError when an option is out of range
 */
export function optimizerFromJSON(json: { readonly kind: string; readonly [option: string]: unknown }): OptimizerConfig {
  requireOptions('optimizerFromJSON', json, "{ kind: 'adam', learningRate: 0.001 }");
  const { kind, learningRate, ...options } = json;
  const factory = factories[kind as keyof typeof factories] as
    | ((options: Record<string, unknown>) => OptimizerConfig)
    | undefined;
  if (factory === undefined || !Object.hasOwn(factories, kind)) {
    throw new Error(`optimizerFromJSON: unknown optimizer '${kind}'; expected one of ${Object.keys(factories).join(', ')}`);
  }
  const rate =
    typeof learningRate === 'object' && learningRate !== null
      ? scheduleFromJSON(learningRate as Parameters<typeof scheduleFromJSON>[0])
      : learningRate;
  return factory(rate === undefined ? options : { ...options, learningRate: rate });
}
