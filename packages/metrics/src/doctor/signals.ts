import type { Examination } from './examination.js';

/** What the doctor can find. */
export type FindingCode =
  | 'aggregate-gap'
  | 'class-gap'
  | 'dead-codes'
  | 'dead-units'
  | 'effective-beta'
  | 'low-rank'
  | 'memorization'
  | 'not-finite'
  | 'overfitting'
  | 'posterior-calibration'
  | 'posterior-collapse'
  | 'sigma';

/** Held-out examples below which a figure is no finding: fewer show collapse, dead units and copies that are none, and no rank above their number. */
export const fewestHeldOut = (latent: number): number => Math.max(20, 2 * latent);

/** What is read of the model itself, however few examples there are. */
const OF_THE_MODEL: ReadonlySet<string> = new Set<FindingCode>(['not-finite', 'dead-codes']);

/** The one number of an examination that each finding is decided by; absent where the model or the data do not have it, or there are too few examples. */
export function signals(examination: Examination): Partial<Record<FindingCode, number>> {
  const { finite, latent, code, mutualInformation, aggregateGap, layers = [], codebook, beta, sigma, loss } = examination;
  const { byClass, memorization, calibration, examples } = examination;
  const isEnough = examples.heldOut >= fewestHeldOut(latent);
  const all: Record<FindingCode, number | undefined> = {
    'not-finite': finite ? 0 : 1,
    'posterior-collapse': mutualInformation?.value,
    'low-rank': code === undefined || code.active < 2 ? undefined : code.rank / code.active,
    'dead-units': layers.length === 0 ? undefined : Math.max(...layers.map(({ dead, units }) => dead / units)),
    'dead-codes': codebook && codebook.perplexity / codebook.codes,
    'effective-beta': beta && Math.max(beta.scheduled ?? 0, beta.implied ?? 0),
    sigma: sigma && Math.abs(Math.log(sigma.claimed / sigma.residual)),
    'class-gap': byClass?.excess,
    overfitting: loss?.gap,
    memorization: memorization && memorization.samples / memorization.heldOut,
    'aggregate-gap': aggregateGap === undefined ? undefined : aggregateGap / latent,
    'posterior-calibration': calibration,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([code, value]) => value !== undefined && (isEnough || OF_THE_MODEL.has(code))),
  );
}
