import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { catalog, valuesOf } from './catalog.js';
import { modelOptionsSchema } from './schema.js';

const accepts = (record: object): boolean => v.safeParse(modelOptionsSchema(), record).success;

describe('modelOptionsSchema', () => {
  it.each(catalog.map((entry) => [entry.name, entry] as const))(
    'accepts what %s is without options, and through JSON',
    (model, entry) => {
      expect(accepts({ model, ...valuesOf(entry, {}) })).toBe(true);
      expect(
        accepts(JSON.parse(JSON.stringify({ model, ...valuesOf(entry, { hidden: [3, 2], sigma: 'learned' }) })) as object),
      ).toBe(true);
      expect(accepts({ model })).toBe(true);
    },
  );

  it.each([
    { model: 'rbm' },
    {},
    { latent: 0 },
    { latent: 2.5 },
    { latent: '2' },
    { hidden: [10, 0] },
    { hidden: 10 },
    { dropout: 1 },
    { dropout: -0.1 },
    { beta: Number.NaN },
    { margin: 0 },
    { sigma: 'wide' },
    { sigma: 0 },
    { arch: 'dense' },
    { 'batch-norm': 'yes' },
  ])('refuses %j', (change) => {
    const record = 'model' in change ? change : { model: 'vae', ...change };
    expect(accepts(Object.keys(change).length === 0 ? {} : record)).toBe(false);
  });

  it('is of the models it is given', () => {
    const [first] = catalog;
    const { entries } = modelOptionsSchema([first!]);
    expect(Object.keys(entries).toSorted()).toEqual(['model', ...Object.keys(first!.options)].toSorted());
    expect(v.safeParse(modelOptionsSchema([first!]), { model: 'vae' }).success).toBe(false);
  });
});
