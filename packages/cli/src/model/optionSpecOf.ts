import { inRange, type Option, placeholderOf, rangeText } from '@vaekit/models';
import { choice, flag, type OptionSpec, real, whole, wholes } from '../optionSpec.js';

/** An option of a model as the command line reads it. */
export function optionSpecOf(option: Option, about: string): OptionSpec {
  const { shown } = option;
  const common = { placeholder: placeholderOf(option) ?? '', ...(shown === undefined ? {} : { shown }) };
  switch (option.kind) {
    case 'switch':
      return flag(about);
    case 'choice':
      return choice(about, option.choices, { ...common, fallback: option.fallback });
    case 'whole':
      return whole(about, { ...common, fallback: option.fallback, least: option.least });
    case 'wholes':
      return wholes(about, { ...common, fallback: option.fallback, least: option.least, empty: option.empty });
    case 'number': {
      const { range, words = [] } = option;
      const number = real(about, {
        ...common,
        fallback: option.fallback,
        accepts: (value) => inRange(range, value),
        expected: words.length === 0 ? `a finite ${rangeText(range)}` : `one of ${words.join(', ')}, or a ${rangeText(range)}`,
      });
      if (words.length === 0) return number;
      return { ...number, words, parse: (text, name) => words.find((word) => word === text) ?? number.parse(text, name) };
    }
  }
}
