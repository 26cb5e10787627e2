import { faults } from './faults.js';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const tokens = /'[^']*'|yyyy|yy|MMMM|MMM|MM?|dd?|HH?|hh?|mm|ss|S+|a|XXX|[^A-Za-z']/g;
const zone = /^[+-]\d{2}:?\d{2}$/;

interface DatePattern {
  readonly tokens: readonly string[];
  readonly shape: RegExp;
}

const compiled = new Map<string, DatePattern>();

function compile(pattern: string): DatePattern {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const parts = pattern.match(tokens) ?? [];
  if (parts.join('') !== pattern || pattern === '')
    throw faults.option`date pattern: ${JSON.stringify(pattern)} was expected to be made of yyyy, yy, MMMM, MMM, MM, M, dd, d, HH, H, hh, h, mm, ss, S, a, XXX, signs, and other letters in single quotes`;
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const source = parts.map((token, i) => {
    if (token.startsWith("'")) return escaped(token.slice(1, -1));
    // A fraction that is 0 is often left out, and the point before it.
    if (token === '.' && parts[i + 1]?.startsWith('S')) return '';
    switch (token[0]) {
      case 'y':
        return `(\\d{${token.length}})`;
      case 'M':
        return token.length > 2 ? '([A-Za-z]{3,9})\\.?' : '(\\d{1,2})';
      case 'S':
        return '(?:\\.(\\d{1,9}))?';
      case 'a':
        return '([AaPp][Mm])';
      case 'X':
        return '(Z|[+-]\\d{2}:?\\d{2})';
      default:
        return /[a-z]/i.test(token) ? '(\\d{1,2})' : escaped(token);
    }
  });
  const made = { tokens: parts, shape: new RegExp(`^${source.join('')}$`) };
  compiled.set(pattern, made);
  return made;
}

const zoneMinutes = (text: string): number => {
  if (text === 'Z') return 0;
  const digits = text.replace(':', '');
  return Number(`${digits[0]}1`) * (Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5)));
};

/** Milliseconds since 1970 of a date spelled by a pattern (of one without a zone as if it were UTC, of a time alone on the first day); NaN for what is none. */
export function parseDate(text: string, pattern: string): number {
  const { tokens: parts, shape } = compile(pattern);
  const match = shape.exec(text);
  if (match === null) return Number.NaN;
  let [year, month, day, hour, minute, second, fraction, offset] = [1970, 1, 1, 0, 0, 0, 0, 0];
  let noon: string | undefined;
  let group = 1;
  for (const token of parts) {
    if (token.startsWith("'") && zone.test(token.slice(1, -1))) offset = zoneMinutes(token.slice(1, -1));
    if (!/^[A-Za-z]/.test(token)) continue;
    const found = match[group++] ?? '';
    const number = Number(found);
    if (token === 'yyyy') year = number;
    // As POSIX has it: 69 to 99 are of the last century.
    else if (token === 'yy') year = number + (number < 69 ? 2000 : 1900);
    else if (token.startsWith('MMM')) {
      const name = found.toLowerCase();
      month =
        1 +
        months.findIndex(
          (one) => one.toLowerCase() === name || (name === 'sept' ? 'sep' : name) === one.slice(0, 3).toLowerCase(),
        );
    } else if (token.startsWith('M')) month = number;
    else if (token.startsWith('d')) day = number;
    else if (/^h/i.test(token)) hour = number;
    else if (token === 'mm') minute = number;
    else if (token === 'ss') second = number;
    else if (token.startsWith('S')) fraction = Number(`0.${found === '' ? '0' : found}`);
    else if (token === 'a') noon = found.toLowerCase();
    else offset = zoneMinutes(found);
  }
  if (noon !== undefined) {
    if (hour < 1 || hour > 12) return Number.NaN;
    hour = (hour % 12) + (noon === 'pm' ? 12 : 0);
  }
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return Number.NaN;
  return midnight.getTime() + ((hour * 60 + minute - offset) * 60 + second + fraction) * 1000;
}

/** The text of a date by a pattern; the inverse of `parseDate`. */
export function formatDate(value: number, pattern: string): string {
  const { tokens: parts } = compile(pattern);
  const fixed = parts.find((token) => token.startsWith("'") && zone.test(token.slice(1, -1)));
  const fraction = parts.find((token) => token.startsWith('S'))?.length ?? 0;
  // Rounded to what is written, so that 59.9996 s is not 59 s and 1000 ms.
  const unit = parts.includes('ss') ? 1000 / 10 ** fraction : /[Hhm]/.test(pattern) ? 60_000 : 86_400_000;
  const shifted = value + (fixed === undefined ? 0 : zoneMinutes(fixed.slice(1, -1)) * 60_000);
  const steps = unit > 1000 ? Math.floor(shifted / unit) : Math.round(shifted / unit);
  const whole = fraction === 0 ? steps * unit : Math.floor(steps / 10 ** fraction) * 1000;
  const date = new Date(whole);
  const padded = (number: number, width: number): string => String(number).padStart(width, '0');
  const month = months[date.getUTCMonth()] ?? '';
  const hour = date.getUTCHours();
  return parts
    .map((token) => {
      if (token.startsWith("'")) return token.slice(1, -1);
      switch (token[0]) {
        case 'y':
          return token === 'yy' ? padded(date.getUTCFullYear() % 100, 2) : padded(date.getUTCFullYear(), 4);
        case 'M':
          return token.length > 2 ? (token === 'MMM' ? month.slice(0, 3) : month) : padded(date.getUTCMonth() + 1, token.length);
        case 'd':
          return padded(date.getUTCDate(), token.length);
        case 'H':
          return padded(hour, token.length);
        case 'h':
          return padded(hour % 12 === 0 ? 12 : hour % 12, token.length);
        case 'm':
          return padded(date.getUTCMinutes(), 2);
        case 's':
          return padded(date.getUTCSeconds(), 2);
        case 'S':
          return padded(steps - Math.floor(steps / 10 ** fraction) * 10 ** fraction, fraction);
        case 'a':
          return hour < 12 ? 'AM' : 'PM';
        case 'X':
          return 'Z';
        default:
          return token;
      }
    })
    .join('');
}

