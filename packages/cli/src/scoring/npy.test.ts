import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { npyTable, npyTexts } from './npy.js';

const { cases, texts } = JSON.parse(readFileSync(new URL('../../oracles/npy.json', import.meta.url), 'utf8')) as {
  cases: { columns: { name: string; dtype: string; values: (number | string)[] }[]; hex: string }[];
  texts: { values: string[]; hex: string }[];
};

it.each(cases.map(({ columns, hex }) => [columns.map(({ name }) => name).join(' '), columns, hex] as const))(
  '%s: the bytes of numpy.save',
  (_, columns, hex) => {
    const typed = columns.map(({ name, dtype, values }) => ({
      name,
      values: dtype.startsWith('<U')
        ? values.map(String)
        : dtype === '<i4'
          ? Int32Array.from(values.map(Number))
          : Float32Array.from(values.map(Number)),
    }));
    expect(Buffer.from(npyTable(typed)).toString('hex')).toBe(hex);
  },
);

it.each(texts.map(({ values, hex }) => [values, hex] as const))('%j: the bytes of numpy.save', (values, hex) => {
  expect(Buffer.from(npyTexts(values)).toString('hex')).toBe(hex);
});
