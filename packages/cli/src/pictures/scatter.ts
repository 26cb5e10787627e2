import { classMoments } from '@vaekit/cvae';
import type { Vae } from '@vaekit/core';
import { latentScatter } from '@vaekit/viz';
import type { Codes } from './codes.js';
import { type Drawing, takeNumbers } from './drawing.js';
import { principalPlane, project } from './principalPlane.js';

/** Codes in the plane: their two dimensions, or the two directions in which class means (else codes) differ most. */
export async function drawScatter(
  model: Vae,
  { mean, width }: Codes,
  labels: Int32Array | undefined,
  classNames: readonly string[] | undefined,
): Promise<Drawing | undefined> {
  const known = labels !== undefined && (classNames?.length ?? 0) <= 10;
  let means: Float32Array | undefined;
  if (known && model.prior.classes !== undefined) {
    const moments = classMoments(model);
    moments.logVar.dispose();
    means = (await takeNumbers(moments.mean)).data;
  }
  if (width < 2) return undefined;
  const byMeans = means !== undefined && model.prior.classes! > 2;
  const plane = width === 2 ? undefined : principalPlane(byMeans ? means! : mean, width);
  const place = (points: Float32Array): Float32Array => (plane === undefined ? points : project(points, plane));
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const note =
    plane === undefined
      ? ''
      : byMeans
        ? `The plane of the first two principal components of the class means, which holds ${percent(plane.shares[0] + plane.shares[1])} of their variance.`
        : `The plane of the first two principal components of the codes, which holds ${percent(plane.shares[0] + plane.shares[1])} of their variance.`;
  return {
    // Which plane it is stands below the points themselves.
    caption: `The means of q(z|x) of the test examples${known ? ', by class' : ''}.`,
    alt: `A scatter of ${mean.length / width} codes.`,
    svg: () =>
      latentScatter({
        points: { data: place(mean), shape: [mean.length / width, 2] },
        ...(known ? { labels, classNames: classNames! } : {}),
        ...(means === undefined ? {} : { classMeans: { data: place(means), shape: [means.length / width, 2] } }),
        axisTitles: plane === undefined ? ['z₀', 'z₁'] : ['first principal component', 'second principal component'],
        note,
        maxPoints: 2000,
      }),
  };
}
