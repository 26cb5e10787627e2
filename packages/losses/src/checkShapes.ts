import type * as tf from '@tensorflow/tfjs';

/** Throws, in the name of `caller`, unless every tensor has a batch axis and the shape of the first; `advice` says what to do. */
export function checkShapes(caller: string, tensors: Record<string, tf.Tensor>, advice: string): void {
  let first: string | undefined;
  let expected = '';
  for (const [name, tensor] of Object.entries(tensors)) {
    const shape = (tensor as Partial<tf.Tensor> | null | undefined)?.shape;
    if (!Array.isArray(shape))
      throw new TypeError(
        `${caller}: \`${name}\` must be a tensor, but is ${Array.isArray(tensor) ? 'an array' : String(tensor)}`,
      );
    const found = `[${shape}]`;
    if (!shape.length)
      throw new Error(`${caller}: \`${name}\` is a scalar, but the first axis must be the batch; make it [batch, …]`);
    if (first === undefined) [first, expected] = [name, found];
    else if (found !== expected) {
      throw new Error(`${caller}: \`${first}\` has shape ${expected} but \`${name}\` has ${found}; ${advice}`);
    }
  }
}
