import type { Prior, Vae } from '@vaekit/core';
import type { Options, OptionValues } from './option.js';

/** A prior that can be fitted to the codes of a trained model: plain data but for `build`, which loads the engine when it is called. */
export interface PriorEntry<Name extends string = string, O extends Options = Options> {
  readonly name: Name;
  /** The kind of the part that it builds. */
  readonly kind: string;
  /** One line: what it is, and how it is fitted. */
  readonly about: string;
  readonly options: O;
  /** Whether it has a meaning only for codes that are vectors out of a codebook. */
  readonly needsCodebook?: true;
  /** The prior before it is fitted; `fitPrior` makes one for each class of a model with classes, where it does not know them itself. */
  build(values: OptionValues<O>, model: Vae): Promise<Prior>;
}
