import { requireCount, requireCounts, requireHalvings, requireRate } from './networkOptions.js';

/** What networks for images of a known shape have in common. */
export interface ImageNetworkOptions {
  /** Filters of the stages that halve the image's sides, from the image inwards. Default `[32, 64]`. */
  readonly filters?: readonly number[];
  /** Dropout rate. Default 0. */
  readonly dropout?: number;
  /** The width of a second, one-hot input, joined to the flat features (the number of classes). Absent: one input. */
  readonly condition?: number;
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/** What encoders of images have in common. */
export interface ImageEncoderOptions {
  /** An image's shape, `[height, width, channels]`; both sides divisible by 2 once for each entry of `filters`. */
  readonly input: readonly number[];
  readonly latent: number;
  /** Widths of dense layers between the features and the heads. Default `[16]` of `convEncoder`, none of `resnetEncoder`. */
  readonly dense?: readonly number[];
}

/** What decoders of images have in common. */
export interface ImageDecoderOptions {
  readonly latent: number;
  /** An image's shape, `[height, width, channels]`; both sides divisible by 2 once for each entry of `filters`. */
  readonly output: readonly number[];
  /** Widths of dense layers between the code and the first feature map. Default none. */
  readonly dense?: readonly number[];
  /** 1 (default) for logits or a mean, 2 for a mean and a log-variance, 3 for degrees of freedom too. */
  readonly parameters?: 1 | 2 | 3;
}

/** @throws RangeError when a size is wrong or the image's sides cannot be halved often enough */
export function requireImageOptions(
  caller: string,
  image: readonly number[],
  latent: number,
  options: ImageNetworkOptions & { readonly dense?: readonly number[] },
): void {
  const { filters = [32, 64], dropout = 0, condition, dense = [] } = options;
  requireCount(caller, 'latent', latent);
  requireCounts(caller, 'filters', filters);
  requireCounts(caller, 'dense', dense);
  requireRate(caller, 'dropout', dropout);
  if (condition !== undefined) requireCount(caller, 'condition', condition);
  requireHalvings(caller, image, filters.length);
}
