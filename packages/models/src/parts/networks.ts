import type { OptionValues } from '../option.js';
import type { vaeOptions } from '../options/vaeOptions.js';

/** Which networks a model has, and the widths of their dense layers from input to output. */
export interface Networks {
  readonly arch: 'conv' | 'mlp' | 'resnet';
  readonly encoder: readonly number[];
  readonly decoder: readonly number[];
}

/**
 * The networks that the options ask for: unless they say, 400 wide where all layers are dense, and no dense layer behind convolutions, where a
 * narrow one leaves the code fewer directions than it has numbers.
 *
 * @throws RangeError where a preset and another option contradict each other
 */
export function networksOf({
  arch,
  hidden,
  preset,
}: Pick<OptionValues<typeof vaeOptions>, 'arch' | 'hidden' | 'preset'>): Networks {
  if (preset === undefined) {
    const widths = hidden ?? (arch === 'mlp' ? [400] : []);
    return { arch, encoder: widths, decoder: widths.toReversed() };
  }
  if (arch === 'resnet' || hidden !== undefined) {
    const other = arch === 'resnet' ? '`arch` is resnet' : `\`hidden\` is [${hidden!.join(',')}]`;
    throw new RangeError(`buildModel: \`preset\` is ${preset}, which names the networks, but ${other}; leave out one of them`);
  }
  return { arch: 'conv', encoder: [16], decoder: [] };
}
