import type { OptionValues } from '../option.js';
import type { vaeOptions } from '../options/vaeOptions.js';

/** Which networks a model has, and the widths of their layers from input to output. */
export interface Networks {
  readonly arch: 'conv' | 'mlp' | 'resnet';
  /** The dense layers of the encoder. */
  readonly encoder: readonly number[];
  /** The dense layers of the decoder. */
  readonly decoder: readonly number[];
  /** The stages of networks for images and the groups of their normalization, where the options name them. */
  readonly stages: { readonly filters?: readonly number[]; readonly groupNorm?: number };
}

const NAMES = ['hidden', 'dense', 'filters'] as const;

/**
 * The networks that the options ask for: unless they say, 400 wide where all layers are dense, and no dense layer behind convolutions, where a
 * narrow one leaves the code fewer directions than it has numbers.
 *
 * @throws RangeError where a preset and another option contradict each other, or where `hidden` and `dense`, which mean the same there, are both given
 */
export function networksOf(
  values: Pick<OptionValues<typeof vaeOptions>, 'arch' | 'dense' | 'filters' | 'group-norm' | 'hidden' | 'preset'>,
): Networks {
  const { arch, dense, filters, hidden, preset, 'group-norm': groupNorm } = values;
  const norm = groupNorm === undefined ? {} : { groupNorm };
  if (preset !== undefined) {
    const name = NAMES.find((option) => values[option] !== undefined);
    const other = name === undefined ? '`arch` is resnet' : `\`${name}\` is [${values[name]!.join(',')}]`;
    if (arch === 'resnet' || name !== undefined)
      throw new RangeError(`buildModel: \`preset\` is ${preset}, which names the networks, but ${other}; leave out one of them`);
    return { arch: 'conv', encoder: [16], decoder: [], stages: norm };
  }
  if (hidden !== undefined && dense !== undefined)
    throw new RangeError(`${arch}: \`hidden\` and \`dense\` both name the dense layers behind the convolutions; give one`);
  const widths = dense ?? hidden ?? (arch === 'mlp' ? [400] : []);
  return { arch, encoder: widths, decoder: widths.toReversed(), stages: filters === undefined ? norm : { filters, ...norm } };
}
