import type { Catalog } from '@vaekit/models';
import { modelOptions } from '../../model/modelOptions.js';
import { UsageError } from '../../usageError.js';
import type { TrainOptions } from '../trainOptions.js';

/** What a training that begins with another run has from that run, besides the options of its model. */
export const fromParent: readonly string[] = ['model', 'label', 'exclude', 'standardize', 'condition', 'binarize'];

/** @throws UsageError for options beside `--from` that the other run has said already, and for `--freeze` without it */
export function checkFrom({ from, freeze }: TrainOptions, given: ReadonlySet<string>, models: Catalog): void {
  if (from === undefined) {
    if (freeze !== undefined)
      throw new UsageError(`--freeze ${freeze} holds what --from RUN has trained; give --from too, or leave it out`);
    return;
  }
  const settled = new Set([...fromParent, ...Object.keys(modelOptions(models)).filter((name) => name !== 'seed')]);
  const others = [...given].filter((name) => settled.has(name)).map((name) => `--${name}`);
  if (others.length > 0)
    throw new UsageError(`--from takes the model of ${from} and how it reads data; leave out ${others.join(', ')}`);
}
