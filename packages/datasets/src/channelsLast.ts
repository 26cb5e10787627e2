import { type PlainTensor, type TypedArray } from '@vaekit-internal/base';
import { faults } from './faults.js';
import { emptyLike } from './subset.js';

export interface ChannelsLast extends PlainTensor {
  readonly channels: 'first' | 'last';
}

/**
 * Images `[n, height, width, channels]` of an array that has the channels last, or first as PyTorch has them.
 *
 * Unless `channels` says where they are, up to four of them are told by their number, and where both ends could be it by the sides of an image, which
 * are then taken to be equal. Throws a `DataError` of kind `'ambiguous'` if neither tells.
 */
export function channelsLast(name: string, { data, shape }: PlainTensor, channels?: 'first' | 'last'): ChannelsLast {
  const [size = 0, a = 0, b = 0, c = 0] = shape;
  const place = channels ?? placeOf(a, b, c);
  if (place === undefined)
    throw faults.ambiguous`${name}: shape [${shape}] is that of ${a} by ${b} images with ${c} channels or of ${b} by ${c} images with ${a}; say where the channels are (--channels first or last, option \`channels\`)`;
  if (place === 'last') return { data, shape, channels: place };
  const turned: TypedArray = emptyLike(data, data.length);
  const plane = b * c;
  let to = 0;
  for (let start = 0; start < size * a * plane; start += a * plane) {
    for (let pixel = 0; pixel < plane; pixel++) {
      for (let channel = 0; channel < a; channel++) turned[to++] = data[start + channel * plane + pixel] ?? 0;
    }
  }
  return { data: turned, shape: [size, b, c, a], channels: place };
}

const mostChannels = 4;

function placeOf(a: number, b: number, c: number): 'first' | 'last' | undefined {
  const first = a <= mostChannels;
  if (first !== c <= mostChannels) return first ? 'first' : 'last';
  if (a === b && b !== c) return 'last';
  if (b === c && a !== b) return 'first';
  // Turned or not, the numbers are the same in the same order.
  return a === 1 && c === 1 ? 'last' : undefined;
}
