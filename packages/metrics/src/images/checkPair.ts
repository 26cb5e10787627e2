import type { PlainTensor } from '@vaekit-internal/base';

/** The numbers in a row of two tensors of one shape. @throws Error when shapes differ or a value is not finite; RangeError when `range` is not positive */
export function checkPair(caller: string, x: PlainTensor, y: PlainTensor, range: number): number {
  if (x.shape.join() !== y.shape.join() || x.data.length !== y.data.length || x.shape.length < 2)
    throw new Error(
      `${caller}: \`x\` has shape [${x.shape.join()}] but \`y\` [${y.shape.join()}]; give images and their reconstructions, of one shape`,
    );
  if (!(range > 0 && range < Infinity))
    throw new RangeError(`${caller}: \`range\` is ${range}; expected the distance from the least value to the largest`);
  const size = x.data.length / x.shape[0]!;
  for (const [name, { data }] of [
    ['x', x],
    ['y', y],
  ] as const) {
    const bad = data.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new Error(`${caller}: row ${Math.floor(bad / size)} of \`${name}\` holds ${data[bad]}; every value must be finite`);
  }
  return size;
}
