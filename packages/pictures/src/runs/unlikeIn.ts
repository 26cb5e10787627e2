import type { RunConfig } from '@vaekit/runs';

type Config = Pick<RunConfig<object>, 'data' | 'model' | 'options'>;
type Columns = NonNullable<RunConfig['data']['encoding']>['columns'];

/** What each column of a table becomes, without what was fitted to the training rows: those are others with each seed that splits a file. */
const kindsOf = (columns: Columns): unknown =>
  columns.map((column) => {
    // A column that has one value in the training rows of one seed may have more in those of another.
    const type = column.type === 'constant' ? column.of : column.type;
    return [column.name, type === 'integer' ? 'number' : type, column.type === 'quantile' && column.zero];
  });

/** Whether a model is told the class, so that its −ELBO is a bound of −log p(x|y). */
function isTold({ model }: Config): boolean {
  const { prior, condition } = model.parts;
  return prior['classes'] !== undefined || condition !== undefined;
}

/** What has to be the same in two runs, by name. */
function measured(config: Config): Readonly<Record<string, unknown>> {
  const { data } = config;
  const options = { ...config.options } as Readonly<Record<string, unknown>>;
  const { encoding } = data;
  return {
    'the data': data.sha256,
    '--fit': options['fit'],
    '--part': options['part'],
    '--normal': options['normal'],
    '--binarize': options['binarize'],
    '--likelihood': options['likelihood'],
    '--condition': options['condition'],
    'whether the model is told the class': isTold(config),
    // A table is as wide as its training rows have categories.
    ...(encoding === undefined
      ? { 'the shape of an example': data.shape }
      : { 'the encoding of the table': [kindsOf(encoding.columns), options['standardize'] !== false] }),
    // Arrays that the model standardizes itself keep their unit; those that came to it so have lost it.
    'the scale of the numbers': data.scaling !== undefined,
  };
}

/**
 * In what two runs differ so that the losses of one do not compare with those of the other: what is learned, the numbers it was made into, or what is
 * measured of them. `undefined` where they compare. A scale that was fitted to the training rows may differ a little, as it does from seed to seed of a file.
 */
export function unlikeIn(a: Config, b: Config): string | undefined {
  const [ours, theirs] = [measured(a), measured(b)];
  return Object.keys({ ...ours, ...theirs }).find((name) => JSON.stringify(ours[name]) !== JSON.stringify(theirs[name]));
}
