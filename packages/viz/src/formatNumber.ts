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

function trim(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function group(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ',');
}
