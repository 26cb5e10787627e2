import { likelihoodTable } from './likelihoodTable.js';

/** A likelihood by the name that is typed. */
export type LikelihoodChoice = (typeof likelihoodTable)[number]['name'];

type Width = 'learned' | 'optimal' | 'per-pixel' | 'predicted';

/** How wide a likelihood is: a fixed number, or where its width comes from. */
export type SigmaChoice = number | Width;

/** How many degrees of freedom a likelihood has: a fixed number, or where it comes from. */
export type DegreesChoice = number | Exclude<Width, 'optimal'>;

/** What is known of a likelihood without the engine. */
export interface LikelihoodEntry {
  readonly name: LikelihoodChoice;
  /** The values that it describes, as the part's `support` names them. */
  readonly support: 'categories' | 'columns' | 'counts' | 'levels' | 'real' | 'unitInterval';
  /** The data that it is for, in words. */
  readonly data: string;
  /** What examples must be besides. */
  readonly needs?: 'color';
  /** The widths that it can have, the default first. */
  readonly widths: readonly (Width | 'number')[];
  /** The degrees of freedom that it can have, the default first. */
  readonly degrees?: readonly (Width | 'number')[];
}

/** The likelihoods that can be chosen, as they describe themselves. */
export const likelihoods: readonly LikelihoodEntry[] = likelihoodTable;

/** The widths that are a default, with the likelihoods whose default each is; `learned` is that of the others. */
const otherDefaults = (): string =>
  likelihoods
    .flatMap(({ name, widths: [first] }) => (first === undefined || first === 'learned' ? [] : [`${first} for ${name}`]))
    .join(', ');

/** Options of p(x|z). */
export const likelihoodOptions: {
  readonly likelihood: {
    readonly kind: 'choice';
    readonly about: string;
    readonly details: string;
    readonly placeholder: string;
    readonly choices: readonly LikelihoodChoice[];
    readonly shown: string;
  };
  readonly sigma: {
    readonly kind: 'number';
    readonly about: string;
    readonly words: readonly Width[];
    readonly range: { readonly above: number };
    readonly shown: string;
  };
  readonly degrees: {
    readonly kind: 'number';
    readonly about: string;
    readonly words: readonly Exclude<Width, 'optimal'>[];
    readonly range: { readonly above: number };
    readonly shown: string;
  };
} = {
  likelihood: {
    kind: 'choice',
    about: 'distribution of an example given its code',
    details: `They are for ${likelihoods.map(({ name, data }) => `${data} (\`${name}\`)`).join('; ')}.`,
    placeholder: 'NAME',
    choices: likelihoods.map(({ name }) => name),
    shown: 'mixed-columns for tables, bernoulli for values from 0 to 1, otherwise gaussian',
  },
  sigma: {
    kind: 'number',
    about:
      'width of the likelihood: one learned for all, one learned for each number of an example, predicted by the decoder, the best for each example (gaussian), or fixed',
    words: ['learned', 'per-pixel', 'predicted', 'optimal'],
    range: { above: 0 },
    shown: `learned; ${otherDefaults()}`,
  },
  degrees: {
    kind: 'number',
    about:
      'degrees of freedom of student-t: fixed, one learned for all, one learned for each number of an example, or predicted by the decoder',
    words: ['learned', 'per-pixel', 'predicted'],
    range: { above: 0 },
    shown: '4',
  },
};
