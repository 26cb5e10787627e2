import { faults } from './faults.js';

const months = 'January February March April May June July August September October November December'.split(' ');
const tokens = /'[^']*'|yyyy|yy|MMMM|MMM|MM?|dd?|HH?|hh?|mm|ss|S+|a|XXX|[^A-Za-z']/g;
const zone = /^[+-]\d{2}:?\d{2}$/;

/** What the tokens match that are no numbers of one or two digits, by their first letter. */
const shapes: Readonly<Record<string, string>> = { S: '(?:\\.(\\d{1,9}))?', a: '([AaPp][Mm])', X: '(Z|[+-]\\d{2}:?\\d{2})' };

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
    if (!/^[A-Za-z]/.test(token)) return escaped(token);
    if (token.startsWith('y')) return `(\\d{${token.length}})`;
    return token.startsWith('MMM') ? '([A-Za-z]{3,9})\\.?' : (shapes[token.charAt(0)] ?? '(\\d{1,2})');
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

/** The number of a month by its name, in full or in three letters; 0 for none. */
const monthOf = (name: string): number =>
  1 +
  months.findIndex((month) => [month.toLowerCase(), month.slice(0, 3).toLowerCase()].includes(name === 'sept' ? 'sep' : name));

/** Milliseconds since 1970 of a date spelled by a pattern (of one without a zone as if it were UTC, of a time alone on the first day); NaN for what is none. */
export function parseDate(text: string, pattern: string): number {
  const { tokens: parts, shape } = compile(pattern);
  const match = shape.exec(text);
  if (match === null) return Number.NaN;
  const read = { y: 1970, M: 1, d: 1, h: 0, m: 0, s: 0, S: 0, X: 0 };
  let noon = '';
  let group = 1;
  for (const token of parts) {
    if (token.startsWith("'") && zone.test(token.slice(1, -1))) read.X = zoneMinutes(token.slice(1, -1));
    if (!/^[A-Za-z]/.test(token)) continue;
    const found = match[group++] ?? '';
    const number = Number(found);
    const letter = token.charAt(0).replace('H', 'h') as keyof typeof read | 'a';
    if (letter === 'a') noon = found.toLowerCase();
    else if (letter === 'X') read.X = zoneMinutes(found);
    else if (letter === 'S') read.S = Number(`0.${found || '0'}`);
    // As POSIX has it: 69 to 99 are of the last century.
    else if (token === 'yy') read.y = number + (number < 69 ? 2000 : 1900);
    else read[letter] = token.startsWith('MMM') ? monthOf(found.toLowerCase()) : number;
  }
  if (noon !== '') {
    if (read.h < 1 || read.h > 12) return Number.NaN;
    read.h = (read.h % 12) + (noon === 'pm' ? 12 : 0);
  }
  if (read.h > 23 || read.m > 59 || read.s > 59) return Number.NaN;
  const midnight = new Date(0);
  midnight.setUTCFullYear(read.y, read.M - 1, read.d);
  if (midnight.getUTCMonth() !== read.M - 1 || midnight.getUTCDate() !== read.d) return Number.NaN;
  return midnight.getTime() + ((read.h * 60 + read.m - read.X) * 60 + read.s + read.S) * 1000;
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
  const month = months[date.getUTCMonth()] ?? '';
  const hour = date.getUTCHours();
  const numbers: Readonly<Record<string, number>> = {
    y: date.getUTCFullYear(),
    M: date.getUTCMonth() + 1,
    d: date.getUTCDate(),
    H: hour,
    h: hour % 12 === 0 ? 12 : hour % 12,
    m: date.getUTCMinutes(),
    s: date.getUTCSeconds(),
    S: steps - Math.floor(steps / 10 ** fraction) * 10 ** fraction,
  };
  const written = parts.map((token) => {
    if (token.startsWith("'")) return token.slice(1, -1);
    if (token.startsWith('MMM')) return token === 'MMM' ? month.slice(0, 3) : month;
    if (token === 'a') return hour < 12 ? 'AM' : 'PM';
    if (token === 'XXX') return 'Z';
    const number = numbers[token.charAt(0)];
    if (number === undefined) return token;
    return String(token === 'yy' ? number % 100 : number).padStart(token.length, '0');
  });
  return written.join('');
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
