import { likelihoodByName, outsideSupport, type SupportDetails } from '@vaekit/core';
import type { Examples } from '@vaekit/datasets';
import { type LikelihoodChoice, likelihoods, type SigmaChoice } from '@vaekit/models';
import type { OpenData } from '../data/openData.js';
import { UsageError } from '../usageError.js';

/** The first value of a part that a support does not describe; bytes are intensities, divided by 255. */
function outside({ x, mask }: Examples, support: (typeof likelihoods)[number]['support'], details: SupportDetails = {}) {
  if (x.data instanceof Uint8Array && support !== 'counts') return undefined;
  return outsideSupport(support, x.data, mask?.data, details);
}

const partsOf = ({ train, validation, test }: OpenData): readonly Examples[] =>
  validation === undefined ? [train, test] : [train, validation, test];

/** The likelihood where none is asked for: by the columns of a table, bernoulli for values from 0 to 1 that are not to be standardized, else gaussian. */
export function defaultLikelihood(data: OpenData, standardize = false): LikelihoodChoice {
  if (data.encoding !== undefined) return 'mixed-columns';
  if (standardize) return 'gaussian';
  return partsOf(data).some((part) => outside(part, 'unitInterval') !== undefined) ? 'gaussian' : 'bernoulli';
}

/** What numbers on a known scale are, and how they come to lie from 0 to 1. */
function scaleHint({ x }: Examples): string {
  let [low, high] = [Infinity, -Infinity];
  for (const value of x.data) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (low >= 0 && high > 1.5 && high <= 255) return ' (all are from 0 to 255: save them as uint8, or divided by 255)';
  if (low >= 0 && high > 255 && high <= 65_535) return ' (all are from 0 to 65535: save them divided by that)';
  return low >= -1 && low < 0 && high <= 1 ? ' (all are from -1 to 1: save them as (x + 1) / 2)' : '';
}

/** @throws UsageError when a likelihood does not describe values such as those of the data */
export function checkLikelihood(
  name: LikelihoodChoice,
  data: OpenData,
  { sigma, standardize = false }: { readonly sigma?: SigmaChoice | undefined; readonly standardize?: boolean | undefined } = {},
): void {
  const { support, needs, data: describes } = likelihoods.find((one) => one.name === name)!;
  const refuse = (found: string): never => {
    throw new UsageError(
      `--likelihood ${name} is for ${describes}, but ${data.name} ${found}; use ${defaultLikelihood(data, standardize)}`,
    );
  };
  if (standardize && data.encoding === undefined && support !== 'real') refuse('is to be standardized');
  if (support === 'columns' && data.encoding === undefined) refuse('is not a table');
  if (needs === 'color' && data.shape.at(-1) !== 3) refuse(`has examples of shape [${data.shape.join(',')}]`);
  if (support === 'columns') return;
  const details = likelihoodByName(name, { event: data.shape }, sigma).config as SupportDetails;
  for (const part of partsOf(data)) {
    const wrong = outside(part, support, details);
    if (wrong === undefined) continue;
    const onScale = support === 'unitInterval' || support === 'levels';
    refuse(`has the value ${wrong.value}${onScale ? scaleHint(part) : ''}`);
  }
}
