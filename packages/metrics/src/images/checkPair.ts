import type { PlainTensor } from '@vaekit-internal/base';

/** The numbers in a row of two tensors of one shape. @throws Error when shapes differ */
export function checkPair(caller: string, x: PlainTensor, y: PlainTensor): number {
  if (x.shape.join() !== y.shape.join() || x.data.length !== y.data.length || x.shape.length < 2)
    throw new Error(
      `${caller}: \`x\` has shape [${x.shape.join()}] but \`y\` [${y.shape.join()}]; give images and their reconstructions, of one shape`,
    );
  return x.data.length / x.shape[0]!;
}
