/**
 * A number as the figures and tables write it: whole numbers with thousands separators, others to four significant digits
 * (two decimals from 100 on), a real minus sign.
 */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (Number.isInteger(value) && size < 1e15) return sign + group(String(size));
  if (size >= 1e9 || size < 1e-4) {
    const [mantissa, exponent] = size.toExponential(2).split('e');
    return `${sign}${trim(mantissa!)}e${exponent!.replace('-', '−').replace('+', '')}`;
  }
  const fixed = trim(size >= 100 ? size.toFixed(2) : size.toPrecision(4));
  const [whole, decimals] = fixed.split('.');
  return sign + group(whole!) + (decimals === undefined ? '' : `.${decimals}`);
}

/** Rounded to as many decimals as their span needs, at most hundredths of it. */
function rounded(values: readonly number[]): number[] {
  const span = Math.max(...values) - Math.min(...values);
  const decimals = span > 0 ? Math.min(12, Math.max(0, 2 - Math.floor(Math.log10(span)))) : 4;
  return values.map((value) => Number(value.toFixed(decimals)));
}

/** Coordinates as tick labels: as many decimals as their span needs, at most hundredths of it. */
export const formatCoordinates = (values: readonly number[]): string[] => rounded(values).map(formatNumber);

/** The same, all with one number of decimals: for labels that stand one above the other. */
export const formatCoordinateColumn = (values: readonly number[]): string[] => formatColumn(rounded(values));

/** Numbers of one table column, all with the same number of decimals. */
export function formatColumn(values: readonly (number | null)[]): string[] {
  const plain = values.map((value) => (value === null ? '' : formatNumber(value)));
  if (plain.some((text) => /[^\d.,−]/.test(text))) return plain;
  const decimals = Math.max(0, ...plain.map((text) => text.split('.')[1]?.length ?? 0));
  return plain.map((text, index) => {
    if (text === '' || decimals === 0) return text;
    const [whole, part] = Math.abs(values[index]!).toFixed(decimals).split('.');
    return `${text.startsWith('−') ? '−' : ''}${group(whole!)}.${part!}`;
  });
}

function trim(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function group(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ',');
}
