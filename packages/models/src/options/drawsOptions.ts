/** The draws of a bound. */
export const drawsOptions = {
  k: {
    kind: 'whole',
    about: 'draws of the code per example, for each bound; 1 is the evidence lower bound',
    placeholder: 'K',
    least: 1,
    fallback: 5,
  },
} as const;

const own = {
  bounds: {
    kind: 'whole',
    about: 'how many importance-weighted bounds of k draws are averaged',
    placeholder: 'M',
    least: 1,
    fallback: 3,
  },
} as const;

/** The draws of several bounds that are averaged. */
export const boundsOptions: typeof drawsOptions & typeof own = { ...drawsOptions, ...own };
