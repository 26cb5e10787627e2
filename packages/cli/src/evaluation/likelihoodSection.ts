import type { Vae } from '@vaekit/core';
import type { Examples } from '@vaekit/datasets';
import { bitsPerDimension, type Compile, type LikelihoodEstimate, logLikelihood } from '@vaekit/metrics';
import type { RunConfig } from '@vaekit/runs';
import { asGiven } from '../data/exampleArrays.js';
import { compiling } from './compiling.js';
import { summedOver } from './evidence.js';
import { scalingJacobian } from './scalingJacobian.js';
import type { WorkLine } from './workLine.js';

/** An estimate as `evaluate --json` writes it. */
export interface LikelihoodSection extends Omit<LikelihoodEstimate, 'errors' | 'values'> {
  /** Of likelihoods of discrete data, for which no noise needs to be added. */
  readonly bitsPerDimension?: { readonly value: number; readonly dequantization: 'none: probabilities' };
  readonly seconds: number;
}

/** The importance-sampled estimate of −log p over examples, on ONNX Runtime where it is installed and the model can be compiled. */
export async function likelihoodSection(
  model: Vae,
  examples: Examples,
  data: RunConfig['data'],
  options: { readonly draws: number; readonly seed: number; readonly sumClasses: boolean; readonly work: WorkLine },
): Promise<LikelihoodSection> {
  const { draws, seed, sumClasses, work } = options;
  const { x, y, mask, binarization } = asGiven(examples);
  const logJacobian = scalingJacobian(examples, data);
  const onProgress = work.begin(`${draws.toLocaleString('en')} draws of ${x.shape[0]!.toLocaleString('en')} examples`);
  const estimate = (compile: Compile | undefined): Promise<LikelihoodEstimate> =>
    logLikelihood(
      model,
      { x, y, mask, binarization },
      {
        draws,
        seed,
        onProgress,
        ...(sumClasses ? summedOver(model, data) : {}),
        ...(logJacobian === undefined ? {} : { logJacobian }),
        ...(compile === undefined ? {} : { compile }),
      },
    );
  const start = performance.now();
  const { values, errors: _errors, ...told } = await compiling(estimate);
  const dimensions = x.data.length / values.length;
  const discrete = told.protocol.measure === 'probability' && told.protocol.name === 'nll' && mask === undefined;
  const dequantization = 'none: probabilities';
  return {
    ...told,
    ...(discrete
      ? { bitsPerDimension: { value: bitsPerDimension(told.mean, { dimensions, dequantization }), dequantization } }
      : {}),
    seconds: Number(((performance.now() - start) / 1000).toFixed(1)),
  };
}

/** The estimate as lines of text. */
export function likelihoodText(section: LikelihoodSection): string[] {
  const { mean, standardError, monteCarloError, draws, effectiveSampleSize, bounds, bitsPerDimension: bits, protocol } = section;
  const label = protocol.name === 'nll' ? protocol.quantity : `${protocol.quantity} (pseudoNll)`;
  const overTestSets = Number.isNaN(standardError) ? '' : `  ± ${standardError.toFixed(2)} over test sets`;
  const unscaled = protocol.logJacobian === undefined ? '' : '  in the units of the data';
  return [
    `${label} <= ${mean.toFixed(2)}${overTestSets}  ± ${monteCarloError.toFixed(3)} over draws${unscaled}`,
    `by draws: ${bounds.map(({ k, value }) => `${k} ${value.toFixed(2)}`).join('  ')}`,
    `${draws} draws an example, worth ${effectiveSampleSize.median.toFixed(1)} equal ones (median; least ${effectiveSampleSize.least.toFixed(1)}); ${section.seconds} s`,
    ...(bits === undefined
      ? []
      : [`${bits.value.toFixed(4)} bits per dimension (probabilities of discrete values, not dequantized)`]),
  ];
}
