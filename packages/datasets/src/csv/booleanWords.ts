const pairs: readonly (readonly [no: string, yes: string])[] = [
  ['false', 'true'],
  ['no', 'yes'],
  ['n', 'y'],
  ['f', 't'],
  ['off', 'on'],
  ['falsch', 'wahr'],
  ['nein', 'ja'],
  ['faux', 'vrai'],
  ['non', 'oui'],
  ['falso', 'verdadero'],
];
const places: ReadonlyMap<string, { readonly pair: number; readonly value: number }> = new Map(
  pairs.flatMap((words, pair) => words.map((word, value) => [word, { pair, value }] as const)),
);

/** Which of the pairs of words a word belongs to, and what it says: 0 or 1; case does not matter. */
export const booleanWord = (word: string): { readonly pair: number; readonly value: number } | undefined =>
  places.get(word.toLowerCase());
