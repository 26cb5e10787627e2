import type { ModelEntry } from '../entry.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  alpha: {
    kind: 'number',
    about: 'weight of log q(y|x) where the label is known; the paper has 0.1 · (rows)/(rows with a label)',
    range: { least: 0 },
    fallback: 1,
  },
  classifier: {
    kind: 'wholes',
    about: 'widths of the hidden layers of the classifier q(y|x)',
    least: 1,
    empty: 'none',
    fallback: [256],
  },
} as const;

/** The semi-supervised variational autoencoder M2. */
export const m2Vae: ModelEntry<'m2-vae', typeof vaeOptions & typeof own> = {
  name: 'm2-vae',
  aliases: ['semi-supervised-vae'],
  paper: {
    title: 'Semi-Supervised Learning with Deep Generative Models',
    authors: 'Kingma, Rezende, Mohamed and Welling',
    year: 2014,
    where: 'arXiv 1406.5298',
    equation: 'equations 6 to 9',
  },
  changes: 'the networks see the label; where it is −1, not known, all classes are passed through, weighed by a classifier',
  options: { ...vaeOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score', 'classify', 'transform'],
  needs: ['labels'],
  withoutNumbers: 'it is a model of classes, some of which are not known',
  takesUnknownLabels: true,
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    if (values['batch-norm'] === true)
      throw new Error(
        'm2-vae: `batch-norm` takes the label out again, since each pass gives all rows of a batch the same one; leave it out',
      );
    const { alpha, classifier, seed } = values;
    const classes = data.classes!;
    return core.vae({
      ...vaeParts(values, data, classes),
      condition: { classes },
      objective: core.semiSupervised({ alpha, hidden: classifier, seed }),
    });
  },
};