const timeShape = /(^|T| |, )(\d{1,2}):(\d{2})(:\d{2}(?:\.(\d{1,9}))?)?( ?[AaPp][Mm])?( ?)(Z|[+-]\d{2}:?\d{2})?$/;
const dayShapes: readonly (readonly [shape: RegExp, patterns: (match: RegExpExecArray) => readonly string[]])[] = [
  [/^\d{4}([-/.])\d{1,2}\1\d{1,2}$/, ([, mark]) => [`yyyy${mark}MM${mark}dd`]],
  [/^\d{4}-\d{2}$/, () => ['yyyy-MM']],
  [/^\d{1,2}\.\d{1,2}\.\d{4}$/, () => ['dd.MM.yyyy']],
  [/^\d{2}\.\d{2}\.\d{2}$/, () => ['dd.MM.yy']],
  [/^\d{1,2}([-/])\d{1,2}\1\d{4}$/, ([, mark]) => [`dd${mark}MM${mark}yyyy`, `MM${mark}dd${mark}yyyy`]],
  [/^\d{1,2}\/\d{1,2}\/\d{2}$/, () => ['dd/MM/yy', 'MM/dd/yy']],
  [
    /^\d{1,2}([- ])[A-Za-z]{3,9}\1(\d{4}|\d{2})$/,
    ([, mark, year]) => ['MMM', 'MMMM'].map((month) => `dd${mark}${month}${mark}${'y'.repeat(year?.length ?? 4)}`),
  ],
  [
    /^[A-Za-z]{3,9}(?:([- /])\d{4}|([-/])\d{2})$/,
    ([, long, mark]) => ['MMM', 'MMMM'].map((month) => (long === undefined ? `${month}${mark ?? ''}yy` : `${month}${long}yyyy`)),
  ],
  [/^[A-Za-z]{3,9} \d{1,2}(,?) \d{4}$/, ([, comma]) => ['MMM', 'MMMM'].map((month) => `${month} dd${comma} yyyy`)],
];

/** What a field that may be a date says of how its column spells dates. */
export interface DateEvidence {
  /** The patterns that fit, with two digits for days, months and hours, and no fraction of a second. */
  readonly patterns: readonly string[];
  /** Whether a day or a month has one digit, or two of which the first is 0. */
  readonly short: boolean;
  readonly padded: boolean;
  /** Whether an hour has one digit. */
  readonly shortHour: boolean;
  /** Digits of the fraction of a second. */
  readonly fraction: number;
}

/** Which patterns a field may be spelled by; undefined for a field that is no date. */
export function dateEvidence(text: string): DateEvidence | undefined {
  if (text.length < 4 || text.length > 40 || !/\d/.test(text)) return undefined;
  const time = timeShape.exec(text);
  const day = time === null ? text : text.slice(0, time.index);
  let patterns: readonly string[] = [''];
  if (day !== '') {
    const found = dayShapes.map(([shape, make]) => [shape.exec(day), make] as const).find(([match]) => match !== null);
    if (found?.[0] == null) return undefined;
    patterns = found[1](found[0]);
  } else if (time?.[8] !== undefined) return undefined;
  if (time !== null) {
    const [, joint = '', , , seconds, , noon, gap = '', zoneText] = time;
    const clock = `${joint === 'T' ? "'T'" : joint}${noon === undefined ? 'HH' : 'hh'}:mm${seconds === undefined ? '' : ':ss'}`;
    const half = noon === undefined ? '' : noon.startsWith(' ') ? ' a' : 'a';
    const zones = zoneText === undefined ? [''] : zone.test(zoneText) ? [`${gap}'${zoneText}'`, `${gap}XXX`] : [`${gap}XXX`];
    patterns = patterns.flatMap((pattern) => zones.map((one) => pattern + clock + half + one));
  }
  // Fractions are judged apart.
  const plain = time?.[5] === undefined ? text : text.replace(`.${time[5]}`, '');
  patterns = patterns.filter((pattern) => {
    if (Number.isNaN(parseDate(plain, pattern))) return false;
    return !/(?<!M)MMM(?!M)/.test(pattern) || !/[A-Za-z]{4,}/.test(day);
  });
  if (patterns.length === 0) return undefined;
  return {
    patterns,
    short: /(?:^|\D)\d(?:\D|$)/.test(day),
    padded: /(?:^|\D)0\d(?:\D|$)/.test(day),
    shortHour: time?.[2]?.length === 1,
    fraction: time?.[5]?.length ?? 0,
  };
}

/** The pattern of a column, from what its fields said together. */
export function finishPattern(pattern: string, { short, padded, shortHour, fraction }: Omit<DateEvidence, 'patterns'>): string {
  let finished = pattern;
  if (short && !padded) finished = finished.replace(/(?<!M)MM(?!M)/, 'M').replace('dd', 'd');
  if (shortHour) finished = finished.replace('HH', 'H').replace('hh', 'h');
  return fraction === 0 ? finished : finished.replace('ss', `ss.${'S'.repeat(fraction)}`);
}
