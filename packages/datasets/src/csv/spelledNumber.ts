/** How a number is spelled that may have marks between groups of digits, a currency or a percent sign, or parentheses for a minus. */
export interface SpelledNumber {
  readonly negative: boolean;
  readonly parentheses: boolean;
  readonly prefix: string;
  readonly suffix: string;
  readonly core: string;
  readonly exponent: string;
  /** The marks between groups if a point stands before decimals (empty for none); undefined if that cannot be. */
  readonly point: string | undefined;
  /** The marks between groups if a comma stands before decimals. */
  readonly comma: string | undefined;
}

const shape =
  /^(\()?([+\-−]?)\s?((?:\p{Sc}|[A-Z]{3} )?\s?)([+\-−]?)(\d(?:[\d.,'\u2019_ \u00a0\u202f]*[\d.,])?|[.,]\d+)(?:[eE]([+-]?\d+))?(\s?(?:\p{Sc}|%|\u2030)| [A-Z]{3})?(\))?$/u;
const pointed = /^(?:\d+|[1-9]\d{0,2}([,'\u2019_ \u00a0\u202f])\d{3}(?:\1\d{3})*|(?=\.))(?:\.\d*)?$/;
const commaed = /^(?:\d+|[1-9]\d{0,2}([.'\u2019_ \u00a0\u202f])\d{3}(?:\1\d{3})*|(?=,))(?:,\d*)?$/;
/** Longer fields are no numbers, however they are spelled. */
const longest = 60;

/** How a trimmed field spells a number; undefined if it is none. */
export function spelledNumber(field: string): SpelledNumber | undefined {
  if (field.length > longest) return undefined;
  const match = shape.exec(field);
  if (match === null) return undefined;
  const [, open, first = '', prefix = '', second = '', core = '', exponent = '', suffix = '', close] = match;
  if ((open === undefined) !== (close === undefined) || (first !== '' && second !== '')) return undefined;
  const point = pointed.exec(core);
  const comma = commaed.exec(core);
  if (point === null && comma === null) return undefined;
  const minus = first + second;
  return {
    negative: open !== undefined || (minus !== '' && minus !== '+'),
    parentheses: open !== undefined,
    prefix,
    suffix,
    core,
    exponent,
    point: point === null ? undefined : (point[1] ?? ''),
    comma: comma === null ? undefined : (comma[1] ?? ''),
  };
}

/** The value of a spelled number under a mark before the decimals; NaN where it does not fit that mark. */
export function valueOf(number: SpelledNumber, decimal: '.' | ','): number {
  const groups = decimal === ',' ? number.comma : number.point;
  if (groups === undefined) return Number.NaN;
  let digits = groups === '' ? number.core : number.core.replaceAll(groups, '');
  if (decimal === ',') digits = digits.replace(',', '.');
  const size = Number(number.exponent === '' ? digits : `${digits}e${number.exponent}`);
  return number.negative ? -size : size;
}

/** What stands for a number without bound. */
export const isInfinity = (field: string): boolean => /^[+-]?inf(?:inity)?$/i.test(field);
