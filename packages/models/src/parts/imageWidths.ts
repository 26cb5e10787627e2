import type { OptionValues } from '../option.js';
import type { vaeOptions } from '../options/vaeOptions.js';

/** Layers of a network for images; what is absent is as the network has it. */
export interface ImageWidths {
  readonly filters?: readonly number[];
  readonly dense?: readonly number[];
}

/**
 * The layers of an encoder and a decoder for images that the options name; the decoder has the dense ones in reverse.
 *
 * @throws Error where `hidden` and `dense`, which mean the same there, are both given
 */
export function imageWidths({
  arch,
  filters,
  hidden,
  dense,
}: Pick<OptionValues<typeof vaeOptions>, 'arch' | 'dense' | 'filters' | 'hidden'>): {
  readonly encoder: ImageWidths;
  readonly decoder: ImageWidths;
} {
  if (hidden !== undefined && dense !== undefined)
    throw new Error(`${arch}: \`hidden\` and \`dense\` both name the dense layers behind the convolutions; give one`);
  const widths = dense ?? hidden;
  const stages = filters === undefined ? {} : { filters };
  return {
    encoder: { ...stages, ...(widths === undefined ? {} : { dense: widths }) },
    decoder: { ...stages, ...(widths === undefined ? {} : { dense: widths.toReversed() }) },
  };
}
