import { isNamed, readNormal } from '../data/normalClasses.js';
import type { Run } from '../run/openRun.js';
import { resolveClasses } from '../run/resolveClasses.js';

/** The classes that count as anomalies: those that are named, or of a run that was trained on normal examples all others. */
export function anomalousClasses(
  { config }: Pick<Run, 'config'>,
  named: string | undefined,
  classes: readonly string[],
): ReadonlySet<number> | undefined {
  if (named !== undefined) return new Set(resolveClasses('--anomalies', named, classes));
  const { normal } = config.options;
  const usual = normal === undefined ? undefined : readNormal(normal)?.classes;
  return usual && new Set(classes.flatMap((name, label) => (isNamed(usual, name) ? [] : [label])));
}
