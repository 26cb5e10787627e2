import * as corruptions from './corruptions/index.js';
import * as inputs from './inputs/index.js';
import * as likelihoods from './likelihoods/index.js';
import * as objectives from './objectives/index.js';
import type { AnyPartFactory, PartMaker, PartRole } from './partFactory.js';
import type { Part, PartConfig } from './parts.js';
import * as posteriors from './posteriors/index.js';
import * as priors from './priors/index.js';

/** Every part of this package: what the folders' indexes export. */
export const partFactories: readonly AnyPartFactory[] = [
  corruptions,
  inputs,
  likelihoods,
  objectives,
  posteriors,
  priors,
].flatMap((folder) => Object.values<AnyPartFactory>(folder));

/**
 * A part from its plain description.
 *
 * @param own factories of parts that are not of this package; they win over those of the same kind here
 * @throws Error when no factory makes such a part; it names the known ones
 */
export function remake<P extends Part<unknown>>(role: PartRole, config: PartConfig, own: readonly PartMaker[] = []): P {
  const known = [...own, ...partFactories].filter((factory) => factory.role === role);
  const found = known.find(({ kind }) => kind === config?.kind);
  if (found === undefined) {
    const kinds = [...new Set(known.map(({ kind }) => kind))].sort().join(', ');
    throw new Error(`deserialize: no factory for ${role} '${String(config?.kind)}'; known are ${kinds}; give yours in \`parts\``);
  }
  const again = <Inner extends Part<unknown>>(innerRole: PartRole, inner: PartConfig): Inner => remake(innerRole, inner, own);
  return found.from(config, again) as P;
}
