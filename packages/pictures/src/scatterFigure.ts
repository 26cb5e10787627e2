import type { Vae } from '@vaekit/core';
import { classMoments } from '@vaekit/cvae';
import { latentScatter } from '@vaekit/viz';
import type { Codes } from './codes.js';
import type { Figure } from './figure.js';
import { hasClassMoments } from './hasClassMoments.js';
import { takeNumbers } from './numbers.js';
import { principalPlane, project } from './principalPlane.js';

/** As many classes can be told apart by color and mark. */
const MOST = 10;

/** Means of the prior by class, `[classes, width]`; `undefined` where it has none. */
async function classMeansOf(model: Vae): Promise<Float32Array | undefined> {
  if (model.prior.classes === undefined || !hasClassMoments(model)) return undefined;
  const { mean, logVar } = classMoments(model);
  logVar.dispose();
  return (await takeNumbers(mean)).data;
}

/**
 * Codes in the plane, by class where there are at most ten: their two dimensions, or of wider codes the two directions in which the prior's class
 * means (else the codes) differ most.
 *
 * @throws Error when the codes have one dimension
 */
export async function scatterFigure(
  model: Vae,
  { mean, width, labels }: Codes,
  { classNames }: { readonly classNames?: readonly string[] | undefined } = {},
): Promise<Figure> {
  if (width < 2) throw new Error('scatterFigure: the codes have one dimension; expected at least two');
  const classes = classNames?.length ?? model.classes ?? 1 + Array.from(labels ?? []).reduce((a, b) => Math.max(a, b), 0);
  const colored = labels !== undefined && classes <= MOST;
  const means = colored ? await classMeansOf(model) : undefined;
  const byMeans = means !== undefined && means.length > 2 * width;
  const plane = width === 2 ? undefined : principalPlane(byMeans ? means : mean, width);
  const place = (points: Float32Array): { data: Float32Array; shape: number[] } => ({
    data: plane === undefined ? points : project(points, plane),
    shape: [points.length / width, 2],
  });
  return {
    // The plane is named below the points themselves.
    caption: `The codes of the test examples${colored ? ', by class' : ''}.`,
    alt: `A scatter of ${mean.length / width} codes.`,
    title: 'Codes',
    svg: (form) =>
      latentScatter({
        ...form,
        // Codes live in one space: a direction in which they hardly differ looks like one.
        scales: 'equal',
        points: place(mean),
        ...(colored ? { labels } : {}),
        ...(colored && classNames !== undefined ? { classNames } : {}),
        ...(means === undefined ? {} : { classMeans: place(means) }),
        axisTitles: plane === undefined ? ['z₀', 'z₁'] : ['first principal component', 'second principal component'],
        note:
          plane === undefined
            ? ''
            : `The plane of the first two principal components of the ${byMeans ? 'class means' : 'codes'}, which holds ${Math.round(100 * (plane.shares[0] + plane.shares[1]))} % of their variance.`,
        maxPoints: 2000,
      }),
  };
}
