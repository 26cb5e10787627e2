import type { Likelihood } from '../parts.js';
import { partFactories } from '../registry.js';
import { type ChosenData, type LikelihoodChoice, type LikelihoodFacts, typedName } from './likelihoodChoice.js';

const choices = (): readonly (readonly [name: string, choice: LikelihoodChoice])[] =>
  partFactories.flatMap(({ kind, choice }) => (choice === undefined ? [] : [[typedName(kind), choice] as const]));

/** What is known of every likelihood that can be chosen by name: what a table without the engine is written from. */
export const likelihoodFacts = (): readonly LikelihoodFacts[] =>
  choices().map(([name, { support, data, needs, widths = [] }]) => ({
    name,
    support,
    data,
    ...(needs === undefined ? {} : { needs }),
    widths,
  }));

/**
 * The likelihood of a typed name for data.
 *
 * @param width a positive number or a word of the likelihood's `widths`; default: the first of them
 * @throws Error when there is no such likelihood, or it does not describe examples of this shape; RangeError for a width that it cannot have
 */
export function likelihoodByName(name: string, data: ChosenData, width?: number | string): Likelihood {
  const choice = choices().find(([known]) => known === name)?.[1];
  if (choice === undefined)
    throw new Error(
      `likelihoodByName: there is no likelihood ${name}; expected one of ${choices()
        .map(([known]) => known)
        .join(', ')}`,
    );
  const { widths = [] } = choice;
  const chosen = width ?? widths.find((each) => each !== 'number');
  if (chosen === undefined) return choice.make(data);
  if (!widths.some((each) => each === (typeof chosen === 'number' ? 'number' : chosen)))
    throw new RangeError(
      widths.length === 0
        ? `likelihoodByName: ${name} has no width, but ${chosen} was given; leave it out`
        : `likelihoodByName: ${name} cannot have the width ${chosen}; expected one of ${widths.join(', ')}`,
    );
  return choice.make(data, (chosen === 'per-pixel' ? 'perPixel' : chosen) as Parameters<typeof choice.make>[1]);
}
