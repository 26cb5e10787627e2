import { UsageError } from '../usageError.js';

/** @throws UsageError for a run whose examples have a condition each, of what decodes one code after another under the same; `what` is its name */
export function requireOneCondition(
  what: string,
  {
    folder,
    config: {
      options: { condition },
    },
  }: { readonly folder: string; readonly config: { readonly options: { readonly condition?: readonly string[] | undefined } } },
): void {
  if (condition === undefined) return;
  throw new UsageError(
    `${what} decodes codes between examples, but ${folder} is conditioned on ${condition.join(', ')}, which each example has its own of; draw under one of them with vaekit sample ${folder} --condition ${condition.map((name) => `${name}=VALUE`).join(',')}, or train without --condition`,
  );
}
