import type { Run } from '../run/openRun.js';
import { UsageError } from '../usageError.js';

/** @throws UsageError for a run whose examples have a condition each, of what decodes one code after another under the same; `what` is its name */
export function requireOneCondition(what: string, { folder, config }: Pick<Run, 'config' | 'folder'>): void {
  const { condition } = config.options;
  if (condition === undefined) return;
  throw new UsageError(
    `${what} decodes codes between examples, but ${folder} is conditioned on ${condition.join(', ')}, which each example has its own of; draw under one of them with vaekit sample ${folder} --condition ${condition.map((name) => `${name}=VALUE`).join(',')}, or train without --condition`,
  );
}
