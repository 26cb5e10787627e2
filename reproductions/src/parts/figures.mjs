const digits = (value, decimals) => (typeof value === 'number' ? value.toFixed(decimals) : value);

/** By how much a figure is off; undefined where nothing was published, or published as words. */
const differenceOf = ({ published, ours }) =>
  typeof published === 'number' && typeof ours === 'number' ? ours - published : undefined;

/** Whether a figure is as near as was asked for; undefined where nothing was asked. A published range holds it or not. */
export function holds(row) {
  if (row.range !== undefined) return row.ours >= row.range[0] && row.ours <= row.range[1];
  const difference = differenceOf(row);
  if (row.better !== undefined && difference !== undefined) return row.better === 'higher' ? difference >= 0 : difference <= 0;
  return row.allowed === undefined || difference === undefined ? undefined : Math.abs(difference) <= row.allowed;
}

/** Published, ours, difference, as words. */
export function cells(row) {
  const { published, ours, low, high, range, allowed, decimals = 3 } = row;
  const difference = differenceOf(row);
  const verdict = { true: '', false: ' **miss**', undefined: '' }[holds(row)];
  return {
    published:
      range === undefined ? digits(published ?? '–', decimals) : `${digits(range[0], decimals)} to ${digits(range[1], decimals)}`,
    ours: `${digits(ours ?? 'not run', decimals)}${low === undefined ? '' : ` (${digits(low, decimals)} to ${digits(high, decimals)})`}`,
    difference:
      difference === undefined
        ? range === undefined
          ? '–'
          : `${holds(row) ? 'inside' : 'outside'}${verdict}`
        : `${difference > 0 ? '+' : ''}${digits(difference, decimals)}${allowed === undefined ? '' : allowed === 0 ? ', must be equal' : `, allowed ±${allowed}`}${verdict}`,
  };
}

/** One figure as a line of text. */
export function rowText(row) {
  const { published, ours, difference } = cells(row);
  return `${row.what}: published ${published}, ours ${ours}, difference ${difference.replaceAll('**', '')}`;
}
