import type { Vae } from '@vaekit/core';

/** The number of vectors in a model's codebook. @throws Error when it has none */
export function codebookSize(prior: string, { config, posterior }: Vae): number {
  const book = posterior.state?.['codebook'];
  if (book === undefined)
    throw new Error(
      `${prior}: the codes of this model are ${config.posterior.kind}, not vectors out of a codebook; fit it to a vq-vae, or fit mixture-of-normals or diffusion`,
    );
  return book.shape[0]!;
}
