import type { Likelihood } from '../parts.js';
import { partFactories } from '../registry.js';
import { type ChosenData, type ChosenWidth, type LikelihoodChoice, type LikelihoodFacts, typedName } from './likelihoodChoice.js';

const choices = (): readonly (readonly [name: string, choice: LikelihoodChoice])[] =>
  partFactories.flatMap(({ kind, choice }) => (choice === undefined ? [] : [[typedName(kind), choice] as const]));

/** What is known of every likelihood that can be chosen by name: what a table without the engine is written from. */
export const likelihoodFacts = (): readonly LikelihoodFacts[] =>
  choices().map(([name, { support, data, needs, widths = [], degrees }]) => ({
    name,
    support,
    data,
    ...(needs === undefined ? {} : { needs }),
    widths,
    ...(degrees === undefined ? {} : { degrees }),
  }));

/** A word as the options of a part have it. */
const asOption = <O>(chosen: number | string | undefined): O | undefined =>
  (chosen === 'per-pixel' ? 'perPixel' : chosen) as O | undefined;

/** @throws RangeError for what is none of the widths, or degrees, that a likelihood can have */
function checkChosen(name: string, what: string, chosen: number | string, possible: readonly ChosenWidth[]): void {
  if (possible.some((each) => each === (typeof chosen === 'number' ? 'number' : chosen))) return;
  throw new RangeError(
    possible.length === 0
      ? `likelihoodByName: ${name} has no ${what}, but ${chosen} was given; leave it out`
      : `likelihoodByName: ${name} cannot have the ${what} ${chosen}; expected one of ${possible.join(', ')}`,
  );
}

/**
 * The likelihood of a typed name for data.
 *
 * @param width a positive number or a word of the likelihood's `widths`; default: the first of them
 * @param degrees the same of its `degrees`
 * @throws Error when there is no such likelihood, or it does not describe examples of this shape; RangeError for a width or degrees that it cannot have
 */
export function likelihoodByName(name: string, data: ChosenData, width?: number | string, degrees?: number | string): Likelihood {
  const choice = choices().find(([known]) => known === name)?.[1];
  if (choice === undefined)
    throw new Error(
      `likelihoodByName: there is no likelihood ${name}; expected one of ${choices()
        .map(([known]) => known)
        .join(', ')}`,
    );
  const { widths = [] } = choice;
  if (degrees !== undefined) checkChosen(name, 'degrees', degrees, choice.degrees ?? []);
  const chosen = width ?? widths.find((each) => each !== 'number');
  if (chosen !== undefined) checkChosen(name, 'width', chosen, widths);
  type Made = Parameters<typeof choice.make>;
  return choice.make(data, asOption<NonNullable<Made[1]>>(chosen), asOption<NonNullable<Made[2]>>(degrees));
}
