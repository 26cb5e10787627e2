import { describe, expect, it } from 'vitest';
import { aboutOption, type Catalog, catalog, findModel, modelsThatCan, optionOwners, valuesOf } from './catalog.js';
import { fallbackOf } from './option.js';
import { modelTable, optionTable } from './tables.js';

describe('the catalog', () => {
  it('has every name once, aliases too, in order', () => {
    const names = catalog.map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    expect(names).toEqual(expect.arrayContaining(['autoencoder', 'class-mean-cvae', 'cvae', 'iwae', 'vae', 'vq-vae']));
    const all = catalog.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(all).size).toBe(all.length);
    for (const name of all) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const entry of catalog) for (const name of [entry.name, ...entry.aliases]) expect(findModel(name)).toBe(entry);
    expect(findModel('rbm')).toBeUndefined();
  });

  it('describes an option by one object, whichever models have it', () => {
    const owners = optionOwners();
    for (const { options } of catalog)
      for (const [name, option] of Object.entries(options)) expect(option).toBe(owners[name]!.option);
  });

  it('knows the option that another belongs to', () => {
    const belonging = catalog.flatMap(({ options }) =>
      Object.values(options).flatMap(({ belongsTo }) =>
        belongsTo === undefined ? [] : [[belongsTo, Object.keys(options)] as const],
      ),
    );
    expect(belonging.length).toBeGreaterThan(0);
    for (const [master, known] of belonging) expect(known).toContain(master);
  });

  it.each(catalog.map((entry) => [entry.name, entry] as const))(
    '%s says what it is in one line each',
    (_, { paper, changes, options }) => {
      for (const text of [changes, ...Object.values(options).map(({ about }) => about)]) expect(text).toMatch(/^[^\n]{8,200}$/);
      for (const text of [paper.title, paper.authors, paper.where, paper.equation]) expect(text).not.toMatch(/:\/\/|^$/);
      expect(paper.year).toBeGreaterThan(1900);
    },
  );

  it('is plain data but for what it does', () => {
    for (const entry of catalog) {
      const plain = JSON.parse(JSON.stringify(entry)) as object;
      expect(Object.keys(plain)).toEqual(Object.keys(entry).filter((key) => key !== 'build' && key !== 'phases'));
    }
  });

  it('says which models can do what', () => {
    expect(modelsThatCan('classify')).toEqual(['class-mean-cvae', 'cvae', 'm2-vae']);
    expect(catalog.map(({ name }) => name).filter((name) => !modelsThatCan('encode').includes(name))).toEqual(['gan']);
    const without = (ability: 'sample' | 'score'): string[] =>
      catalog.map(({ name }) => name).filter((name) => !modelsThatCan(ability).includes(name));
    const named = (pattern: RegExp): string[] => catalog.map(({ name }) => name).filter((name) => pattern.test(name));
    const pointwise = named(/autoencoder$|^rae-|^vq-vae$|^hrq-vae$|^wae-mmd$/);
    expect(pointwise).toHaveLength(12);
    expect(without('sample')).toEqual(pointwise.filter((name) => !['adversarial-autoencoder', 'wae-mmd'].includes(name)));
    expect(without('score')).toEqual([...pointwise, 'gan', 'pca'].toSorted());
  });
});

describe('an option among models', () => {
  it('is told with the models that have it, where others have not', () => {
    const owners = optionOwners();
    const about = (name: string): string => aboutOption(owners[name]!);
    expect(about('latent')).toBe('width of the code');
    const few: Catalog = ['gan', 'iwae', 'pca', 'vae'].map((name) => findModel(name)!);
    expect(aboutOption(optionOwners(few)['beta']!, few)).toBe('vae: weight of the KL divergence; 1 is the evidence lower bound');
    const most: Catalog = ['cvae', 'iwae', 'vae'].map((name) => findModel(name)!);
    expect(aboutOption(optionOwners(most)['beta']!, most)).toBe(
      'weight of the KL divergence; 1 is the evidence lower bound (not iwae)',
    );
    expect(about('prior')).toBe('cvae: p(z|y) learned, of numbers by a dense network; or N(0, I)');
    expect(owners['separation']!.models).toEqual(['class-mean-cvae']);
    const names = Object.keys(owners);
    expect(names.indexOf('latent')).toBeLessThan(names.indexOf('beta'));
    expect(names.indexOf('beta')).toBeLessThan(names.indexOf('prior'));
  });

  it('has the value that is given, else its fallback, and only for a model that has it', () => {
    for (const entry of catalog) {
      const fallbacks = Object.entries(entry.options).map(([name, option]) => [name, fallbackOf(option)]);
      expect(valuesOf(entry, {})).toEqual(Object.fromEntries(fallbacks));
      expect(valuesOf(entry, { latent: 3, k: undefined, epochs: 5 })).toEqual({ ...Object.fromEntries(fallbacks), latent: 3 });
    }
    expect(valuesOf(findModel('vae')!, { margin: 2 })).not.toHaveProperty('margin');
  });
});

describe('the tables', () => {
  const one: Catalog = [findModel('cvae')!];

  it('have a row for each model and option, with cells that Markdown keeps apart', () => {
    expect(modelTable(one).split('\n')).toEqual([
      '| Model | What it changes | Source |',
      '|---|---|---|',
      expect.stringMatching(
        /^\| `cvae`, `conditional-vae` \| the encoder .* \| Sohn, Lee and Yan 2015, "Learning .*" \(NeurIPS 2015\), equation 4 \|$/,
      ),
    ]);
    const rows = optionTable(one).split('\n');
    expect(rows).toHaveLength(2 + Object.keys(one[0]!.options).length);
    expect(rows).toContain(
      '| `--prior learned\\|standard` | `learned` | p(z\\|y) learned, of numbers by a dense network; or N(0, I) |',
    );
    expect(rows).toContain('| `--batch-norm` | off | batch normalization of the hidden layers |');
    expect(rows.find((line) => line.includes('--likelihood'))).toContain('of an example given its code. One of `bernoulli`, ');
    for (const line of [...rows, ...optionTable().split('\n')]) expect(line.match(/(?<!\\)\|/g)).toHaveLength(4);
  });
});
