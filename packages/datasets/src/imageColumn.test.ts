import { expect, test } from 'vitest';
import { imageColumn } from './imageColumn.js';
import { imageExamples } from './imageExamples.js';
import { failure, oracle, oracleFile } from './oracleFiles.test-helper.js';

test('cells of images keep the order of their rows, with and without labels', async () => {
  const names = ['gray', 'gray-smooth', 'gray', 'gray-smooth', 'gray', 'gray', 'gray', 'gray', 'gray', 'gray', 'gray-smooth'];
  const files = imageColumn(
    'a.parquet',
    names.map((name) => ({ bytes: oracleFile(`${name}.png`), path: `z/${name}.png` })),
  );
  const right = names.flatMap((name) => oracle.png[name]!.data);
  expect([...(await imageExamples(files)).x.data]).toEqual(right);
  const labeled = await imageExamples(files, { labels: names });
  expect([...labeled.x.data]).toEqual(right);
  expect(labeled.classes).toEqual(['gray', 'gray-smooth']);
  expect([...labeled.y!.data]).toEqual(names.map((name) => (name === 'gray' ? 0 : 1)));
  expect((await failure(() => imageExamples(files, { labels: [1] }))).kind).toBe('count-mismatch');
});

test('a path alone is no image', async () => {
  expect((await failure(() => imageColumn('a.parquet', [{ path: '/there/a.png' }]))).message).toBe(
    "a.parquet: row 0 of the images holds only the path '/there/a.png'; the bytes of an image were expected in every row",
  );
  expect((await failure(() => imageColumn('a.parquet', [null]))).message).toMatch(/holds nothing/);
});
