const common: Readonly<Record<string, string>> = {
  x: 'examples',
  y: 'labels, whole numbers from 0',
  z: 'codes',
  eps: 'standard normal noise',
  temperature: "a scalar that multiplies the prior's standard deviation; 1 samples from the prior",
  component: 'a uniform number from 0 to 1, which picks a component of the prior',
  'posterior/eps': 'standard normal noise',
  samples: 'the means of p(x|z)',
  code: 'the point that the encoder gives',
  lower: 'the Cholesky factor of the covariance of q(z|x) below its diagonal, row by row',
  logits: 'logits of p(x|z)',
  logRate: 'the logarithm of the rate of p(x|z)',
  logMean: 'the logarithm of the mean of p(x|z)',
  logScale: 'the logarithm of the scale of p(x|z)',
  logDispersion: 'the logarithm of the inverse dispersion of p(x|z)',
  mixture: 'the mixture of each pixel: logits, then for each channel means, logarithms of scales, and coefficients',
  parameters: 'the parameters of every column, one after another',
};

const moments: Readonly<Record<string, string>> = { mean: 'the mean', logVar: 'the logarithm of the variance' };

/** What an input or output of an exported encoder, decoder or sampler is, in a few words. */
export function meaningOf(part: string, name: string): string {
  const distribution = part === 'encoder' ? 'q(z|x)' : 'p(x|z)';
  const moment = moments[name];
  return moment === undefined ? (common[name] ?? `a parameter of ${distribution}`) : `${moment} of ${distribution}`;
}
